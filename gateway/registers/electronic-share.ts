/**
 * How large is the share of documents that travel electronically? The report behind the province's 90 % target, with the
 * definition it was counted by printed on it.
 * Source: Decision 28/2018/QĐ-TTg articles 11 and 15 (reports are extracted automatically); no official formula exists.
 */
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope } from '../identity/access.js';
import { type ShareCounts, selectShareCounts } from './electronic-share.store.js';

/** A definition never changes under its version; a new reading gets a new version. */
const definition = {
  name: 'electronic-share',
  version: 1,
  vi: 'Số văn bản đi gửi cơ quan nhà nước khác qua hệ thống này, có chữ ký số hợp lệ của cơ quan gửi, chia cho tổng số văn bản đi gửi cơ quan nhà nước khác (gồm văn bản giấy đã vào sổ và được đánh dấu gửi cơ quan nhà nước), tính theo ngày văn bản, không kể văn bản mật',
  en: 'Outgoing documents to other state agencies sent through this gateway with the valid seal of the sender, divided by all outgoing documents to other state agencies (paper documents entered in the register and marked as sent to a state agency included), by date of the document, secrets excluded',
} as const;

export interface ShareRow extends ShareCounts {
  readonly numerator: number;
  readonly denominator: number;
  /** 0 … 1; null when there is nothing to divide. */
  readonly share: number | null;
}

export interface ShareReport {
  readonly definition: typeof definition;
  readonly from: string;
  readonly to: string;
  readonly by: 'agency' | 'month';
  readonly rows: readonly ShareRow[];
  readonly total: Omit<ShareRow, 'key' | 'name'>;
  /** When it was counted, ISO 8601 UTC. */
  readonly countedAt: string;
}

/**
 * The report for the principal's agencies; for auditors and operators, for all.
 * @throws Problem `missing_scope`, `invalid_request`
 */
export async function reportElectronicShare(
  ctx: GatewayContext,
  principal: Principal,
  query: { readonly from: string; readonly to: string; readonly by?: string | undefined },
): Promise<ShareReport> {
  if (!principal.operator) requireScope(principal, 'registers:read');
  const { from, to } = query;
  const by = readBy(query.by);
  if (!isCalendarDate(from) || !isCalendarDate(to) || from > to) {
    throw new Problem('invalid_request', { detail: 'from and to are days, YYYY-MM-DD, in this order', field: 'from' });
  }
  const agencies = principal.auditor || principal.operator ? null : principal.agencies;
  const counts = await selectShareCounts(ctx.database, { from, to, by, agencies });
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
