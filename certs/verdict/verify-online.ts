/**
 * The verdict with the network's help: where a signature stays undecided for want of revocation data or an issuer's certificate, that is
 * fetched and the file judged again with it, a few times at most. What cannot be fetched leaves the verdict as it is.
 * Decides nothing itself: each round is `verifyFile`, over the same bytes.
 * Source: ETSI EN 319 102-1 V1.3.1 sections 5.2.5.4 and 5.2.6 (TRY_LATER: obtain further information, then validate again).
 */
import { hash } from 'node:crypto';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import type { EvidenceFetcher, FetchedEvidence, WantedEvidence } from '../online/fetch-evidence.js';
import type { JudgedSignature } from './judged-signature.js';
import type { ReportProblem, VerificationReport } from './report.js';
import { verifyFile } from './verify-file.js';
import type { VerifyOptions } from './verify-options.js';

/** One for each authority between a signer and its anchor, one for revocation, one for the responders'. */
const maxRounds = 5;

interface Round {
  readonly report: VerificationReport;
  readonly judged: readonly JudgedSignature[];
}

async function judge(source: ByteSource, options: VerifyOptions): Promise<Round> {
  const judged: JudgedSignature[] = [];
  const observe = (one: JudgedSignature) => void judged.push(one);
  return { report: await verifyFile(source, { ...options, observe }), judged };
}

function uniqueBy<T>(items: readonly T[], der: (item: T) => Buffer): T[] {
  return [...new Map(items.map((item) => [hash('sha256', der(item), 'base64'), item])).values()];
}

/** A signature that is wrong in itself gets no better by anything fetched. */
function wantedBy({ judged }: Round): WantedEvidence {
  const undecided = judged.filter(({ report }) => report.indication === 'INDETERMINATE');
  return {
    missing: uniqueBy(
      undecided.flatMap(({ missing }) => missing),
      ({ certificate }) => certificate,
    ),
    withoutIssuer: uniqueBy(
      undecided.flatMap(({ withoutIssuer }) => withoutIssuer),
      (certificate) => certificate,
    ),
  };
}

function withFetched(options: VerifyOptions, { intermediates, crls, ocsps }: FetchedEvidence): VerifyOptions {
  return {
    ...options,
    intermediates: [...(options.intermediates ?? []), ...intermediates],
    crls: [...(options.crls ?? []), ...crls],
    ocsps: [...(options.ocsps ?? []), ...ocsps],
  };
}

const isEmpty = ({ intermediates, crls, ocsps }: FetchedEvidence) =>
  intermediates.length + crls.length + ocsps.length === 0;

/** Says of an undecided file what was asked in vain. */
function withFailures(report: VerificationReport, failures: FetchedEvidence['failures']): VerificationReport {
  if (report.indication !== 'INDETERMINATE' || failures.length === 0) return report;
  const remarks = failures.map(
    ({ address, message }): ReportProblem => ({ code: 'fetch_failed', message: `${address}: ${message}` }),
  );
  return { ...report, problems: [...report.problems, ...remarks] };
}

/**
 * As `verifyFile`. `options.observe` is told of the last round only.
 * @throws Problem `file_unknown`
 */
export async function verifyOnline(
  source: ByteSource,
  options: VerifyOptions,
  fetcher: EvidenceFetcher,
): Promise<VerificationReport> {
  let asked = options;
  let round = await judge(source, asked);
  const failures: FetchedEvidence['failures'][number][] = [];
  for (let count = 1; count < maxRounds; count++) {
    const wanted = wantedBy(round);
    if (wanted.missing.length + wanted.withoutIssuer.length === 0) break;
    const fetched = await fetcher.fetch(wanted);
    failures.push(...fetched.failures);
    if (isEmpty(fetched)) break;
    asked = withFetched(asked, fetched);
    round = await judge(source, asked);
  }
  for (const one of round.judged) options.observe?.(one);
  return withFailures(round.report, failures);
}
