/**
 * A yearly book in the order of its numbers, reserved and cancelled ones included: a page of it, all of it, one entry. What stands in
 * the columns: register-columns.ts.
 */

import { validate as isUuid } from 'uuid';
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import { searchWords } from '../../schemas/directory/search-words.js';
import { Problem } from '../../schemas/problems/problem.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { actingAgency, type Principal, requireScope } from '../identity/access.js';
import {
  type BookSummary,
  type EntryFilter,
  type EntryRow,
  selectBooks,
  selectEntries,
  selectPlace,
  summarizeEntries,
} from './read-entries.store.js';
import { bookOf, columnsOf, type RegisterView } from './register-columns.js';
import { type Book, type EntryState, entryStates, type Medium } from './registers.store.js';

export interface RegisterFilter {
  readonly book: RegisterView;
  /** Default: this year in Vietnam. */
  readonly year?: number | undefined;
  readonly series?: string | undefined;
  /** Needed when the token serves several; auditors name any. */
  readonly agency?: string | undefined;
  /** Words that all occur in number, subject, signer, agencies; letters and diacritics as one likes. */
  readonly q?: string | undefined;
  /** Days, YYYY-MM-DD, both included: of the document (outgoing), of arrival (incoming). */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly state?: string | undefined;
  /** `electronic` or `paper`. */
  readonly medium?: string | undefined;
}

export interface RegisterQuery extends RegisterFilter {
  readonly cursor?: string | undefined;
  /** 1 to 1,000; default 500. */
  readonly limit?: number | undefined;
}

/** A row of a book: its place and state, and the columns of the decree by name. Dates are days in Vietnam, YYYY-MM-DD. */
export interface RegisterRow {
  readonly id: string;
  readonly ordinal: number | null;
  readonly number: string;
  readonly state: EntryState;
  readonly medium: Medium;
  readonly document: string | null;
  readonly cancelledReason: string | null;
  /** ISO 8601, and the name of who cancelled it. */
  readonly cancelledAt: string | null;
  readonly cancelledBy: string | null;
  readonly columns: Readonly<Record<string, string>>;
}

export interface RegisterPage {
  readonly agency: string;
  readonly book: RegisterView;
  readonly year: number;
  readonly series: string;
  readonly items: readonly RegisterRow[];
  readonly next: string | null;
}

const defaultLimit = 500;
const maxLimit = 1_000;

/**
 * One page of a book.
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request`
 */
export async function listRegister(
  ctx: GatewayContext,
  principal: Principal,
  query: RegisterQuery,
): Promise<RegisterPage> {
  const filter = readFilter(ctx, principal, query);
  const limit = readLimit(query.limit);
  const after = query.cursor === undefined ? null : readCursor(query.cursor);
  const rows = await selectEntries(ctx.database, { ...filter, after, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > shown.length && last !== undefined ? writeCursor(last) : null;
  const { agency, year, series } = filter;
  return { agency, book: query.book, year, series, items: shown.map((row) => registerRow(query.book, row)), next };
}

/** A whole book, page by page. @throws as `listRegister`, before the first page */
export async function* readRegister(
  ctx: GatewayContext,
  principal: Principal,
  query: RegisterFilter,
): AsyncGenerator<RegisterPage> {
  let cursor: string | undefined;
  do {
    const page = await listRegister(ctx, principal, { ...query, cursor, limit: maxLimit });
    yield page;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

/** What a choice of entries amounts to, and which books there are to choose from. @throws as `listRegister` */
export async function describeRegister(
  ctx: GatewayContext,
  principal: Principal,
  query: RegisterFilter,
): Promise<BookSummary & { readonly books: readonly { readonly year: number; readonly series: string }[] }> {
  const filter = readFilter(ctx, principal, query);
  const [summary, books] = await Promise.all([
    summarizeEntries(ctx.database, filter),
    selectBooks(ctx.database, filter.agency, filter.book),
  ]);
  return { ...summary, books };
}

/** One entry of a book the principal may read. @throws Problem `missing_scope`, `not_found` */
export async function findEntry(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
): Promise<{ readonly agency: string; readonly book: Book; readonly row: EntryRow }> {
  requireScope(principal, 'registers:read');
  const place = isUuid(id) ? await selectPlace(ctx.database, id) : undefined;
  if (place !== undefined && (principal.auditor || principal.agencies.includes(place.agency))) {
    const [row] = await selectEntries(ctx.database, { ...unfiltered, ...place, id, after: null, limit: 1 });
    if (row !== undefined) return { agency: place.agency, book: place.book, row };
  }
  throw new Problem('not_found', { detail: 'There is no entry of that id' });
}

const unfiltered = { words: [], from: null, to: null, state: null, medium: null } as const;

function readFilter(ctx: GatewayContext, principal: Principal, query: RegisterFilter): EntryFilter {
  requireScope(principal, 'registers:read');
  return {
    agency: readAgency(principal, query.agency),
    book: bookOf(query.book),
    year: query.year ?? Number(vietnamDay(ctx.now()).slice(0, 4)),
    series: query.series ?? '',
    id: null,
    words: searchWords(query.q ?? ''),
    from: readDay(query.from, 'from'),
    to: readDay(query.to, 'to'),
    state: readOneOf(entryStates, query.state, 'state'),
    medium: readOneOf(['electronic', 'paper'], query.medium, 'medium'),
  };
}

function readLimit(limit = defaultLimit): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit;
  throw new Problem('invalid_request', { detail: `limit is a whole number from 1 to ${maxLimit}`, field: 'limit' });
}

function readDay(text: string | undefined, field: string): string | null {
  if (text === undefined || text === '') return null;
  if (isCalendarDate(text)) return text;
  throw new Problem('invalid_request', { detail: `${field} is a day, YYYY-MM-DD`, field });
}

function readOneOf<T extends string>(known: readonly T[], text: string | undefined, field: string): T | null {
  if (text === undefined || text === '') return null;
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw new Problem('invalid_request', { detail: `${field} is one of ${known.join(', ')}`, field });
}

function readAgency(principal: Principal, agency: string | undefined): string {
  if (!principal.auditor) return actingAgency(principal, agency);
  if (agency !== undefined) return agency;
  throw new Problem('invalid_request', { detail: 'Whose register? Name an agency', field: 'agency' });
}

function writeCursor({ ordinal, id }: EntryRow): string {
  return Buffer.from(`${ordinal ?? -1},${id}`).toString('base64url');
}

function readCursor(cursor: string): { ordinal: number; id: string } {
  const [ordinal = '', id = ''] = Buffer.from(cursor, 'base64url').toString('latin1').split(',');
  if (/^(-1|\d{1,9})$/.test(ordinal) && isUuid(id)) return { ordinal: Number(ordinal), id };
  throw new Problem('invalid_request', { detail: 'The cursor is not one this list gave', field: 'cursor' });
}

function registerRow(view: RegisterView, row: EntryRow): RegisterRow {
  const { id, ordinal, number, state, medium, document, cancelledReason, cancelledAt } = row;
  return {
    ...{ id, ordinal, number, state, medium, document, cancelledReason, cancelledAt },
    cancelledBy: row.cancelledByName,
    columns: columnsOf(view, row),
  };
}
