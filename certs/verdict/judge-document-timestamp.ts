/**
 * The report line of a document timestamp: a signature over a whole document by an authority that vouches for nothing but the time.
 * Judged as a timestamp, by the time that later ones prove for it.
 * Source: ETSI EN 319 142-1 V1.2.1 section 5.4.3; ETSI EN 319 102-1 V1.3.1 section 5.4.
 */
import type { CarriedTimestamp, CheckedSignature } from '../signature/checked-signature.js';
import { describeSigner } from './describe-certificate.js';
import { gatherEvidence } from './evidence-pool.js';
import { checkTimestamps } from './judge-signature.js';
import { judgeTimes, noTimes } from './judge-times.js';
import { problemsOf, verdictOf, worstOf } from './merge-findings.js';
import { judgedSignature } from './relied-upon.js';
import type { SignatureReport } from './report.js';
import type { VerifyOptions } from './verify-options.js';

/** @param document structure and coverage of the timestamp; its own timestamps are later ones over it */
export async function judgeDocumentTimestamp(
  document: CheckedSignature,
  timestamp: CarriedTimestamp,
  options: VerifyOptions,
): Promise<SignatureReport> {
  const isFull = options.policy === 'full';
  const dated = await checkTimestamps(isFull ? [timestamp, ...document.timestamps] : [timestamp]);
  const checked = dated.map((one) => one.checked);
  const times = isFull ? await judgeTimes(dated, options, gatherEvidence(document, checked, options)) : noTimes;
  const ownFindings = checked[0]?.findings ?? [];
  const [own = { ...verdictOf(ownFindings), problems: problemsOf(ownFindings) }, ...later] = times.reports;
  const { indication, subIndication } = worstOf([verdictOf(document.findings), own]);
  const time = checked[0]?.genTime?.toISOString() ?? null;
  const certificate = checked[0]?.certificate ?? null;
  const report: SignatureReport = {
    ...{ id: document.id, indication, subIndication, covers: document.covers },
    signer: describeSigner(certificate),
    level: 'RFC 3161',
    signedAt: time,
    provenAt: isFull && indication === 'TOTAL-PASSED' ? time : null,
    algorithm: checked[0]?.algorithm ?? null,
    timestamps: later,
    path: [],
    problems: [...problemsOf(document.findings), ...own.problems],
  };
  options.observe?.(judgedSignature({ report, certificate, times, judgements: times.authorities }));
  return report;
}
