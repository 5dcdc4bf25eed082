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
import { type CheckedSignature, unreadableSignature } from '../signature/checked-signature.js';
import { signatureFinding } from '../signature/signature-finding.js';
import { type CoreCheck, checkCore } from './check-core.js';
import { type EnvelopedSignature, findSignature, readEnveloped } from './read-enveloped.js';

function checkParts(document: OpenXml, parts: EnvelopedSignature): CoreCheck {
  const key = publicKeyOf(parts.certificate);
  if (key !== undefined) return checkCore(document, parts, key);
  const unreadable = signatureFinding('certificate_malformed', 'The signing certificate cannot be read');
  return { covered: new Set(), findings: [unreadable] };
}

function judge(document: OpenXml, signature: XmlElement): CheckedSignature {
  const parts = readEnveloped(signature);
  const { covered, findings } = checkParts(document, parts);
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
    covers: covered.has(document.root) ? ['edXML'] : [],
    findings,
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
