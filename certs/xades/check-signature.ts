/**
 * Checks a signature file of a container: structure, signing certificate, signature value, and every reference against the container.
 * Judges the signature itself; trust, revocation and coverage belong to certs/verdict. Hostile input gives findings, never an exception.
 * Source: ETSI EN 319 102-1 V1.3.1 sections 5.2.2, 5.2.3, 5.2.7; XMLDSig 1.1 section 3.2 (core validation).
 */
import { createHash } from 'node:crypto';
import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import { isProblem, type Problem } from '../../schemas/problems/problem.js';
import { defaultXmlLimits, withXml } from '../../schemas/xml/parse-xml.js';
import { publicKeyOf } from '../signature/certificate-key.js';
import { type CheckedSignature, unreadableSignature } from '../signature/checked-signature.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { isRightSignature, type SignatureMethod } from '../signature/signature-method.js';
import { signatureMethods } from './identifiers.js';
import { checkUniqueIds, readSignature, type SignatureParts, signaturesOf } from './read-signature.js';

/** The digest of a data entry, or undefined when the container has none of that name. */
export type EntryDigest = (name: string, algorithm: DigestAlgorithm) => Promise<Buffer | undefined>;

const findingOf = (problem: Problem): SignatureFinding =>
  signatureFinding(problem.code.startsWith('xml_') ? 'signature_malformed' : problem.code, problem.detail);

/** What each signature consists of; a problem in place of those that cannot be taken apart. */
function takeApart(xml: Buffer): (SignatureParts | SignatureFinding)[] {
  try {
    return withXml(xml, defaultXmlLimits, (document) => {
      checkUniqueIds(document.root);
      return signaturesOf(document.root).map((signature) => {
        try {
          return readSignature(document, signature);
        } catch (error) {
          if (isProblem(error)) return findingOf(error);
          throw error;
        }
      });
    });
  } catch (error) {
    if (isProblem(error)) return [findingOf(error)];
    throw error;
  }
}

/** The certificate named by the signed digest; without such a digest, none: an unsigned certificate proves nothing. */
function findSigningCertificate(parts: SignatureParts): Buffer | undefined {
  const { signingCertificate } = parts;
  if (signingCertificate === null) return undefined;
  return parts.certificates.find((der) =>
    createHash(signingCertificate.method.algorithm).update(der).digest().equals(signingCertificate.digest),
  );
}

function checkValue(parts: SignatureParts, certificate: Buffer, method: SignatureMethod): SignatureFinding[] {
  const key = publicKeyOf(certificate);
  if (key === undefined) return [signatureFinding('certificate_malformed', 'The signing certificate cannot be read')];
  const isRight = isRightSignature(method, parts.signedInfo, key, parts.signatureValue, 'ieee-p1363');
  return isRight ? [] : [signatureFinding('signature_wrong', 'The signature value does not match what is signed')];
}

function checkKey(parts: SignatureParts, certificate: Buffer | undefined): SignatureFinding[] {
  const method = signatureMethods[parts.signatureMethod];
  if (method === undefined) {
    return [
      signatureFinding(
        'algorithm_unsupported',
        `The signature algorithm "${parts.signatureMethod.slice(0, 100)}" is not supported`,
      ),
    ];
  }
  if (certificate === undefined) {
    return [
      signatureFinding(
        'signing_certificate_mismatch',
        'No certificate in the signature matches the signed certificate digest',
      ),
    ];
  }
  const weak = [...parts.weakDigests, ...(method.weak ? [method.name] : [])];
  return [
    ...checkValue(parts, certificate, method),
    ...weak.map((name) => signatureFinding('algorithm_weak', `${name} is too weak to prove anything today`)),
  ];
}

async function checkReferences(
  parts: SignatureParts,
  digestOf: EntryDigest,
): Promise<{ covers: string[]; findings: SignatureFinding[] }> {
  const covers: string[] = [];
  const findings = parts.brokenReferences.map((uri) =>
    signatureFinding('digest_mismatch', `"${uri.slice(0, 100)}" was changed after signing`),
  );
  for (const { name, method, expected } of parts.entryReferences) {
    const actual = await digestOf(name, method.algorithm);
    if (actual === undefined)
      findings.push(
        signatureFinding('reference_missing', `The signed file "${name.slice(0, 100)}" is not in the container`),
      );
    else if (actual.equals(expected)) covers.push(name);
    else
      findings.push(signatureFinding('digest_mismatch', `The file "${name.slice(0, 100)}" was changed after signing`));
  }
  return { covers, findings };
}

async function checkParts(parts: SignatureParts, digestOf: EntryDigest): Promise<CheckedSignature> {
  const certificate = findSigningCertificate(parts);
  const references = await checkReferences(parts, digestOf);
  const remarks = parts.hasTimestamp
    ? [signatureFinding('timestamp_unsupported', 'The signature carries a timestamp, which was not judged')]
    : [];
  return {
    id: parts.id,
    certificate: certificate ?? null,
    otherCertificates: parts.certificates.filter((der) => der !== certificate),
    crls: [],
    ocsps: [],
    timestamps: [],
    signingTime: parts.signingTime,
    algorithm: signatureMethods[parts.signatureMethod]?.name ?? null,
    covers: references.covers,
    findings: [...checkKey(parts, certificate), ...references.findings, ...remarks],
  };
}

/**
 * Every signature of a signature file (`META-INF/*signatures*.xml`), checked on its own.
 * @param fallbackId names a signature that has no readable Id, e.g. the file's name
 */
export async function checkSignatures(
  xml: Buffer,
  digestOf: EntryDigest,
  fallbackId: string,
): Promise<CheckedSignature[]> {
  const checked: CheckedSignature[] = [];
  for (const taken of takeApart(xml)) {
    checked.push('code' in taken ? unreadableSignature(fallbackId, taken) : await checkParts(taken, digestOf));
  }
  return checked;
}
