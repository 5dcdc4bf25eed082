/**
 * Which documents an agency sees, page by page: what it received, what it sent, searched with or without diacritics.
 * Does not show single documents (view-document.ts).
 */

import { validate as isUuid } from 'uuid';
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import { searchWords } from '../../schemas/directory/search-words.js';
import { statusKind } from '../../schemas/directory/statuses.js';
import { isUrgency, priorityOf, type Urgency, urgencyByPriority } from '../../schemas/directory/urgency.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope, shownAgencies } from '../identity/access.js';
import { type ListPlace, type ListRow, selectBox } from './find-documents.store.js';

export interface DocumentQuery {
  readonly box: 'in' | 'out';
  readonly status?: string | undefined;
  readonly urgency?: string | undefined;
  readonly q?: string | undefined;
  /** Date of the document, YYYY-MM-DD, both ends included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cursor?: string | undefined;
  /** 1 to 200; default 50. */
  readonly limit?: number | undefined;
  /** One of the principal's agencies; all of them when left out. */
  readonly agency?: string | undefined;
}

export interface ListedDocument extends Omit<ListRow, 'urgency' | 'attention'> {
  readonly urgency: Urgency;
}

export interface DocumentPage {
  readonly items: readonly ListedDocument[];
  /** Cursor of the next page; null at the end. A page may be short, even empty, and still have a next one. */
  readonly next: string | null;
}

const defaultLimit = 50;
const maxLimit = 200;
/** Rows a search looks at before it answers "more": bounds every page, whatever the archive's size. */
const searchWindow = 4_000;

/**
 * One page of a box, newest first; in the inbox, urgent documents nobody has accepted yet come before all others.
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request` naming the parameter
 */
export async function findDocuments(
  ctx: GatewayContext,
  principal: Principal,
  query: DocumentQuery,
): Promise<DocumentPage> {
  if (!principal.auditor) requireScope(principal, 'documents:read');
  const limit = readLimit(query.limit);
  const { rows, windowEnd } = await selectBox(ctx.database, query.box, {
    agencies: shownAgencies(principal, query.agency),
    status: readStatus(query.status),
    urgency: readUrgency(query.urgency),
    words: searchWords(query.q ?? ''),
    from: readDate(query.from, 'from'),
    to: readDate(query.to, 'to'),
    after: query.cursor === undefined ? null : readCursor(query.cursor),
    limit: limit + 1,
    window: searchWindow,
  });
  const page = rows.slice(0, limit);
  return { items: page.map(listed), next: nextCursor(rows, page, windowEnd) };
}

function nextCursor(rows: readonly ListRow[], page: readonly ListRow[], windowEnd: ListPlace | null): string | null {
  const last = page.at(-1);
  if (rows.length > page.length && last !== undefined) return writeCursor(last);
  return windowEnd === null ? null : writeCursor(windowEnd);
}

function listed({ attention: _attention, urgency, ...row }: ListRow): ListedDocument {
  return { ...row, urgency: urgencyByPriority(urgency)?.code ?? 'normal' };
}

function readLimit(limit: number | undefined): number {
  if (limit === undefined) return defaultLimit;
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit;
  throw new Problem('invalid_request', { detail: `limit is a whole number from 1 to ${maxLimit}`, field: 'limit' });
}

function readStatus(status: string | undefined): string | null {
  if (status === undefined || status === '') return null;
  if (status === 'none' || statusKind(status) !== undefined) return status;
  throw new Problem('invalid_request', { detail: 'status is one of 01 to 06, or none', field: 'status' });
}

function readUrgency(urgency: string | undefined): number | null {
  if (urgency === undefined || urgency === '') return null;
  if (isUrgency(urgency)) return priorityOf(urgency);
  throw new Problem('invalid_request', {
    detail: 'urgency is normal, urgent, very-urgent, express or express-timed',
    field: 'urgency',
  });
}

function readDate(date: string | undefined, field: string): string | null {
  if (date === undefined || date === '') return null;
  if (isCalendarDate(date)) return date;
  throw new Problem('invalid_request', { detail: `${field} is a day, YYYY-MM-DD`, field });
}

function writeCursor({ attention, id, agency }: ListPlace): string {
  return Buffer.from(`${attention},${id},${agency ?? ''}`).toString('base64url');
}

/** @throws Problem `invalid_request` for a text that never was a cursor */
function readCursor(cursor: string): ListPlace {
  const [attention = '', id = '', agency = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(',');
  if (/^[0-4]$/.test(attention) && isUuid(id) && agency.length <= 35)
    return { attention: Number(attention), id, agency };
  throw new Problem('invalid_request', { detail: 'The cursor is not one this list gave', field: 'cursor' });
}
