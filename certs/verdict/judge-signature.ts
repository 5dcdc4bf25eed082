/**
 * From a checked signature to its report, whatever family it is of: when did it provably exist, and could its certificate be trusted at
 * that time?
 * Source: ETSI EN 319 102-1 V1.3.1 sections 5.3 (basic), 5.5 (with time), 5.6 (with archival data).
 */
import type { CheckedSignature } from '../signature/checked-signature.js';
import type { SignatureFinding } from '../signature/signature-finding.js';
import { checkToken } from '../timestamp/check-token.js';
import { describeCertificate, describeSigner } from './describe-certificate.js';
import { gatherEvidence } from './evidence-pool.js';
import { type DatedTimestamp, judgeTimes, type ProvenTimes } from './judge-times.js';
import { judgeTrust, type TrustJudgement } from './judge-trust.js';
import { problemsOf, verdictOf } from './merge-findings.js';
import type { SignatureReport, TimestampReport } from './report.js';
import type { VerifyOptions } from './verify-options.js';

async function checkTimestamps({ timestamps }: CheckedSignature): Promise<DatedTimestamp[]> {
  const dated: DatedTimestamp[] = [];
  for (const { kind, token, imprint } of timestamps) dated.push({ kind, checked: await checkToken(token, imprint) });
  return dated;
}

const unknownTrust: TrustJudgement = { findings: [], path: [] };
const unproven: ProvenTimes = { provenAt: null, believed: new Set(), reports: [] };

/**
 * A timestamp over something else, or one that is no timestamp, was put there by somebody: the signature is not passed with it.
 * One whose authority is not trusted only fails to prove a time.
 */
function timestampFinding({ kind, indication, time, problems }: TimestampReport): SignatureFinding[] {
  if (indication === 'TOTAL-PASSED') return [];
  const message = `The ${kind} timestamp of ${time ?? 'an unknown time'} proves nothing: ${problems.at(-1)?.message ?? ''}`;
  if (indication === 'INDETERMINATE')
    return [{ code: 'timestamp_untrusted', message, indication: null, subIndication: null }];
  return [{ code: 'timestamp_wrong', message, indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE' }];
}

/** The level of the ETSI baseline that was proven. A claim to more, by evidence that cannot be believed, counts for nothing. */
function levelOf(signature: CheckedSignature, { believed }: ProvenTimes, trust: TrustJudgement): string {
  if (signature.profile !== undefined) return signature.profile;
  if (!believed.has('signature') && !believed.has('archive')) return 'B-B';
  if (trust.path.length === 0 || signature.ocsps.length + signature.crls.length === 0) return 'B-T';
  return believed.has('archive') ? 'B-LTA' : 'B-LT';
}

/** `core` asks nothing of trust, hence nothing of time. */
async function judgeFully(signature: CheckedSignature, options: VerifyOptions) {
  const now = options.at ?? new Date();
  const dated = await checkTimestamps(signature);
  const pool = gatherEvidence(
    signature,
    dated.map(({ checked }) => checked),
    options,
  );
  const times = await judgeTimes(dated, now, pool);
  const at = times.provenAt ?? now;
  const trust =
    signature.certificate === null
      ? unknownTrust
      : await judgeTrust({ certificate: signature.certificate, at, claimedAt: signature.signingTime }, pool);
  return { times, trust };
}

/** @param fallbackId names a signature that has no Id of its own */
export async function judgeSignature(
  signature: CheckedSignature,
  options: VerifyOptions,
  fallbackId: string,
): Promise<SignatureReport> {
  const { times, trust } =
    options.policy === 'full' ? await judgeFully(signature, options) : { times: unproven, trust: unknownTrust };
  const findings = [...signature.findings, ...trust.findings, ...times.reports.flatMap(timestampFinding)];
  return {
    id: signature.id === '' ? fallbackId : signature.id,
    ...verdictOf(findings),
    signer: describeSigner(signature.certificate),
    level: levelOf(signature, times, trust),
    signedAt: signature.signingTime?.toISOString() ?? null,
    provenAt: times.provenAt?.toISOString() ?? null,
    algorithm: signature.algorithm,
    covers: signature.covers,
    timestamps: times.reports,
    path: trust.path.flatMap((der) => describeCertificate(der) ?? []),
    problems: problemsOf(findings),
  };
}
