/** Feeds damaged inputs to one parser and writes down what came of it: nothing but reading or refusing is allowed, and soon. */
import { seededRandom } from '../support/seeded-random.js';
import { BranchCoverage } from './branch-coverage.js';
import { damaged } from './mutate.js';
import type { FuzzTarget } from './targets.js';

export interface FuzzReport {
  readonly target: string;
  readonly inputs: number;
  /** Share of inputs that got past the first parse. */
  readonly pastFirstParse: number;
  readonly branchesTaken: number;
  readonly branches: number;
  readonly slowestMs: number;
  /** What must not happen, with the input (base64) to repeat it. */
  readonly faults: readonly { readonly what: string; readonly input: string }[];
}

const maxMs = 1_000;
const maxFaults = 5;

/** Processor time: however busy the machine is, the same input costs the same. */
function workMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

export async function fuzz(target: FuzzTarget, count: number, seed: number): Promise<FuzzReport> {
  const random = seededRandom(seed);
  const corpus = target.corpus();
  const faults: { what: string; input: string }[] = [];
  const coverage = new BranchCoverage();
  await coverage.start();
  let past = 0;
  let inputs = 0;
  let slowestMs = 0;
  for (; inputs < count && faults.length < maxFaults; inputs += 1) {
    const input = damaged(corpus, random, target.isMarkup);
    const started = process.cpuUsage();
    try {
      if (await target.feed(input)) past += 1;
    } catch (error) {
      faults.push({
        what: error instanceof Error ? (error.stack ?? error.message) : String(error),
        input: input.toString('base64'),
      });
    }
    const tookMs = workMs(started);
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > maxMs) faults.push({ what: `took ${Math.round(tookMs)} ms`, input: input.toString('base64') });
  }
  const { taken, all } = await coverage.finish(target.covers);
  return {
    target: target.name,
    inputs,
    pastFirstParse: past / Math.max(1, inputs),
    branchesTaken: taken,
    branches: all,
    slowestMs: Math.round(slowestMs),
    faults,
  };
}
