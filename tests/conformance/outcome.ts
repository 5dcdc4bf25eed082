/** What our code says of a vector, in the vectors' own words, and whether that agrees with what the suite expects. */
import { isProblem } from '../../schemas/problems/problem.js';
import type { Expectation, VectorCase } from './cases.js';

/** `read`: opened or parsed without any verdict; `crash`: something other than a typed problem came out. */
export type Outcome = {
  readonly said: 'valid' | 'invalid' | 'indeterminate' | 'read' | 'reject' | 'crash';
  readonly why: string;
};

/** `other`: neither too kind nor too strict, e.g. indeterminate where a clear "no" belongs. */
export type Disagreement = 'false accept' | 'false reject' | 'crash' | 'other';

export interface Judged {
  readonly vector: VectorCase;
  readonly outcome: Outcome;
  /** Null when our code agrees. */
  readonly disagreement: Disagreement | null;
}

/** Turns a typed problem into `reject` and anything else thrown into `crash`. */
export async function observe(judge: () => Promise<Outcome> | Outcome): Promise<Outcome> {
  try {
    return await judge();
  } catch (error) {
    if (isProblem(error)) return { said: 'reject', why: error.message };
    return { said: 'crash', why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

const accepted: Readonly<Record<Expectation, readonly Outcome['said'][]>> = {
  valid: ['valid'],
  // A file that is refused before any verdict is certainly not accepted.
  invalid: ['invalid', 'reject'],
  indeterminate: ['indeterminate'],
  parse: ['read', 'valid', 'invalid', 'indeterminate'],
  reject: ['reject'],
  unknown: ['read', 'valid', 'invalid', 'indeterminate', 'reject'],
};

/** @param expected any of these agrees */
export function disagreementOf(expected: readonly Expectation[], { said }: Outcome): Disagreement | null {
  if (said === 'crash') return 'crash';
  if (expected.some((expect) => accepted[expect].includes(said))) return null;
  if (said === 'valid' || said === 'read') return 'false accept';
  return expected.some((expect) => expect === 'valid' || expect === 'parse') ? 'false reject' : 'other';
}
