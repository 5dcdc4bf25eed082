/**
 * Checks a signature file of a container: structure, signing certificate, signature value, and every reference against the container.
 * Judges the signature itself; trust, time, revocation and coverage belong to certs/verdict. Hostile input gives findings, never an
 * exception.
 * Source: ETSI EN 319 102-1 V1.3.1 sections 5.2.2, 5.2.3, 5.2.7; XMLDSig 1.1 section 3.2 (core validation).
 */
import { hash } from 'node:crypto';
import { isProblem, type Problem } from '../../schemas/problems/problem.js';
import { parseSignatureXml } from '../../schemas/xml/parse-xml.js';
import type { XmlElement } from '../../schemas/xml/xml-tree.js';
import { publicKeyOf } from '../signature/certificate-key.js';
import { checkStrength } from '../signature/check-strength.js';
import { type CarriedTimestamp, type CheckedSignature, unreadableSignature } from '../signature/checked-signature.js';
import { type DataObjects, digestParts } from '../signature/data-objects.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { isRightSignature, type SignatureMethod } from '../signature/signature-method.js';
import { type ChainCheck, checkHashChain } from './hash-chain.js';
import { signatureMethods } from './identifiers.js';
import { checkUniqueIds, readSignature, type SignatureParts, signaturesOf } from './read-signature.js';

const findingOf = (problem: Problem): SignatureFinding =>
  signatureFinding(problem.code.startsWith('xml_') ? 'signature_malformed' : problem.code, problem.detail);

function takeOneApart(signature: XmlElement): SignatureParts | SignatureFinding {
  try {
    return readSignature(signature);
  } catch (error) {
    if (isProblem(error)) return findingOf(error);
    throw error;
  }
}

/** What each signature consists of; a problem in place of those that cannot be taken apart. */
function takeApart(xml: Buffer): (SignatureParts | SignatureFinding)[] {
  try {
    const root = parseSignatureXml(xml);
    checkUniqueIds(root);
    return signaturesOf(root).map(takeOneApart);
  } catch (error) {
    if (isProblem(error)) return [findingOf(error)];
    throw error;
  }
}

/** The certificate named by the signed digest; without such a digest, none: an unsigned certificate proves nothing. */
function findSigningCertificate(parts: SignatureParts): Buffer | undefined {
  const { signingCertificate } = parts;
  if (signingCertificate === null) return undefined;
  return [...parts.certificates, ...parts.evidence.certificates].find((der) =>
    hash(signingCertificate.method.algorithm, der, 'buffer').equals(signingCertificate.digest),
  );
}

function checkValue(parts: SignatureParts, certificate: Buffer, method: SignatureMethod): SignatureFinding[] {
  const key = publicKeyOf(certificate);
  if (key === undefined) return [signatureFinding('certificate_malformed', 'The signing certificate cannot be read')];
  const isRight = isRightSignature(method, parts.signedInfo, key, parts.signatureValue, 'ieee-p1363');
  const wrong = signatureFinding('signature_wrong', 'The signature value does not match what is signed');
  return [...(isRight ? [] : [wrong]), ...checkStrength(key)];
}

function checkKey(parts: SignatureParts, certificate: Buffer | undefined): SignatureFinding[] {
  const method = signatureMethods.get(parts.signatureMethod);
  if (method === undefined) {
    const name = parts.signatureMethod.slice(0, 100);
    return [signatureFinding('algorithm_unsupported', `The signature algorithm "${name}" is not supported`)];
  }
  if (certificate === undefined) {
    const message = 'No certificate in the signature matches the signed certificate digest';
    return [signatureFinding('signing_certificate_mismatch', message)];
  }
  const weak = [...parts.weakDigests, ...(method.weak ? [method.name] : [])];
  return [
    ...checkValue(parts, certificate, method),
    ...weak.map((name) => signatureFinding('algorithm_weak', `${name} is too weak to prove anything today`)),
  ];
}

/** What else is signed when the signed entries are no more than digests of it. */
async function checkChain(covers: readonly string[], objects: DataObjects): Promise<ChainCheck> {
  try {
    return await checkHashChain(covers, objects);
  } catch (error) {
    if (!isProblem(error) || error.code === 'storage_damaged') throw error;
    return { covers: [], findings: [findingOf(error)] };
  }
}

async function checkReferences(
  parts: SignatureParts,
  objects: DataObjects,
): Promise<{ covers: string[]; findings: SignatureFinding[] }> {
  const covers: string[] = [];
  const findings = parts.brokenReferences.map((uri) =>
    signatureFinding('digest_mismatch', `"${uri.slice(0, 100)}" was changed after signing`),
  );
  for (const { name, method, expected } of parts.entryReferences) {
    const actual = await objects.digest(name, method.algorithm);
    if (actual === undefined)
      findings.push(
        signatureFinding('reference_missing', `The signed file "${name.slice(0, 100)}" is not in the container`),
      );
    else if (actual.equals(expected)) covers.push(objects.nameOf(name) ?? name);
    else
      findings.push(signatureFinding('digest_mismatch', `The file "${name.slice(0, 100)}" was changed after signing`));
  }
  const chain = await checkChain(covers, objects);
  return { covers: [...new Set([...covers, ...chain.covers])], findings: [...findings, ...chain.findings] };
}

function timestampsOf({ evidence }: SignatureParts, objects: DataObjects): CarriedTimestamp[] {
  return evidence.timestamps.map(({ kind, token, parts }) => ({
    kind,
    token,
    imprint: async (algorithm) => (parts.length === 0 ? null : digestParts(parts, objects, algorithm)),
  }));
}

async function checkParts(parts: SignatureParts, objects: DataObjects): Promise<CheckedSignature> {
  const certificate = findSigningCertificate(parts);
  const references = await checkReferences(parts, objects);
  const carried = [...parts.certificates, ...parts.evidence.certificates];
  return {
    id: parts.id,
    certificate: certificate ?? null,
    otherCertificates: carried.filter((der) => der !== certificate),
    crls: parts.evidence.crls,
    ocsps: parts.evidence.ocsps,
    timestamps: timestampsOf(parts, objects),
    signingTime: parts.signingTime,
    algorithm: signatureMethods.get(parts.signatureMethod)?.name ?? null,
    covers: references.covers,
    findings: [...checkKey(parts, certificate), ...references.findings],
  };
}

/**
 * Every signature of a signature file (`META-INF/*signatures*.xml`), checked on its own.
 * @param fallbackId names a signature that has no readable Id, e.g. the file's name
 */
export async function checkSignatures(
  xml: Buffer,
  objects: DataObjects,
  fallbackId: string,
): Promise<CheckedSignature[]> {
  const checked: CheckedSignature[] = [];
  for (const taken of takeApart(xml)) {
    checked.push('code' in taken ? unreadableSignature(fallbackId, taken) : await checkParts(taken, objects));
  }
  return checked;
}
