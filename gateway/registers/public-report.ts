/**
 * The report as everybody may read it: what would tell of single documents is left out. An agency stands alone only with at least 20
 * documents in the period; the others are one line, of at least two agencies and 20 documents, so that no one of them follows from
 * the difference. A month is shown from 20 documents on, and never how many they were.
 */
import type { GatewayContext } from '../context.js';
import { type AgencyLine, countExchange, type ExchangeReport, type ReportQuery } from './exchange-report.js';
import { addShares, type ShareCounts, type ShareRow, withShare } from './share-rows.js';

/** So many documents tell nothing of any one of them. */
export const leastDocuments = 20;

export interface PublicReport extends Omit<ExchangeReport, 'pace'> {
  /** Null where its month has too few documents. */
  readonly pace: ExchangeReport['pace'] | null;
  /** All that do not stand alone, added up; null when there are none, or too few even together. */
  readonly others: (ShareCounts & { readonly agencies: number }) | null;
}

/** The last twelve months of the whole province. */
export async function reportPublicly(
  ctx: GatewayContext,
  query: Pick<ReportQuery, 'from' | 'to'> = {},
): Promise<PublicReport> {
  const report = await countExchange(ctx, { ...query, direction: 'out' });
  const { shown, hidden } = parted(report.agencies);
  const months = report.months.map(withoutFew);
  const current = months.findLast(({ share }) => share !== null) ?? null;
  return {
    ...report,
    months,
    current,
    pace: current !== null && current.key === report.current?.key ? report.pace : null,
    agencies: shown,
    others: addedUp(hidden),
    ...(shown.length === 0 ? { total: withShare() } : {}),
  };
}

const withoutFew = (month: ShareRow): ShareRow =>
  month.denominator >= leastDocuments ? month : { ...month, ...withShare() };

/** Agencies to hide until what is hidden is several, and many documents. */
function parted(lines: readonly AgencyLine[]): { shown: AgencyLine[]; hidden: AgencyLine[] } {
  const bySize = [...lines].sort((a, b) => a.denominator - b.denominator);
  let count = bySize.filter(({ denominator }) => denominator < leastDocuments).length;
  while (count > 0 && count < bySize.length && !areEnough(bySize.slice(0, count))) count += 1;
  const hidden = new Set(bySize.slice(0, count));
  return { shown: lines.filter((line) => !hidden.has(line)), hidden: [...hidden] };
}

const areEnough = (lines: readonly AgencyLine[]): boolean =>
  lines.length >= 2 && addShares(lines).denominator >= leastDocuments;

const addedUp = (hidden: readonly AgencyLine[]): PublicReport['others'] =>
  areEnough(hidden) ? { ...addShares(hidden), agencies: hidden.length } : null;
