/**
 * The report people read: the share by month and by agency against the 90 % line, how fast documents move, who works by mail.
 * Everybody who reads registers sees the whole province added up and their own agency; operators and auditors see every agency.
 * Source: Decision 28/2018/QĐ-TTg articles 11 and 15; Decree 30/2020/NĐ-CP article 21.
 */
import { Problem } from '../../schemas/problems/problem.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope } from '../identity/access.js';
import { definitionFor } from './electronic-share.js';
import {
  type Acknowledged,
  acknowledgedMeasures,
  acknowledgedOf,
  medianSeconds,
  type Pace,
  paceMeasures,
} from './pace.js';
import { type PaperReason, paperReasonCodes } from './paper-reasons.js';
import {
  type CountRange,
  countAgencies,
  type KeyedCount,
  selectBuckets,
  selectCountsByAgency,
  selectCountsByMonth,
} from './report-counts.store.js';
import { type Months, monthsOf, readMonths } from './report-months.js';
import type { Direction, ShareDefinition } from './share-definitions.js';
import {
  byKey,
  measuresIn,
  reasonMeasures,
  type ShareCounts,
  type ShareRow,
  shareOf,
  shareRows,
} from './share-rows.js';

export interface ReportQuery {
  /** YYYY-MM, both included; default: the twelve months up to this one. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly direction: Direction;
  /** One agency instead of the whole province. */
  readonly agency?: string | undefined;
}

export interface AgencyLine extends ShareRow {
  readonly acknowledged: Acknowledged;
  /** Why most of the paper documents counted in its share went on paper; null where none says, and of what comes in. */
  readonly reason: { readonly code: PaperReason; readonly count: number } | null;
}

export interface ExchangeReport extends Months {
  readonly direction: Direction;
  /** Code; null: the whole province. */
  readonly agency: string | null;
  readonly definition: ShareDefinition;
  /** ISO 8601 UTC. */
  readonly countedAt: string;
  /** Every month of the period, without documents too. */
  readonly months: readonly ShareRow[];
  /** The last month that has documents. */
  readonly current: ShareRow | null;
  /** Of that month. */
  readonly pace: Pace;
  /** Those the reader may see one by one, lowest share first. */
  readonly agencies: readonly AgencyLine[];
  readonly total: ShareCounts;
  /** Agencies that take part at its end, and how many of them answered or sent a document by mail in the period. */
  readonly taking: number;
  readonly byMail: number;
}

const lineMeasures = (definition: ShareDefinition): string[] => [
  ...measuresIn(definition),
  ...acknowledgedMeasures,
  'by-mail',
  ...paperReasonCodes.flatMap((code) => reasonMeasures(definition, code)),
];

/**
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request`
 */
export async function reportExchange(
  ctx: GatewayContext,
  principal: Principal,
  query: ReportQuery,
): Promise<ExchangeReport> {
  const seesAll = principal.operator || principal.auditor;
  if (!principal.operator) requireScope(principal, 'registers:read');
  const agency = query.agency ?? null;
  if (agency !== null && !seesAll && !principal.agencies.includes(agency))
    throw new Problem('wrong_agency', { detail: `This is not for ${agency.slice(0, 60)} to see`, field: 'agency' });
  const report = await countExchange(ctx, query);
  return seesAll
    ? report
    : { ...report, agencies: report.agencies.filter(({ key }) => principal.agencies.includes(key)) };
}

/** The report with every agency, for whoever may see it. @throws Problem `invalid_request` */
export async function countExchange(ctx: GatewayContext, query: ReportQuery): Promise<ExchangeReport> {
  const today = vietnamDay(ctx.now());
  const months = readMonths(query, today);
  const { direction } = query;
  const definition = definitionFor(ctx, direction);
  const agencies = query.agency === undefined ? null : [query.agency];
  const days = { from: `${months.from}-01`, to: lastDayOf(months.to), agencies };
  const [byAgency, byMonth, arrivedToday, taking] = await Promise.all([
    selectCountsByAgency(ctx.database, { ...days, measures: lineMeasures(definition) }),
    selectCountsByMonth(ctx.database, { ...days, measures: [...measuresIn(definition), ...acknowledgedMeasures] }),
    countToday(ctx, today, days),
    countAgencies(ctx.database, earlierOf(days.to, today)),
  ]);
  const rows = everyMonth(months, byMonth, definition);
  const current = rows.findLast(({ denominator }) => denominator > 0) ?? null;
  const paced = current?.key ?? months.to;
  const buckets = await selectBuckets(ctx.database, {
    ...{ from: `${paced}-01`, to: `${paced}-01`, agencies },
    measures: paceMeasures,
  });
  return {
    ...months,
    direction,
    agency: query.agency ?? null,
    definition,
    countedAt: ctx.now().toISOString(),
    months: rows,
    current,
    pace: {
      acknowledged: acknowledgedOf(
        byMonth.filter(({ key }) => key === paced),
        today.startsWith(paced) ? arrivedToday : [],
      ),
      deliverSeconds: medianSeconds(buckets, 'deliver-time'),
      acceptSeconds: medianSeconds(buckets, 'accept-time'),
      completeSeconds: medianSeconds(buckets, 'complete-time'),
    },
    agencies: linesOf(byAgency, arrivedToday, definition),
    total: shareOf(byAgency, definition),
    taking,
    byMail: byAgency.filter(({ measure }) => measure === 'by-mail').length,
  };
}

/** What arrived today is not late yet. A period that today does not lie in has nothing of it. */
async function countToday(
  { database }: GatewayContext,
  today: string,
  { from, to, agencies }: Omit<CountRange, 'measures'>,
): Promise<KeyedCount[]> {
  if (today < from || today > to) return [];
  return selectCountsByAgency(database, { from: today, to: today, agencies, measures: acknowledgedMeasures });
}

function everyMonth(months: Months, counts: readonly KeyedCount[], definition: ShareDefinition): ShareRow[] {
  const groups = byKey(counts);
  return monthsOf(months).map((key) => ({ key, name: null, ...shareOf(groups.get(key) ?? [], definition) }));
}

function linesOf(
  counts: readonly KeyedCount[],
  today: readonly KeyedCount[],
  definition: ShareDefinition,
): AgencyLine[] {
  const [groups, todays] = [byKey(counts), byKey(today)];
  return shareRows(counts, definition)
    .map((row) => {
      const own = groups.get(row.key) ?? [];
      return {
        ...row,
        acknowledged: acknowledgedOf(own, todays.get(row.key) ?? []),
        reason: reasonOf(own, definition),
      };
    })
    .sort((a, b) => (a.share ?? 1) - (b.share ?? 1) || a.key.localeCompare(b.key));
}

/** Of reasons given equally often the one that comes first in the list to choose from. */
function reasonOf(counts: readonly KeyedCount[], definition: ShareDefinition): AgencyLine['reason'] {
  const given = paperReasonCodes.map((code) => {
    const measures = reasonMeasures(definition, code);
    return { code, count: counts.reduce((sum, one) => sum + (measures.includes(one.measure) ? one.count : 0), 0) };
  });
  return given.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count)[0] ?? null;
}

const earlierOf = (...days: readonly [string, string]): string => [...days].sort()[0] ?? days[0];

/** @param month YYYY-MM */
function lastDayOf(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, number ?? 1, 0)).toISOString().slice(0, 10);
}
