/**
 * From a checked signature to its report, whatever family it is of: when did it provably exist, and could its certificate be trusted at
 * that time?
 * Source: ETSI EN 319 102-1 V1.3.1 sections 5.3 (basic), 5.5 (with time), 5.6 (with archival data).
 */
import type { CarriedTimestamp, CheckedSignature } from '../signature/checked-signature.js';
import type { SignatureFinding } from '../signature/signature-finding.js';
import { checkToken } from '../timestamp/check-token.js';
import { describeCertificate, describeSigner } from './describe-certificate.js';
import { type EvidencePool, gatherEvidence, noEvidence } from './evidence-pool.js';
import { type DatedTimestamp, judgeTimes, noTimes, type ProvenTimes, timestamping } from './judge-times.js';
import { judgeTrust, noTrust, type TrustJudgement } from './judge-trust.js';
import { problemsOf, verdictOf } from './merge-findings.js';
import { digestOf, judgedSignature, reliedUpon } from './relied-upon.js';
import type { SignatureReport, TimestampReport } from './report.js';
import { checkCommitment } from './signing-usage.js';
import type { VerifyOptions } from './verify-options.js';

/** Each timestamp's token, checked against what it must cover. */
export async function checkTimestamps(timestamps: readonly CarriedTimestamp[]): Promise<DatedTimestamp[]> {
  const dated: DatedTimestamp[] = [];
  for (const { kind, token, imprint } of timestamps)
    dated.push({ kind, token, checked: await checkToken(token, imprint) });
  return dated;
}

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

/** Whether the signature carries everything it was validated with, the anchors apart. */
function carriesAll(signature: CheckedSignature, { times, trust, pool }: FullJudgement): boolean {
  const used = reliedUpon([trust, ...times.authorities]);
  const { certificate, otherCertificates, crls, ocsps } = signature;
  const carried = [
    ...(certificate === null ? [] : [certificate]),
    ...otherCertificates,
    ...crls,
    ...ocsps,
    ...pool.fromTimestamps,
  ];
  const atHand = new Set([...carried, ...pool.anchors].map(digestOf));
  return used.every(({ der }) => atHand.has(digestOf(der)));
}

/** The level of the ETSI baseline that was proven. A claim to more, by evidence that cannot be believed, counts for nothing. */
async function levelOf(signature: CheckedSignature, judgement: FullJudgement, options: VerifyOptions): Promise<string> {
  if (signature.profile !== undefined) return signature.profile;
  const { believed } = judgement.times;
  if (!believed.has('signature') && !believed.has('archive')) return 'B-B';
  if (!isTrusted(judgement.trust) || !(await isSelfContained(signature, judgement, options))) return 'B-T';
  return believed.has('archive') ? 'B-LTA' : 'B-LT';
}

const isTrusted = ({ path, findings }: TrustJudgement) => path.length > 0 && findings.length === 0;

/**
 * Whether what it carries is enough. Something newer from elsewhere may have been relied upon; then the signature is judged once more for
 * the time of its newest timestamp, by what it carries alone: nothing carried can tell of what came after that.
 */
async function isSelfContained(
  signature: CheckedSignature,
  judgement: FullJudgement,
  options: VerifyOptions,
): Promise<boolean> {
  if (carriesAll(signature, judgement)) return true;
  const { dated, times } = judgement;
  const newest = newestBelieved(judgement);
  const at = newest?.checked.genTime;
  if (newest === undefined || !at) return false;
  // The newest archive timestamp was believed already, and can never carry what proves itself.
  const others = newest.kind === 'archive' ? dated.filter((one) => one !== newest) : dated;
  const { policy, anchors } = options;
  const alone = await judgeWith(signature, others, { policy, anchors, at });
  return isTrusted(alone.trust) && alone.times.provenAt?.getTime() === times.provenAt?.getTime();
}

function newestBelieved({ dated, times }: FullJudgement): DatedTimestamp | undefined {
  const time = ({ checked }: DatedTimestamp) => checked.genTime?.getTime() ?? 0;
  const believed = dated.filter((_, index) => times.reports[index]?.indication === 'TOTAL-PASSED');
  return believed.sort((one, other) => time(other) - time(one))[0];
}

interface FullJudgement {
  readonly dated: readonly DatedTimestamp[];
  readonly times: ProvenTimes;
  readonly trust: TrustJudgement;
  readonly pool: EvidencePool;
}

async function judgeFully(signature: CheckedSignature, options: VerifyOptions): Promise<FullJudgement> {
  return judgeWith(signature, await checkTimestamps(signature.timestamps), options);
}

async function judgeWith(
  signature: CheckedSignature,
  dated: readonly DatedTimestamp[],
  options: VerifyOptions,
): Promise<FullJudgement> {
  const pool = gatherEvidence(
    signature,
    dated.map(({ checked }) => checked),
    options,
  );
  const times = await judgeTimes(dated, options, pool);
  const at = times.provenAt ?? options.at ?? new Date();
  const { certificate, signingTime, profile } = signature;
  const purpose = profile === 'RFC 3161' ? { purpose: timestamping } : {};
  const trust =
    certificate === null ? noTrust : await judgeTrust({ certificate, at, claimedAt: signingTime, ...purpose }, pool);
  return { dated, times, trust, pool };
}

/** `core` asks nothing of trust, hence nothing of time. */
const notAsked = (options: VerifyOptions): FullJudgement => ({
  dated: [],
  times: noTimes,
  trust: noTrust,
  pool: noEvidence(options),
});

/** @param fallbackId names a signature that has no Id of its own */
export async function judgeSignature(
  signature: CheckedSignature,
  options: VerifyOptions,
  fallbackId: string,
): Promise<SignatureReport> {
  const judgement = options.policy === 'full' ? await judgeFully(signature, options) : notAsked(options);
  const { times, trust } = judgement;
  const findings = [
    ...signature.findings,
    ...checkCommitment(signature),
    ...trust.findings,
    ...times.reports.flatMap(timestampFinding),
  ];
  const report: SignatureReport = {
    id: signature.id === '' ? fallbackId : signature.id,
    ...verdictOf(findings),
    signer: describeSigner(signature.certificate),
    level: await levelOf(signature, judgement, options),
    signedAt: signature.signingTime?.toISOString() ?? null,
    provenAt: times.provenAt?.toISOString() ?? null,
    algorithm: signature.algorithm,
    covers: signature.covers,
    timestamps: times.reports,
    path: trust.path.flatMap((der) => describeCertificate(der) ?? []),
    problems: problemsOf(findings),
  };
  const { certificate } = signature;
  options.observe?.(judgedSignature({ report, certificate, times, judgements: [trust, ...times.authorities] }));
  return report;
}
