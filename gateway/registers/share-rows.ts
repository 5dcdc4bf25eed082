/** From counts to shares: what travelled electronically of what there was. Pure. */
import type { PaperReason } from './paper-reasons.js';
import type { KeyedCount } from './report-counts.store.js';
import type { Medium, ShareDefinition } from './share-definitions.js';

/** Documents by how they travelled. */
export interface MediaCounts {
  /** Sent through this gateway with a valid seal, no paper following. */
  readonly electronicOnly: number;
  /** Likewise, and on paper too. */
  readonly electronicAndPaper: number;
  /** On paper only, entered in the register; where state agencies count, those marked as sent to one. */
  readonly paper: number;
}

export interface ShareCounts extends MediaCounts {
  readonly numerator: number;
  readonly denominator: number;
  /** 0 … 1; null when there is nothing to divide. */
  readonly share: number | null;
}

export interface ShareRow extends ShareCounts {
  /** Agency code or YYYY-MM. */
  readonly key: string;
  readonly name: string | null;
}

const nothing: MediaCounts = { electronicOnly: 0, electronicAndPaper: 0, paper: 0 };

export function withShare({ electronicOnly, electronicAndPaper, paper }: MediaCounts = nothing): ShareCounts {
  const numerator = electronicOnly + electronicAndPaper;
  const denominator = numerator + paper;
  const share = denominator === 0 ? null : numerator / denominator;
  return { electronicOnly, electronicAndPaper, paper, numerator, denominator, share };
}

/** The share of these counts by a definition; measures it does not name are left out. */
export function shareOf(counts: readonly Pick<KeyedCount, 'measure' | 'count'>[], by: ShareDefinition): ShareCounts {
  const sum = (medium: Medium) =>
    counts.reduce((total, { measure, count }) => total + (by.measures[medium].includes(measure) ? count : 0), 0);
  return withShare({ electronicOnly: sum('electronic'), electronicAndPaper: sum('both'), paper: sum('paper') });
}

/** Several added up. */
export function addShares(rows: readonly MediaCounts[]): ShareCounts {
  const sum = (name: keyof MediaCounts) => rows.reduce((total, row) => total + row[name], 0);
  return withShare({
    electronicOnly: sum('electronicOnly'),
    electronicAndPaper: sum('electronicAndPaper'),
    paper: sum('paper'),
  });
}

/** One row for each key that has documents, in the order of the counts. */
export function shareRows(counts: readonly KeyedCount[], by: ShareDefinition): ShareRow[] {
  return [...byKey(counts)]
    .map(([key, group]) => ({ key, name: group[0]?.name ?? null, ...shareOf(group, by) }))
    .filter(({ denominator }) => denominator > 0);
}

/** Counts by their key, in the order in which the keys come. */
export function byKey(counts: readonly KeyedCount[]): Map<string, KeyedCount[]> {
  const groups = new Map<string, KeyedCount[]>();
  for (const count of counts) {
    const group = groups.get(count.key);
    if (group === undefined) groups.set(count.key, [count]);
    else group.push(count);
  }
  return groups;
}

/** All measures a definition adds up. */
export const measuresIn = ({ measures }: ShareDefinition): string[] => Object.values(measures).flat();

/** The kept counts of those paper documents a definition counts for which this reason was given (migration 0039). */
export const reasonMeasures = ({ measures }: ShareDefinition, reason: PaperReason): string[] =>
  measures.paper.map((measure) => `${measure}-${reason}`);

/**
 * A share in thousandths, rounded down: what is shown as 90,0 % has reached 90 %, and share and gap add up.
 * @returns null when there is nothing to divide
 */
export const promilleOf = ({ numerator, denominator }: ShareCounts): number | null =>
  denominator === 0 ? null : Math.floor((numerator * 1000) / denominator);
