/**
 * A yearly book as the decree wants it printed: every column, in the order of the numbers, reserved and cancelled numbers
 * included. As rows for JSON and pages, and as CSV.
 * Source: Decree 30/2020/NĐ-CP annex IV, forms of the registers of outgoing and incoming documents.
 */
import { validate as isUuid } from 'uuid';
import { findDocumentType } from '../../schemas/directory/document-types.js';
import { formatDocumentCode } from '../../schemas/directory/notation.js';
import { statusKind } from '../../schemas/directory/statuses.js';
import { Problem } from '../../schemas/problems/problem.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { actingAgency, type Principal, requireScope } from '../identity/access.js';
import {
  type Book,
  type EntryPage,
  type EntryRow,
  type EntryState,
  type Medium,
  selectEntries,
} from './registers.store.js';

export interface RegisterQuery {
  readonly book: Book;
  /** Default: this year in Vietnam. */
  readonly year?: number | undefined;
  readonly series?: string | undefined;
  /** Needed when the token serves several; auditors name any. */
  readonly agency?: string | undefined;
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
  readonly columns: Readonly<Record<string, string>>;
}

export interface RegisterPage {
  readonly agency: string;
  readonly book: Book;
  readonly year: number;
  readonly series: string;
  readonly items: readonly RegisterRow[];
  readonly next: string | null;
}

/** The decree's columns with their headings, in printing order. */
export const registerColumns: Readonly<Record<Book, readonly (readonly [name: string, vi: string, en: string])[]>> = {
  out: [
    ['code', 'Số, ký hiệu văn bản', 'Number and notation'],
    ['date', 'Ngày tháng văn bản', 'Date'],
    ['subject', 'Tên loại và trích yếu nội dung văn bản', 'Type and subject'],
    ['signer', 'Người ký', 'Signer'],
    ['recipients', 'Nơi nhận văn bản', 'Recipients'],
    ['unit', 'Đơn vị, người nhận bản lưu', 'Keeper of the file copy'],
    ['copies', 'Số lượng bản', 'Copies'],
    ['forwardedOn', 'Ngày chuyển', 'Sent on'],
    ['received', 'Ký nhận', 'Received'],
    ['note', 'Ghi chú', 'Note'],
  ],
  in: [
    ['arrivedOn', 'Ngày đến', 'Arrived on'],
    ['number', 'Số đến', 'Arrival number'],
    ['author', 'Tác giả', 'Author'],
    ['code', 'Số, ký hiệu văn bản', 'Number and notation'],
    ['date', 'Ngày tháng văn bản', 'Date'],
    ['subject', 'Tên loại và trích yếu nội dung văn bản', 'Type and subject'],
    ['unit', 'Đơn vị hoặc người nhận', 'Unit or person'],
    ['forwardedOn', 'Ngày chuyển', 'Forwarded on'],
    ['received', 'Ký nhận', 'Received'],
    ['note', 'Ghi chú', 'Note'],
  ],
};

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
  const page = readQuery(ctx, principal, query);
  const rows = await selectEntries(ctx.database, { ...page, limit: page.limit + 1 });
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const next = rows.length > shown.length && last !== undefined ? writeCursor(last) : null;
  const { agency, book, year, series } = page;
  return { agency, book, year, series, items: shown.map((row) => registerRow(book, row)), next };
}

