/** How mails name a document and its size. Pure. */

import { formatDocumentCode } from '../../schemas/directory/notation.js';
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { dayMonthYear } from '../../schemas/words/vietnam-time.js';

/** The document a mail is about. */
export interface MailedDocument {
  readonly documentId: string;
  readonly number: string;
  readonly notation: string;
  readonly subject: string;
  /** YYYY-MM-DD */
  readonly date: string;
}

export interface Party {
  readonly code: string;
  readonly name: string;
}

export const nameAndCode = ({ name, code }: Party): string => `${name} (${code})`;

/** E.g. `[HỎA TỐC] 123/QĐ-UBND: Về việc …`; on one line. */
export function subjectLine(
  mark: string | null,
  document: Pick<MailedDocument, 'number' | 'notation' | 'subject'>,
): string {
  const line = `${formatDocumentCode(document)}: ${document.subject}`.replace(/[\p{C}\s]+/gu, ' ').trim();
  return mark === null ? line : `[${mark.toLocaleUpperCase('vi')}] ${line}`;
}

/** E.g. `1,4 MB`. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [unit, divisor] = bytes < 1_000_000 ? (['KB', 1_000] as const) : (['MB', 1_000_000] as const);
  return `${(bytes / divisor).toLocaleString('vi-VN', { maximumFractionDigits: 1 })} ${unit}`;
}

/** What both kinds of mails tell of the document. */
export const documentFacts = (document: MailedDocument): (readonly [Bilingual, string])[] => [
  [say('Số, ký hiệu', 'Number'), formatDocumentCode(document)],
  [say('Ngày ban hành', 'Date'), dayMonthYear(document.date)],
  [say('Trích yếu', 'Subject'), document.subject],
];

export const documentIdFact = ({ documentId }: MailedDocument): readonly [Bilingual, string] => [
  say('Mã văn bản', 'Document id'),
  documentId,
];
