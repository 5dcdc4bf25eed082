/**
 * The identity of a document on every road: `OrganId,yyyy/MM/dd,number/notation`.
 * Source: QCVN 102:2016/BTTTT, MessageHeader/DocumentId; UUIDs occur too and are kept as they are.
 */
import { isCalendarDate, toEdxmlDate } from './calendar-date.js';
import { type DocumentCode, formatDocumentCode, parseDocumentCode } from './notation.js';

export interface DocumentId extends DocumentCode {
  readonly organId: string;
  /** YYYY-MM-DD */
  readonly date: string;
}

/** `{organId: '000.00.00.G22', date: '2015-09-30', number: '7816', notation: 'VPCP-TTĐT'}` → the one string. */
export function formatDocumentId(id: DocumentId): string {
  return `${id.organId},${toEdxmlDate(id.date)},${formatDocumentCode(id)}`.normalize('NFC');
}

/** Reads that form back; null for anything else (a UUID, an impossible date). */
export function parseDocumentId(text: string): DocumentId | null {
  const [, organId = '', date = '', codeText = ''] = /^\s*([^,\s]+)\s*,\s*([^,\s]+)\s*,(.+)$/su.exec(text) ?? [];
  const isoDate = date.replaceAll('/', '-');
  const code = parseDocumentCode(codeText);
  return code === null || !isCalendarDate(isoDate) ? null : { organId, date: isoDate, ...code };
}
