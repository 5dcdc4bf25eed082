/** What a benchmark yields: a figure beside the raw limit of the same run. Ratios travel between machines, absolute figures do not. */

export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The raw limit measured in the same run, same unit; null where there is none. */
  readonly limit: number | null;
  /** value / limit, or limit / value where less is better; null without a limit. */
  readonly ratio: number | null;
  /** The target as written in the issue; null for figures that are only reported. */
  readonly target: string | null;
  readonly met: boolean | null;
}

export interface Benchmark {
  readonly name: string;
  readonly about: string;
  run(): Promise<BenchResult[]>;
}

/** A figure that must reach a share of its raw limit. */
export function shareOfLimit(name: string, unit: string, value: number, limit: number, atLeast: number): BenchResult {
  const ratio = value / limit;
  return { name, value, unit, limit, ratio, target: `≥ ${atLeast} of raw`, met: ratio >= atLeast };
}

/** A figure with an absolute target; `limit` is shown beside it. */
export function absolute(
  name: string,
  unit: string,
  value: number,
  target: { readonly text: string; readonly met: boolean } | null,
  limit: number | null = null,
): BenchResult {
  return {
    name,
    value,
    unit,
    limit,
    ratio: limit === null ? null : value / limit,
    target: target?.text ?? null,
    met: target?.met ?? null,
  };
}
