/**
 * How large is the share of documents that travel electronically? The report behind the province's 90 % target for programs, with the
 * definition it was counted by; people read exchange-report.ts.
 * Source: Decision 28/2018/QĐ-TTg articles 11 and 15 (reports are extracted automatically); no official formula exists.
 */
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope, shownAgencies } from '../identity/access.js';
import { selectCountsByAgency, selectCountsByMonth } from './report-counts.store.js';
import { type Direction, incomingDefinition, type ShareDefinition, shareDefinitions } from './share-definitions.js';
import { measuresIn, type ShareCounts, type ShareRow, shareOf, shareRows } from './share-rows.js';

export interface ShareReport {
  readonly definition: Omit<ShareDefinition, 'measures'>;
  readonly from: string;
  readonly to: string;
  readonly by: 'agency' | 'month';
  readonly direction: Direction;
  readonly rows: readonly ShareRow[];
  readonly total: ShareCounts;
  /** When it was counted, ISO 8601 UTC. */
  readonly countedAt: string;
}

export interface ShareQuery {
  /** Days, YYYY-MM-DD, both included. */
  readonly from: string;
  readonly to: string;
  /** `agency` (default) or `month`. */
  readonly by?: string | undefined;
  /** `out` (default) or `in`. */
  readonly direction?: string | undefined;
  /** One agency; those of the principal when left out, for auditors and operators all. */
  readonly agency?: string | undefined;
}

/** What documents of a direction are counted by: for outgoing ones a setting. */
export const definitionFor = ({ config }: Pick<GatewayContext, 'config'>, direction: Direction): ShareDefinition =>
  direction === 'in' ? incomingDefinition : shareDefinitions[config.shareDefinition];

/**
 * The report for the principal's agencies; for auditors and operators, for all.
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request`
 */
export async function reportElectronicShare(
  ctx: GatewayContext,
  principal: Principal,
  query: ShareQuery,
): Promise<ShareReport> {
  if (!principal.operator) requireScope(principal, 'registers:read');
  const { from, to } = query;
  const by = readOneOf(['agency', 'month'], query.by, 'by');
  const direction = readOneOf(['out', 'in'], query.direction, 'direction');
  if (!isCalendarDate(from) || !isCalendarDate(to) || from > to) {
    throw new Problem('invalid_request', { detail: 'from and to are days, YYYY-MM-DD, in this order', field: 'from' });
  }
  const agencies = shownAgencies(principal, query.agency, principal.auditor || principal.operator);
  const definition = definitionFor(ctx, direction);
  const select = by === 'agency' ? selectCountsByAgency : selectCountsByMonth;
  const counts = await select(ctx.database, { from, to, agencies, measures: measuresIn(definition) });
  const { measures: _measures, ...named } = definition;
  return {
    definition: named,
    from,
    to,
    by,
    direction,
    rows: shareRows(counts, definition),
    total: shareOf(counts, definition),
    countedAt: ctx.now().toISOString(),
  };
}

/** The first one when nothing is said. */
function readOneOf<T extends string>([first, other]: readonly [T, T], text: string | undefined, field: string): T {
  if (text === undefined || text === first) return first;
  if (text === other) return other;
  throw new Problem('invalid_request', { detail: `${field} is ${first} or ${other}`, field });
}
