/**
 * Checks a timestamp token that stands in a container by itself: its authority is the signer, and it is the proof of its own time.
 * Source: ETSI EN 319 162-1 V1.1.1 sections 4.3.3.2 and 4.4.4 (time assertions); RFC 3161 section 2.3 (who may make one).
 */
import { isProblem } from '../../schemas/problems/problem.js';
import type { CheckedSignature } from '../signature/checked-signature.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { checkToken } from '../timestamp/check-token.js';
import { readToken } from '../timestamp/read-token.js';
import { isTimestampingCertificate } from '../timestamp/timestamping-certificate.js';
import { readCertificate } from '../trust/certificate.js';
import type { DigestOf, Target } from './target.js';

/** The imprint a timestamp is held against; see `onlyFile`. */
async function imprintFor(token: Buffer, { digest, onlyFile }: Target): Promise<DigestOf> {
  if (onlyFile === null) return digest;
  const { imprint } = readToken(token);
  const isOverFile = imprint.algorithm !== null && (await onlyFile(imprint.algorithm)).equals(imprint.digest);
  return isOverFile ? onlyFile : digest;
}

async function imprintOrManifest(token: Buffer, target: Target): Promise<DigestOf> {
  try {
    return await imprintFor(token, target);
  } catch (error) {
    if (isProblem(error, 'timestamp_malformed')) return target.digest;
    throw error;
  }
}

export async function checkContainerTimestamp(token: Buffer, target: Target, id: string): Promise<CheckedSignature> {
  const imprint = await imprintOrManifest(token, target);
  const { genTime, findings, ...rest } = await checkToken(token, imprint);
  const { certificate, otherCertificates, crls, ocsps, algorithm } = rest;
  const isRight = findings.every(({ code }) => code !== 'timestamp_wrong' && code !== 'timestamp_malformed');
  return {
    ...{ id, certificate, otherCertificates, crls, ocsps, algorithm },
    profile: 'RFC 3161',
    timestamps: [{ kind: 'signature', token, imprint }],
    signingTime: genTime,
    covers: isRight ? target.covers : [],
    findings: [...findings, ...authorityFinding(certificate)],
  };
}

function authorityFinding(certificate: Buffer | null): SignatureFinding[] {
  if (certificate === null || mayStamp(certificate)) return [];
  return [signatureFinding('timestamp_untrusted', 'Its certificate is not one for timestamps')];
}

function mayStamp(certificate: Buffer): boolean {
  try {
    return isTimestampingCertificate(readCertificate(certificate));
  } catch (error) {
    if (isProblem(error)) return false;
    throw error;
  }
}
