/**
 * `npm run conformance -- DIR`: puts the shared vectors before our code and compares with what each suite expects.
 * Fails on a missing suite when CI=true, on every disagreement that `known-disagreements.tsv` does not name, and on every
 * named one that has come to agree (so that the list stays true).
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCases } from './cases.js';
import { agrees, type Judged, observe } from './outcome.js';
import type { Suite } from './suite.js';
import { notJudgedYet, suites } from './suites.js';

const folder = resolve(process.argv[2] ?? process.env['CONGVAN_VECTORS'] ?? '../shared/vectors');

function readKnown(): Map<string, string> {
  const text = readFileSync(fileURLToPath(new URL('known-disagreements.tsv', import.meta.url)), 'utf8');
  const rows = text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  return new Map(rows.map((line) => line.split('\t') as [string, string]));
}

async function judgeSuite(suite: Suite): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const vector of readCases(folder, suite.name).filter(suite.includes ?? (() => true))) {
    const outcome = await observe(() => suite.judge(vector, folder));
    judged.push({
      vector,
      outcome,
      agrees: (suite.expected?.(vector) ?? [vector.expect]).some((expect) => agrees(expect, outcome)),
    });
  }
  return judged;
}

function printSuite(suite: Suite, judged: readonly Judged[]): void {
  const agreeing = judged.filter((one) => one.agrees).length;
  process.stdout.write(`${suite.name.padEnd(12)} ${agreeing} of ${judged.length} agree: ${suite.question}\n`);
}

class Tally {
  passed = 0;
  readonly failures: string[] = [];

  constructor(private readonly known: ReadonlyMap<string, string>) {}

  add(suite: string, { vector, outcome, agrees: isRight }: Judged): void {
    const name = `${suite}/${vector.file}`;
    const reason = this.known.get(name);
    if (isRight && reason !== undefined) this.failures.push(`${name}: now agrees, take it off known-disagreements.tsv`);
    else if (isRight) this.passed += 1;
    else if (reason === undefined)
      this.failures.push(`${name}: expected ${vector.expect}, got ${outcome.said} (${outcome.why})`);
    else process.stdout.write(`  known: ${vector.file}: expected ${vector.expect}, got ${outcome.said}: ${reason}\n`);
  }
}

async function runSuite(suite: Suite, tally: Tally): Promise<void> {
  try {
    const judged = await judgeSuite(suite);
    printSuite(suite, judged);
    for (const one of judged) tally.add(suite.name, one);
  } catch (error) {
    process.stdout.write(`${suite.name.padEnd(12)} NOT RUN: ${(error as Error).message}\n`);
    if (process.env['CI'] === 'true') tally.failures.push(`${suite.name}: ${(error as Error).message}`);
  }
}

async function main(): Promise<number> {
  const tally = new Tally(readKnown());
  for (const suite of suites) await runSuite(suite, tally);
  for (const [suite, why] of Object.entries(notJudgedYet))
    process.stdout.write(`${suite.padEnd(12)} not judged yet: ${why}\n`);
  for (const failure of tally.failures) process.stdout.write(`FAILED ${failure}\n`);
  process.stdout.write(`conformance: ${tally.passed} passed, ${tally.failures.length} failed\n`);
  return tally.failures.length === 0 ? 0 : 1;
}

process.exitCode = await main();
