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
import { judgeTrust, noTrust, type TrustJudgement } from './judge-trust.js';
import { problemsOf, verdictOf } from './merge-findings.js';
import type { TimestampReport } from './report.js';
import type { VerifyOptions } from './verify-options.js';

export interface DatedTimestamp {
  readonly kind: TimestampKind;
  /** As carried. */
  readonly token: Buffer;
  readonly checked: CheckedTimestamp;
}

export interface ProvenTimes {
  /** Earliest time at which the signature is proven to have existed; null when only the present is proven. */
  readonly provenAt: Date | null;
  /** Kinds of timestamps that were believed. */
  readonly believed: ReadonlySet<TimestampKind>;
  /** The tokens of those. */
  readonly tokens: readonly Buffer[];
  /** In the order given. */
  readonly reports: readonly TimestampReport[];
  /** How the authorities behind the timestamps were judged. */
  readonly authorities: readonly TrustJudgement[];
}

/** When no time was asked for. */
export const noTimes: ProvenTimes = { provenAt: null, believed: new Set(), tokens: [], reports: [], authorities: [] };

interface JudgedTimestamp {
  readonly findings: readonly SignatureFinding[];
  readonly authority: TrustJudgement;
}

/** The purpose of a timestamp authority's certificate (RFC 3161 section 2.3). */
export const timestamping = '1.3.6.1.5.5.7.3.8';
/** Clocks differ. */
const toleranceMs = 60_000;

/** Newest archive first, then the rest: only an archive timestamp says anything of other timestamps. */
function inwards(one: DatedTimestamp, other: DatedTimestamp): number {
  const rank = ({ kind }: DatedTimestamp) => (kind === 'archive' ? 0 : 1);
  const time = ({ checked }: DatedTimestamp) => checked.genTime?.getTime() ?? 0;
  return rank(one) - rank(other) || time(other) - time(one);
}

/** What the timestamp's own certificate and time leave to be desired, before its authority is asked for. */
function checkAuthority(genTime: Date, certificate: Buffer, horizon: Date): SignatureFinding[] {
  const view = readOrNull(certificate);
  const untrusted = (message: string) => [signatureFinding('timestamp_untrusted', message)];
  if (view === null || !isTimestampingCertificate(view)) return untrusted('Its certificate is not one for timestamps');
  if (genTime.getTime() > horizon.getTime() + toleranceMs)
    return untrusted('Its time lies after the time it is judged for');
  if (genTime < view.notBefore || genTime > view.notAfter)
    return untrusted('Its time lies outside the validity of its authority');
  return [];
}

/** Why this timestamp proves nothing at `horizon`, the time at which it is known to have existed; no finding when it does. */
async function judgeTimestamp(checked: CheckedTimestamp, horizon: Date, pool: EvidencePool): Promise<JudgedTimestamp> {
  const { genTime, certificate } = checked;
  const isRight = verdictOf(checked.findings).indication === 'TOTAL-PASSED';
  if (!isRight || genTime === null || certificate === null) return { findings: checked.findings, authority: noTrust };
  const own = checkAuthority(genTime, certificate, horizon);
  if (own.length > 0) return { findings: [...checked.findings, ...own], authority: noTrust };
  const authority = await judgeTrust({ certificate, at: horizon, claimedAt: null, purpose: timestamping }, pool);
  return { findings: [...checked.findings, ...authority.findings], authority };
}

/**
 * Judges all timestamps of one signature. What is at hand exists at the time of validation, and existed at `existedAt` when something
 * around the file proves that (section 5.6.2.3: a proof of existence of an object is one of everything in it).
 */
export async function judgeTimes(
  timestamps: readonly DatedTimestamp[],
  { at = new Date(), existedAt }: Pick<VerifyOptions, 'at' | 'existedAt'>,
  pool: EvidencePool,
): Promise<ProvenTimes> {
  const reports = new Map<DatedTimestamp, TimestampReport>();
  const believed = new Set<TimestampKind>();
  const tokens: Buffer[] = [];
  const authorities: TrustJudgement[] = [];
  let horizon = existedAt ?? at;
  let earliest: Date | null = existedAt ?? null;
  for (const timestamp of [...timestamps].sort(inwards)) {
    const { findings, authority } = await judgeTimestamp(timestamp.checked, horizon, pool);
    authorities.push(authority);
    const report = describeTimestamp(timestamp, findings);
    reports.set(timestamp, report);
    const { genTime } = timestamp.checked;
    if (report.indication !== 'TOTAL-PASSED' || genTime === null) continue;
    believed.add(timestamp.kind);
    tokens.push(timestamp.token);
    // A content timestamp is older than the signature: it proves nothing of it.
    if (timestamp.kind === 'content') continue;
    if (timestamp.kind === 'archive') horizon = genTime;
    if (earliest === null || genTime < earliest) earliest = genTime;
  }
  const inOrder = timestamps.flatMap((one) => reports.get(one) ?? []);
  return { provenAt: earliest, believed, tokens, reports: inOrder, authorities };
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
