/**
 * `npm run conformance -- DIR`: puts the shared vectors before our code and compares with what each suite expects.
 * Fails on every change for the worse: a disagreement that is not known or has become a false accept or a crash, a suite with fewer cases
 * than before, and, when CI=true, a suite that is missing. Fails too on a known disagreement that has come to agree, so that the list stays true.
 */
import { resolve } from 'node:path';
import { type KnownDisagreement, readCaseCounts, readKnownDisagreements } from './baseline.js';
import { readCases } from './cases.js';
import { type Disagreement, disagreementOf, type Judged, observe } from './outcome.js';
import type { Suite } from './suite.js';
import { suites } from './suites.js';

const folder = resolve(process.argv[2] ?? process.env['CONGVAN_VECTORS'] ?? '../shared/vectors');

const print = (line: string) => process.stdout.write(`${line}\n`);

async function judgeSuite(suite: Suite): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const vector of readCases(folder, suite.vectors ?? suite.name).filter(suite.includes ?? (() => true))) {
    const outcome = await observe(() => suite.judge(vector, folder));
    const expected = suite.expected?.(vector) ?? [vector.expect];
    judged.push({ vector, outcome, disagreement: disagreementOf(expected, outcome) });
  }
  return judged;
}

const columns = (...values: readonly (string | number)[]) =>
  values.map((value, index) => (index === 0 ? String(value).padEnd(12) : String(value).padStart(13))).join('');

function printCounts(suite: Suite, judged: readonly Judged[]): void {
  const count = (kind: Disagreement | null) => judged.filter(({ disagreement }) => disagreement === kind).length;
  const row = columns(suite.name, judged.length, count(null), count('false accept'), count('false reject'));
  print(`${row}   ${suite.question}`);
}

/** What one run comes to, against the baseline. */
class Comparison {
  agreed = 0;
  readonly failures: string[] = [];

  constructor(
    private readonly known: ReadonlyMap<string, KnownDisagreement>,
    private readonly caseCounts: ReadonlyMap<string, number>,
  ) {}

  add(suite: string, judged: readonly Judged[]): void {
    const before = this.caseCounts.get(suite);
    if (before !== judged.length)
      this.failures.push(`${suite}: ${judged.length} cases, ${before ?? 'none'} in case-counts.tsv`);
    for (const one of judged) this.#compare(`${suite}/${one.vector.file}`, one);
  }

  #compare(name: string, { vector, outcome, disagreement }: Judged): void {
    const known = this.known.get(name);
    if (disagreement === null) {
      this.agreed += 1;
      if (known !== undefined) this.failures.push(`${name}: now agrees, take it off known-disagreements.tsv`);
      return;
    }
    const difference = `expected ${vector.expect}, got ${outcome.said}`;
    const isAsKnown = disagreement !== 'crash' && known?.isFalseAccept === (disagreement === 'false accept');
    if (known === undefined || !isAsKnown)
      this.failures.push(`${name}: ${difference}, a ${disagreement} (${outcome.why})`);
    else print(`  known: ${vector.file}: ${difference}: ${known.reason}`);
  }
}

async function runSuite(suite: Suite, comparison: Comparison): Promise<void> {
  try {
    const judged = await judgeSuite(suite);
    printCounts(suite, judged);
    comparison.add(suite.name, judged);
  } catch (error) {
    const { message } = error as Error;
    print(`${columns(suite.name)} NOT RUN: ${message}`);
    if (process.env['CI'] === 'true') comparison.failures.push(`${suite.name}: ${message}`);
  }
}

async function main(): Promise<number> {
  const comparison = new Comparison(readKnownDisagreements(), readCaseCounts());
  print(columns('suite', 'cases', 'agreed', 'false accept', 'false reject'));
  for (const suite of suites) await runSuite(suite, comparison);
  for (const failure of comparison.failures) print(`FAILED ${failure}`);
  print(`conformance: ${comparison.agreed} agreed, ${comparison.failures.length} failed`);
  return comparison.failures.length === 0 ? 0 : 1;
}

process.exitCode = await main();
