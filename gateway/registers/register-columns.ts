/**
 * The books as the decree wants them: which columns in which order, and what stands in each for an entry. Pure.
 * Source: Decree 30/2020/NĐ-CP annex IV, forms of the registers of outgoing, incoming and followed-up documents.
 */
import { findDocumentType } from '../../schemas/directory/document-types.js';
import { formatDocumentCode } from '../../schemas/directory/notation.js';
import { statusKind } from '../../schemas/directory/statuses.js';
import { dayMonthYear } from '../../schemas/words/vietnam-time.js';
import { vietnamDay } from '../agencies/agency.js';
import type { EntryRow } from './read-entries.store.js';
import type { Book, EntryState } from './registers.store.js';

/** A book as it is looked at: the follow-up book is the incoming one by deadlines and answers. */
export const registerViews = ['out', 'in', 'follow-up'] as const;
export type RegisterView = (typeof registerViews)[number];

export const bookOf = (view: RegisterView): Book => (view === 'out' ? 'out' : 'in');

export type Column = readonly [name: string, vi: string, en: string];

const unitColumn: Column = ['unit', 'Đơn vị hoặc người nhận', 'Unit or person'];
const noteColumn: Column = ['note', 'Ghi chú', 'Note'];

/** The decree's columns with their headings, in printing order. */
export const registerColumns: Readonly<Record<RegisterView, readonly Column[]>> = {
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
    noteColumn,
  ],
  in: [
    ['arrivedOn', 'Ngày đến', 'Arrived on'],
    ['number', 'Số đến', 'Arrival number'],
    ['author', 'Tác giả', 'Author'],
    ['code', 'Số, ký hiệu văn bản', 'Number and notation'],
    ['date', 'Ngày tháng văn bản', 'Date'],
    ['subject', 'Tên loại và trích yếu nội dung văn bản', 'Type and subject'],
    unitColumn,
    ['forwardedOn', 'Ngày chuyển', 'Forwarded on'],
    ['received', 'Ký nhận', 'Received'],
    noteColumn,
  ],
  'follow-up': [
    ['number', 'Số đến', 'Arrival number'],
    ['about', 'Tên loại, số, ký hiệu, ngày tháng và tác giả văn bản', 'Type, number, date and author'],
    unitColumn,
    ['dueDate', 'Thời hạn giải quyết', 'Due'],
    ['progress', 'Tiến độ giải quyết', 'Progress'],
    ['reply', 'Số, ký hiệu văn bản trả lời', 'Answered by'],
    noteColumn,
  ],
};

/** Columns that hold days. */
export const dayColumns: ReadonlySet<string> = new Set(['date', 'arrivedOn', 'forwardedOn', 'dueDate']);

/** For people. */
export const stateNames: Readonly<Record<EntryState, string>> = {
  reserved: 'Giữ số',
  issued: 'Đã cấp',
  cancelled: 'Hủy số',
};

/** What stands in each column; days are YYYY-MM-DD. */
export function columnsOf(view: RegisterView, row: EntryRow): Record<string, string> {
  return { out: outColumns, in: inColumns, 'follow-up': followUpColumns }[view](row);
}

function outColumns(row: EntryRow): Record<string, string> {
  const { details, metadata } = row;
  return {
    code: formatDocumentCode(row),
    date: row.documentDate ?? details.date ?? (row.state === 'issued' ? '' : dayOf(row.createdAt)),
    subject: typeAndSubject(row),
    signer: metadata?.signer?.fullName ?? details.signer ?? '',
    recipients: row.recipientNames?.join('; ') ?? details.recipients ?? '',
    unit: details.unit ?? '',
    copies: String(details.copies ?? metadata?.copies ?? ''),
    forwardedOn: details.forwardedOn ?? dayOf(row.sentAt),
    received: receiptsOf(row),
    note: noteOf(row),
  };
}

/** Electronic receipts stand for the signature of whoever took the paper. */
function receiptsOf({ sentAt, receipts, recipientNames, details }: EntryRow): string {
  if (sentAt === null) return details.receivedBy ?? '';
  return `${receipts ?? 0}/${recipientNames?.length ?? 0} biên nhận`;
}

function inColumns(row: EntryRow): Record<string, string> {
  const { details } = row;
  return {
    arrivedOn: row.arrivedAt === null ? (details.arrivedOn ?? '') : dayOf(row.arrivedAt),
    number: row.number,
    author: row.senderName ?? details.author ?? '',
    code: sendersCode(row),
    date: row.documentDate ?? details.date ?? '',
    subject: typeAndSubject(row),
    unit: details.unit ?? '',
    forwardedOn: details.forwardedOn ?? '',
    received: statusName(row),
    note: noteOf(row),
  };
}

function followUpColumns(row: EntryRow): Record<string, string> {
  const { details } = row;
  const date = row.documentDate ?? details.date ?? '';
  const about = [typeOf(row), sendersCode(row), dayMonthYear(date), row.senderName ?? details.author ?? ''];
  return {
    number: row.number,
    about: about.filter((text) => text !== '').join(', '),
    unit: details.unit ?? '',
    dueDate: details.dueDate ?? row.dueDate ?? '',
    progress: details.progress ?? statusName(row),
    reply: details.reply ?? row.replies?.join('; ') ?? '',
    note: noteOf(row),
  };
}

const statusName = ({ status }: EntryRow): string => (status === null ? '' : (statusKind(status)?.vi ?? ''));

/** Number and notation that the author gave. */
const sendersCode = ({ documentNumber, documentNotation, details }: EntryRow): string =>
  documentNumber === null
    ? (details.code ?? '')
    : formatDocumentCode({ number: documentNumber, notation: documentNotation ?? '' });

function typeOf({ type, details }: EntryRow): string {
  const code = type ?? details.type ?? '';
  return findDocumentType(code)?.name ?? code;
}

const typeAndSubject = (row: EntryRow): string =>
  [typeOf(row), row.subject ?? row.details.subject ?? ''].filter((text) => text !== '').join(': ');

/** Paper says so; a cancelled or reserved number says so, also on paper. */
function noteOf({ details, metadata, medium, state, cancelledReason }: EntryRow): string {
  const remark = {
    reserved: 'Giữ số',
    issued: medium === 'paper' ? 'Giấy' : metadata?.paper === 'follows' ? 'Kèm bản giấy' : '',
    cancelled: `Hủy số${cancelledReason === null ? '' : `: ${cancelledReason}`}`,
  }[state];
  return [remark, details.note ?? metadata?.note ?? ''].filter((text) => text !== '').join('. ');
}

function dayOf(instant: string | null): string {
  return instant === null ? '' : vietnamDay(new Date(instant));
}
