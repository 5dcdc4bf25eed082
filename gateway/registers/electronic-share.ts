/**
 * How large is the share of documents that travel electronically? The report behind the province's 90 % target, with the
 * definition it was counted by printed on it.
 * Source: Decision 28/2018/QĐ-TTg articles 11 and 15 (reports are extracted automatically); no official formula exists.
 */
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope, shownAgencies } from '../identity/access.js';
import { type ShareCounts, selectShareCounts } from './electronic-share.store.js';
import { type ShareDefinition, shareDefinitions } from './share-definitions.js';

export interface ShareRow extends ShareCounts {
  readonly numerator: number;
  readonly denominator: number;
  /** 0 … 1; null when there is nothing to divide. */
  readonly share: number | null;
}

export interface ShareReport {
  readonly definition: Omit<ShareDefinition, 'recipients'>;
  readonly from: string;
  readonly to: string;
  readonly by: 'agency' | 'month';
  readonly rows: readonly ShareRow[];
  readonly total: Omit<ShareRow, 'key' | 'name'>;
  /** When it was counted, ISO 8601 UTC. */
  readonly countedAt: string;
}

export interface ShareQuery {
  /** Days, YYYY-MM-DD, both included. */
  readonly from: string;
  readonly to: string;
  /** `agency` (default) or `month`. */
  readonly by?: string | undefined;
  /** One agency; those of the principal when left out, for auditors and operators all. */
  readonly agency?: string | undefined;
}

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
  const by = readBy(query.by);
  if (!isCalendarDate(from) || !isCalendarDate(to) || from > to) {
    throw new Problem('invalid_request', { detail: 'from and to are days, YYYY-MM-DD, in this order', field: 'from' });
  }
  const agencies = shownAgencies(principal, query.agency, principal.auditor || principal.operator);
  const { recipients, ...definition } = shareDefinitions[ctx.config.shareDefinition];
  const counts = await selectShareCounts(ctx.database, { from, to, by, agencies, recipients });
  const sum = (pick: (row: ShareCounts) => number) => counts.reduce((total, row) => total + pick(row), 0);
  const total = withShare({
    key: '',
    name: null,
    electronicOnly: sum((row) => row.electronicOnly),
    electronicAndPaper: sum((row) => row.electronicAndPaper),
    paper: sum((row) => row.paper),
  });
  const { key: _key, name: _name, ...totals } = total;
  return { definition, from, to, by, rows: counts.map(withShare), total: totals, countedAt: ctx.now().toISOString() };
}

function withShare(counts: ShareCounts): ShareRow {
  const numerator = counts.electronicOnly + counts.electronicAndPaper;
  const denominator = numerator + counts.paper;
  return { ...counts, numerator, denominator, share: denominator === 0 ? null : numerator / denominator };
}

function readBy(by: string | undefined): 'agency' | 'month' {
  if (by === undefined || by === 'agency') return 'agency';
  if (by === 'month') return 'month';
  throw new Problem('invalid_request', { detail: 'by is agency or month', field: 'by' });
}