/** A whole book, page by page. @throws as `listRegister`, before the first page */
export async function* readRegister(
  ctx: GatewayContext,
  principal: Principal,
  query: Omit<RegisterQuery, 'cursor' | 'limit'>,
): AsyncGenerator<RegisterPage> {
  let cursor: string | undefined;
  do {
    const page = await listRegister(ctx, principal, { ...query, cursor, limit: maxLimit });
    yield page;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

/** A whole book as CSV (RFC 4180, with byte order mark so that spreadsheets read Vietnamese), row by row. */
export async function* writeRegisterCsv(pages: AsyncIterable<RegisterPage>): AsyncGenerator<string> {
  let isBegun = false;
  for await (const { book, items } of pages) {
    const columns = registerColumns[book];
    if (!isBegun) yield `\ufeff${csvLine([...columns.map(([, vi]) => vi), 'Trạng thái'])}`;
    isBegun = true;
    for (const row of items)
      yield csvLine([...columns.map(([name]) => row.columns[name] ?? ''), stateNames[row.state]]);
  }
}

/** For people. */
export const stateNames: Readonly<Record<EntryState, string>> = {
  reserved: 'Giữ số',
  issued: 'Đã cấp',
  cancelled: 'Hủy số',
};

/** A leading `=`, `+`, `-` or `@` would be run as a formula by spreadsheets. */
function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => {
    const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${quoted.join(',')}\r\n`;
}

function readQuery(ctx: GatewayContext, principal: Principal, query: RegisterQuery): EntryPage {
  requireScope(principal, 'registers:read');
  const limit = query.limit ?? defaultLimit;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw new Problem('invalid_request', { detail: `limit is a whole number from 1 to ${maxLimit}`, field: 'limit' });
  }
  return {
    agency: readAgency(principal, query.agency),
    book: query.book,
    year: query.year ?? Number(vietnamDay(ctx.now()).slice(0, 4)),
    series: query.series ?? '',
    after: query.cursor === undefined ? null : readCursor(query.cursor),
    limit,
  };
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

function registerRow(book: Book, row: EntryRow): RegisterRow {
  const { id, ordinal, number, state, medium, document, cancelledReason } = row;
  const columns = book === 'out' ? outColumns(row) : inColumns(row);
  return { id, ordinal, number, state, medium, document, cancelledReason, columns };
}

function outColumns(row: EntryRow): Record<string, string> {
  const { details, metadata } = row;
  return {
    code: formatDocumentCode(row),
    date: row.documentDate ?? details.date ?? '',
    subject: typeAndSubject(row),
    signer: metadata?.signer?.fullName ?? details.signer ?? '',
    recipients: row.recipientNames?.join('; ') ?? details.recipients ?? '',
    unit: details.unit ?? '',
    copies: String(details.copies ?? metadata?.copies ?? ''),
    forwardedOn: details.forwardedOn ?? dayOf(row.sentAt),
    received: row.sentAt === null ? '' : 'Gửi điện tử',
    note: noteOf(row),
  };
}

function inColumns(row: EntryRow): Record<string, string> {
  const { details } = row;
  const code =
    row.documentNumber === null
      ? details.code
      : formatDocumentCode({ number: row.documentNumber, notation: row.documentNotation ?? '' });
  return {
    arrivedOn: row.arrivedAt === null ? (details.arrivedOn ?? '') : dayOf(row.arrivedAt),
    number: row.number,
    author: row.senderName ?? details.author ?? '',
    code: code ?? '',
    date: row.documentDate ?? details.date ?? '',
    subject: typeAndSubject(row),
    unit: details.unit ?? '',
    forwardedOn: details.forwardedOn ?? '',
    received: row.status === null ? '' : (statusKind(row.status)?.vi ?? ''),
    note: noteOf(row),
  };
}

function typeAndSubject({ type, subject, details }: EntryRow): string {
  const code = type ?? details.type ?? '';
  return [findDocumentType(code)?.name ?? code, subject ?? details.subject ?? '']
    .filter((text) => text !== '')
    .join(': ');
}

/** A cancelled or reserved number says so in the note, also on paper. */
function noteOf({ details, metadata, state, cancelledReason }: EntryRow): string {
  const remark = {
    reserved: 'Giữ số',
    issued: '',
    cancelled: `Hủy số${cancelledReason === null ? '' : `: ${cancelledReason}`}`,
  }[state];
  return [remark, details.note ?? metadata?.note ?? ''].filter((text) => text !== '').join('. ');
}

function dayOf(instant: string | null): string {
  return instant === null ? '' : vietnamDay(new Date(instant));
}
