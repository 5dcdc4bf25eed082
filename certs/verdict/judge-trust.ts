/**
 * Could this certificate be trusted for what it did, at that time? Path, purpose and revocation, and what each failure means for a
 * signature whose signer claims a time.
 * Source: ETSI EN 319 102-1 V1.3.1 sections 5.2.6 (certificate validation), 5.5.4 (validation with time), table 5 (sub-indications);
 * RFC 5280 section 4.2.1.3 (key usage).
 */

import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import type { CertificateView } from '../trust/certificate.js';
import type { UnknownRevocation } from '../trust/revocation.js';
import type { RevocationEvidence } from '../trust/revocation-status.js';
import { type PathOptions, type PathResult, validatePath } from '../trust/validate-path.js';
import { readOrNull } from './describe-certificate.js';
import type { EvidencePool } from './evidence-pool.js';
import { checkSigningUsage } from './signing-usage.js';

export interface TrustJudgement {
  readonly findings: readonly SignatureFinding[];
  /** From the certificate to its anchor, DER; empty when there is no trusted path. */
  readonly path: readonly Buffer[];
  /** Revocation lists and answers relied upon, also those that tell of a revocation. */
  readonly evidence: readonly RevocationEvidence[];
  /** What the network may know: certificates of unknown revocation state, and those of unknown issuer (DER). */
  readonly missing: readonly UnknownRevocation[];
  readonly withoutIssuer: readonly Buffer[];
}

/** When nothing was asked, or nothing could be. */
export const noTrust: TrustJudgement = { findings: [], path: [], evidence: [], missing: [], withoutIssuer: [] };

export interface TrustQuestion {
  readonly certificate: Buffer;
  /** The time the certificate is judged for. */
  readonly at: Date;
  /** What the signer says of the time of signing. */
  readonly claimedAt: Date | null;
  readonly purpose?: string;
}

/**
 * A signer who himself claims a time at which the certificate was revoked, expired or not yet valid leaves no doubt.
 * Without such a claim nobody knows when the signature was made, and the failure stays undecided.
 */
function ownClaim(view: CertificateView, failed: PathResult & { ok: false }, claimedAt: Date | null) {
  if (claimedAt === null) return null;
  if (failed.revokedAt !== undefined && failed.subIndication === 'REVOKED_NO_POE')
    return claimedAt >= failed.revokedAt ? 'REVOKED' : null;
  if (failed.problem.code !== 'certificate_expired') return null;
  if (claimedAt > view.notAfter) return 'EXPIRED';
  return claimedAt < view.notBefore ? 'NOT_YET_VALID' : null;
}

/** Findings on trust and revocation; none means trusted. */
export async function judgeTrust(question: TrustQuestion, pool: EvidencePool): Promise<TrustJudgement> {
  const view = readOrNull(question.certificate);
  if (view === null)
    return { ...noTrust, findings: [signatureFinding('certificate_malformed', 'The certificate cannot be read')] };
  const options: PathOptions = {
    requireRevocation: true,
    ...(question.purpose === undefined ? {} : { purpose: question.purpose }),
  };
  const result = await validatePath(question.certificate, { ...pool, at: question.at, now: pool.now }, options);
  const usage = checkSigningUsage(view);
  if (result.ok) return { ...noTrust, findings: usage, path: result.path, evidence: result.evidence };
  const claim = ownClaim(view, result, question.claimedAt);
  const failure: SignatureFinding =
    claim === null
      ? { ...result.problem, indication: result.indication, subIndication: result.subIndication }
      : { ...result.problem, indication: 'TOTAL-FAILED', subIndication: claim };
  const { missing = [], withoutIssuer = [], evidence = [] } = result;
  return { ...noTrust, findings: [...usage, failure], evidence, missing, withoutIssuer };
}
