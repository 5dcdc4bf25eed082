/**
 * When did a signature provably exist? Its timestamps, judged from the newest archive timestamp inwards: each one that can be believed
 * proves that what it covers, older timestamps included, existed at its time, and so becomes the time those are judged for.
 * Source: ETSI EN 319 102-1 V1.3.1 sections 5.4 (timestamps), 5.5.4 (best signature time), 5.6.2 (proof of existence).
 */
import type { TimestampKind } from '../signature/checked-signature.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import type { CheckedTimestamp } from '../timestamp/check-token.js';
import { isTimestampingCertificate } from '../timestamp/timestamping-certificate.js';
import { describeCertificate, readOrNull } from './describe-certificate.js';
import type { EvidencePool } from './evidence-pool.js';
import { judgeTrust } from './judge-trust.js';
import { problemsOf, verdictOf } from './merge-findings.js';
import type { TimestampReport } from './report.js';

export interface DatedTimestamp {
  readonly kind: TimestampKind;
  readonly checked: CheckedTimestamp;
}

export interface ProvenTimes {
  /** Earliest time at which the signature is proven to have existed; null when only the present is proven. */
  readonly provenAt: Date | null;
  /** Kinds of timestamps that were believed. */
  readonly believed: ReadonlySet<TimestampKind>;
  /** In the order given. */
  readonly reports: readonly TimestampReport[];
}

const timestamping = '1.3.6.1.5.5.7.3.8';
/** Clocks differ. */
const toleranceMs = 60_000;

/** Newest archive first, then the rest: only an archive timestamp says anything of other timestamps. */
function inwards(one: DatedTimestamp, other: DatedTimestamp): number {
  const rank = ({ kind }: DatedTimestamp) => (kind === 'archive' ? 0 : 1);
  const time = ({ checked }: DatedTimestamp) => checked.genTime?.getTime() ?? 0;
  return rank(one) - rank(other) || time(other) - time(one);
}

/** Why this timestamp proves nothing at `horizon`, the time at which it is known to have existed; no finding when it does. */
async function judgeTimestamp(
  { genTime, certificate, findings }: CheckedTimestamp,
  horizon: Date,
  pool: EvidencePool,
): Promise<readonly SignatureFinding[]> {
  if (genTime === null || certificate === null || verdictOf(findings).indication !== 'TOTAL-PASSED') return findings;
  const view = readOrNull(certificate);
  if (view === null || !isTimestampingCertificate(view))
    return [...findings, signatureFinding('timestamp_untrusted', 'Its certificate is not one for timestamps')];
  if (genTime.getTime() > horizon.getTime() + toleranceMs)
    return [...findings, signatureFinding('timestamp_untrusted', 'Its time lies after the time it is judged for')];
  if (genTime < view.notBefore || genTime > view.notAfter)
    return [
      ...findings,
      signatureFinding('timestamp_untrusted', 'Its time lies outside the validity of its authority'),
    ];
  const question = { certificate, at: horizon, claimedAt: null, purpose: timestamping };
  const trust = await judgeTrust(question, pool);
  return [...findings, ...trust.findings];
}

/** Judges all timestamps of one signature. `now` is the time of validation: until then everything at hand exists. */
export async function judgeTimes(
  timestamps: readonly DatedTimestamp[],
  now: Date,
  pool: EvidencePool,
): Promise<ProvenTimes> {
  const reports = new Map<DatedTimestamp, TimestampReport>();
  const believed = new Set<TimestampKind>();
  let horizon = now;
  let earliest: Date | null = null;
  for (const timestamp of [...timestamps].sort(inwards)) {
    const findings = await judgeTimestamp(timestamp.checked, horizon, pool);
    const report = describeTimestamp(timestamp, findings);
    reports.set(timestamp, report);
    const { genTime } = timestamp.checked;
    if (report.indication !== 'TOTAL-PASSED' || genTime === null) continue;
    believed.add(timestamp.kind);
    // A content timestamp is older than the signature: it proves nothing of it.
    if (timestamp.kind === 'content') continue;
    if (timestamp.kind === 'archive') horizon = genTime;
    if (earliest === null || genTime < earliest) earliest = genTime;
  }
  return { provenAt: earliest, believed, reports: timestamps.flatMap((one) => reports.get(one) ?? []) };
}

function describeTimestamp({ kind, checked }: DatedTimestamp, findings: readonly SignatureFinding[]): TimestampReport {
  return {
    kind,
    ...verdictOf(findings),
    time: checked.genTime?.toISOString() ?? null,
    authority: describeCertificate(checked.certificate),
    problems: problemsOf(findings),
  };
}
