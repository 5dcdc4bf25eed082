/**
 * The report line of a document timestamp: a signature over a whole document by an authority that vouches for nothing but the time.
 * Judged as a timestamp, by the time that later ones prove for it.
 * Source: ETSI EN 319 142-1 V1.2.1 section 5.4.3; ETSI EN 319 102-1 V1.3.1 section 5.4.
 */
import type { CarriedTimestamp, CheckedSignature } from '../signature/checked-signature.js';
import { type CheckedTimestamp, checkToken } from '../timestamp/check-token.js';
import { describeSigner } from './describe-certificate.js';
import { gatherEvidence } from './evidence-pool.js';
import { type DatedTimestamp, judgeTimes } from './judge-times.js';
import { problemsOf, type Verdict, verdictOf, worstOf } from './merge-findings.js';
import type { ReportProblem, SignatureReport, TimestampReport } from './report.js';
import type { VerifyOptions } from './verify-options.js';

interface Judgement extends Verdict {
  readonly problems: readonly ReportProblem[];
  /** Reports of later timestamps over this one. */
  readonly later: readonly TimestampReport[];
}

async function checkAll(timestamps: readonly CarriedTimestamp[]): Promise<DatedTimestamp[]> {
  const dated: DatedTimestamp[] = [];
  for (const { kind, token, imprint } of timestamps) dated.push({ kind, checked: await checkToken(token, imprint) });
  return dated;
}

async function judgeFully(
  checked: CheckedTimestamp,
  document: CheckedSignature,
  options: VerifyOptions,
): Promise<Judgement> {
  const later = await checkAll(document.timestamps);
  const all: DatedTimestamp[] = [{ kind: 'archive', checked }, ...later];
  const pool = gatherEvidence(
    document,
    all.map((one) => one.checked),
    options,
  );
  const { reports } = await judgeTimes(all, options.at ?? new Date(), pool);
  const [own, ...others] = reports;
  return { ...(own ?? verdictOf(checked.findings)), problems: own?.problems ?? [], later: others };
}

/** @param document structure and coverage of the timestamp; its own timestamps are later ones over it */
export async function judgeDocumentTimestamp(
  document: CheckedSignature,
  { token, imprint }: CarriedTimestamp,
  options: VerifyOptions,
): Promise<SignatureReport> {
  const checked = await checkToken(token, imprint);
  const judged: Judgement =
    options.policy === 'full'
      ? await judgeFully(checked, document, options)
      : { ...verdictOf(checked.findings), problems: problemsOf(checked.findings), later: [] };
  const time = checked.genTime?.toISOString() ?? null;
  const verdict = worstOf([verdictOf(document.findings), judged]);
  return {
    id: document.id,
    indication: verdict.indication,
    subIndication: verdict.subIndication,
    signer: describeSigner(checked.certificate),
    level: 'RFC 3161',
    signedAt: time,
    provenAt: options.policy === 'full' && verdict.indication === 'TOTAL-PASSED' ? time : null,
    algorithm: checked.algorithm,
    covers: document.covers,
    timestamps: judged.later,
    path: [],
    problems: [...problemsOf(document.findings), ...judged.problems],
  };
}
