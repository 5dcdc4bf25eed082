/**
 * From a checked signature to its report, whatever family it is of.
 * Source: ETSI EN 319 102-1 V1.3.1 section 5.3.
 */
import type { CheckedSignature } from '../signature/checked-signature.js';
import { problemsOf, verdictOf } from './merge-findings.js';
import type { SignatureReport } from './report.js';
import { describeSigner, judgeTrust } from './signer.js';
import type { VerifyOptions } from './verify-options.js';

/** @param fallbackId names a signature that has no Id of its own */
export async function judgeSignature(
  signature: CheckedSignature,
  options: VerifyOptions,
  fallbackId: string,
): Promise<SignatureReport> {
  const trust =
    options.policy === 'full' && signature.certificate !== null
      ? await judgeTrust(signature.certificate, signature.otherCertificates, options)
      : [];
  const findings = [...signature.findings, ...trust];
  return {
    id: signature.id === '' ? fallbackId : signature.id,
    ...verdictOf(findings),
    signer: describeSigner(signature.certificate),
    level: signature.profile ?? 'B-B',
    signedAt: signature.signingTime?.toISOString() ?? null,
    provenAt: null,
    algorithm: signature.algorithm,
    covers: signature.covers,
    problems: problemsOf(findings),
  };
}
