/**
 * What the last run that landed said: how many cases each suite has, and which disagreements are known, each with its reason.
 * Does not run anything. The two tables beside this file are changed by hand, in the change that makes them true.
 */
import { readFileSync } from 'node:fs';
import type { Disagreement } from './outcome.js';

export interface KnownDisagreement {
  readonly reason: string;
  /** A false accept must be called one; everything else is too strict, or undecided. */
  readonly isFalseAccept: boolean;
}

/** Rows of a table with a header line; columns are separated by tabs. */
function readTable(name: string): string[][] {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  const rows = text.split('\n').slice(1);
  return rows.filter((line) => line !== '').map((line) => line.split('\t'));
}

/** By `suite/file`. */
export function readKnownDisagreements(): ReadonlyMap<string, KnownDisagreement> {
  const falseAccept: Disagreement = 'false accept';
  return new Map(
    readTable('known-disagreements.tsv').map(([name = '', reason = '', kind]) => [
      name,
      { reason, isFalseAccept: kind === falseAccept },
    ]),
  );
}

/** By suite. */
export function readCaseCounts(): ReadonlyMap<string, number> {
  return new Map(readTable('case-counts.tsv').map(([suite = '', cases = '']) => [suite, Number(cases)]));
}
