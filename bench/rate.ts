/** Operations per second of a function, warmed up first; the median of several rounds, because machines are noisy. */

export interface RateOptions {
  /** Length of one round in milliseconds. */
  readonly roundMs?: number;
  readonly rounds?: number;
}

async function oneRound(work: () => unknown, roundMs: number): Promise<number> {
  const start = process.hrtime.bigint();
  const end = start + BigInt(roundMs) * 1_000_000n;
  let count = 0;
  let now = start;
  while (now < end) {
    const result = work();
    if (result instanceof Promise) await result;
    count += 1;
    now = process.hrtime.bigint();
  }
  return count / (Number(now - start) / 1e9);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The rates of several functions, measured in turn (A B C A B C …) so that drift of the machine hits all alike. */
export async function rates(works: readonly (() => unknown)[], options: RateOptions = {}): Promise<number[]> {
  const { roundMs = 700, rounds = 5 } = options;
  const measured: number[][] = works.map(() => []);
  for (const work of works) await oneRound(work, roundMs / 2);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, work] of works.entries()) measured[index]?.push(await oneRound(work, roundMs));
  }
  return measured.map(median);
}
