/** The columns of the decree that people type in, each checked: known names only, lengths, days, secrecy. */
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import { fieldLengths } from '../../schemas/directory/field-lengths.js';
import { foldText } from '../../schemas/directory/fold-text.js';
import { secretStampIn } from '../../schemas/directory/secrecy.js';
import { Problem } from '../../schemas/problems/problem.js';
import { isPaperReason } from './paper-reasons.js';
import type { Book, EntryDetails } from './registers.store.js';

/** @throws Problem `invalid_request`, `secret_refused` */
export function readText(text: unknown, field: string, maxLength: number): string {
  if (text === undefined || text === null) return '';
  if (typeof text !== 'string') throw new Problem('invalid_request', { detail: `${field} is a text`, field });
  const plain = text.normalize('NFC').trim();
  if ([...plain].length > maxLength)
    throw new Problem('invalid_request', { detail: `${field} has at most ${maxLength} characters`, field });
  if (secretStampIn(plain) !== undefined) throw new Problem('secret_refused', { field });
  return plain;
}

export const textColumns = {
  type: fieldLengths.typeName,
  subject: fieldLengths.subject,
  signer: fieldLengths.fullName,
  recipients: 1_000,
  author: fieldLengths.organName,
  code: 60,
  unit: fieldLengths.organName,
  receivedBy: fieldLengths.organName,
  progress: fieldLengths.description,
  reply: 60,
  note: fieldLengths.description,
} as const;

const dateColumns = ['date', 'arrivedOn', 'forwardedOn', 'dueDate'] as const;

/** What may be added to the entry of an electronic document; the rest is what the document says. */
export const addedColumns = ['unit', 'copies', 'forwardedOn', 'dueDate', 'progress', 'reply', 'note'] as const;

/**
 * Takes the known columns only.
 * @throws Problem `invalid_request`, `secret_refused`
 */
export function readColumns(details: EntryDetails): EntryDetails {
  const texts = Object.entries(textColumns).map(([name, maxLength]) => [
    name,
    readText(details[name as keyof EntryDetails], `details.${name}`, maxLength),
  ]);
  const dates = dateColumns.map((name) => [name, readDate(details[name], `details.${name}`)]);
  return {
    ...Object.fromEntries([...texts, ...dates].filter(([, value]) => value !== '')),
    ...readCopies(details),
    ...readReason(details),
    ...(details.toStateAgency === true ? { toStateAgency: true } : {}),
  };
}

/** The columns of a paper document. @throws Problem `invalid_request`, `secret_refused` */
export function readPaperColumns(book: Book, details: EntryDetails): EntryDetails {
  const read = readColumns(details);
  if (read.date === undefined)
    throw new Problem('invalid_request', { detail: 'The date of the document is needed', field: 'details.date' });
  if (book === 'out' && read.subject === undefined)
    throw new Problem('invalid_request', { detail: 'The subject is needed', field: 'details.subject' });
  return { ...read, search: searchText(read) };
}

const searchText = ({ type, subject, signer, recipients, author, code }: EntryDetails): string =>
  foldText([type, subject, signer, recipients, author, code].filter((text) => text !== undefined).join(' '));

function readDate(value: unknown, field: string): string {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'string' && isCalendarDate(value)) return value;
  throw new Problem('invalid_request', { detail: `${field} is a day, YYYY-MM-DD`, field });
}

function readCopies({ copies }: EntryDetails): Pick<EntryDetails, 'copies'> {
  if (copies === undefined) return {};
  if (Number.isInteger(copies) && copies >= 0 && copies <= 999) return { copies };
  throw new Problem('invalid_request', { detail: 'copies is a whole number from 0 to 999', field: 'details.copies' });
}

function readReason({ paperReason }: { readonly paperReason?: string }): Pick<EntryDetails, 'paperReason'> {
  if (paperReason === undefined || paperReason === '') return {};
  if (isPaperReason(paperReason)) return { paperReason };
  throw new Problem('invalid_request', { detail: 'There is no such reason', field: 'details.paperReason' });
}
