/**
 * Checks the enveloped signature of an edXML file. Trust belongs to certs/verdict.
 * The document is parsed once, by the parser every reader uses: what was signed is what will be read.
 * Source: XMLDSig 1.1 sections 3.2 (core validation) and 6.6.4 (enveloped signature); facts on edXML as written.
 */
import { createHash } from 'node:crypto';
import { isProblem } from '../../schemas/problems/problem.js';
import { type OpenXml, openXml } from '../../schemas/xml/parse-xml.js';
import type { XmlElement } from '../../schemas/xml/xml-tree.js';
import { publicKeyOf } from '../signature/certificate-key.js';
import { checkStrength } from '../signature/check-strength.js';
import { type CheckedSignature, unreadableSignature } from '../signature/checked-signature.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { isRightSignature } from '../signature/signature-method.js';
import { type EnvelopedSignature, findSignature, readEnveloped } from './read-enveloped.js';

function digestMatches(document: OpenXml, signature: XmlElement, parts: EnvelopedSignature): boolean {
  const signed = document.canonicalizeDocument(parts.documentForm, signature);
  return createHash(parts.digest).update(signed).digest().equals(parts.digestValue);
}

function checkValue(document: OpenXml, parts: EnvelopedSignature): SignatureFinding[] {
  const key = publicKeyOf(parts.certificate);
  if (key === undefined) return [signatureFinding('certificate_malformed', 'The signing certificate cannot be read')];
  const signedInfo = document.canonicalize(parts.signedInfo, parts.signedInfoForm);
  const isRight = isRightSignature(parts.method, signedInfo, key, parts.signatureValue, 'ieee-p1363');
  const wrong = signatureFinding('signature_wrong', 'The signature value does not match what is signed');
  return [...(isRight ? [] : [wrong]), ...checkStrength(key)];
}

function judge(document: OpenXml, signature: XmlElement): CheckedSignature {
  const parts = readEnveloped(signature);
  const isWhole = digestMatches(document, signature, parts);
  const changed = signatureFinding('digest_mismatch', 'The file was changed after signing');
  const weak = signatureFinding('algorithm_weak', 'SHA-1 is too weak to prove anything today');
  return {
    profile: 'XMLDSig',
    id: parts.id ?? createHash('sha256').update(parts.signatureValue).digest('hex').slice(0, 16),
    certificate: parts.certificate,
    otherCertificates: [],
    crls: [],
    ocsps: [],
    timestamps: [],
    signingTime: null,
    algorithm: parts.method.name,
    covers: isWhole ? ['edXML'] : [],
    findings: [
      ...(isWhole ? [] : [changed]),
      ...checkValue(document, parts),
      ...(parts.method.weak || parts.digest === 'sha1' ? [weak] : []),
    ],
  };
}

/**
 * The signature of a parsed file, checked; undefined when it carries none. What is wrong with it is in its findings.
 */
export function checkEnveloped(document: OpenXml): CheckedSignature | undefined {
  try {
    const signature = findSignature(document.root);
    return signature && judge(document, signature);
  } catch (error) {
    if (isProblem(error)) return unreadableSignature('edXML', signatureFinding(error.code, error.detail));
    throw error;
  }
}

/** As `checkEnveloped`, from the file's bytes. @throws Problem `xml_*` when the file is no XML we read */
export function checkEdxmlSignature(edxml: Buffer): CheckedSignature | undefined {
  return checkEnveloped(openXml(edxml));
}
