/**
 * From findings to an indication: the worst one decides.
 * Source: ETSI EN 319 102-1 V1.3.1 section 5.1.3 (a signature is only as good as its worst building block).
 */
import type { SignatureFinding } from '../signature/signature-finding.js';
import type { Indication, ReportProblem, SubIndication } from './report.js';

export interface Verdict {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
}

const gravity: Readonly<Record<Indication, number>> = { 'TOTAL-PASSED': 0, INDETERMINATE: 1, 'TOTAL-FAILED': 2 };

const passed: Verdict = { indication: 'TOTAL-PASSED', subIndication: null };

/** The first of the worst; `passed` when there is nothing. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  const { indication, subIndication } = verdicts.reduce(
    (worst, one) => (gravity[one.indication] > gravity[worst.indication] ? one : worst),
    passed,
  );
  return { indication, subIndication };
}

/** Remarks do not count. */
export function verdictOf(findings: readonly SignatureFinding[]): Verdict {
  return worstOf(
    findings.flatMap(({ indication, subIndication }) => (indication === null ? [] : [{ indication, subIndication }])),
  );
}

export const problemsOf = (findings: readonly SignatureFinding[]): ReportProblem[] =>
  findings.map(({ code, message }) => ({ code, message }));
