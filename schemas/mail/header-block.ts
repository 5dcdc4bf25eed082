/**
 * The lines by which a mail says what to do with its attachments: `Gửi: H30.01, H30.05`, `Số: 123`, `Ký hiệu: QĐ-UBND`, `Trích yếu: …`.
 * Forgiving in spelling (without diacritics, in English, bullets before), strict in values: what is not understood is told, not guessed.
 * Source: this product's instructions; meanings of the fields as in `metadata-schema.ts`.
 */
import { isCalendarDate } from '../directory/calendar-date.js';
import { findDocumentType } from '../directory/document-types.js';
import { foldText } from '../directory/fold-text.js';
import { isDocumentNumber, parseDocumentCode } from '../directory/notation.js';
import { isUrgency, type Urgency, urgencies } from '../directory/urgency.js';
import { cutText } from '../words/cut-text.js';
import type { DocumentField, DocumentFields } from './sorted-mail.js';

/** Names of fields without diacritics. */
const names: Readonly<Record<string, readonly string[]>> = {
  from: ['tu', 'co quan gui', 'noi gui', 'don vi gui', 'from', 'sender', 'from agency'],
  to: ['gui', 'gui den', 'noi nhan', 'to', 'recipients', 'send to'],
  number: ['so', 'so van ban', 'number', 'no', 'no.'],
  notation: ['ky hieu', 'notation', 'symbol'],
  code: ['so/ky hieu', 'so, ky hieu', 'so ky hieu', 'so va ky hieu', 'number/notation', 'code'],
  subject: ['trich yeu', 'trich yeu noi dung', 'noi dung', 've viec', 'v/v', 'subject'],
  type: ['loai', 'loai van ban', 'type', 'document type'],
  date: ['ngay', 'ngay ban hanh', 'ngay van ban', 'date'],
  urgency: ['do khan', 'muc do khan', 'khan', 'urgency', 'priority'],
  dueDate: ['han', 'han xu ly', 'han tra loi', 'han giai quyet', 'due', 'due date', 'deadline'],
  note: ['ghi chu', 'note'],
};
const fieldByName: ReadonlyMap<string, string> = new Map(
  Object.entries(names).flatMap(([field, spellings]) => spellings.map((spelling) => [spelling, field] as const)),
);

const maxLines = 60;
const maxRecipients = 2000;
const maxValueLength = 2000;
const maxNameLength = 40;
/** Of a value that means nothing, for who wrote it. */
const maxShownLength = 200;
/** Bullets, and marks of emphasis. */
const ornaments = /^[\s*•+\-–]+/;

/** What stands before the first colon, and after it. */
function splitLine(line: string): { readonly name: string; readonly value: string } {
  const plain = line.replace(ornaments, '');
  const colon = plain.search(/[:：]/);
  const name = plain.slice(0, Math.max(0, colon)).trimEnd();
  return name.length > maxNameLength ? { name: '', value: '' } : { name, value: plain.slice(colon + 1).trim() };
}

const dayFirst = /^(?:ngay )?(\d{1,2})(?:[/.-]| thang )(\d{1,2})(?:[/.-]| nam )(\d{4})$/;

function readDate(text: string): string | null {
  const folded = foldText(text);
  const [, day = '', month = '', year = ''] = dayFirst.exec(folded) ?? [];
  const iso = year === '' ? folded : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isCalendarDate(iso) ? iso : null;
}

function readUrgency(text: string): Urgency | null {
  const folded = foldText(text);
  if (isUrgency(folded)) return folded;
  return urgencies.find(({ vi, en }) => foldText(vi) === folded || foldText(en) === folded)?.code ?? null;
}

const readList = (text: string) => {
  const entries = text.split(/[,;]/).map((entry) => entry.trim().replace(/\.$/, ''));
  return entries.filter((entry) => entry !== '').slice(0, maxRecipients);
};

type Values = { -readonly [Field in DocumentField]?: DocumentFields[Field] };

/** What a value means; null when it means nothing. */
function readValue(field: string, text: string): Values | null {
  const one = (name: DocumentField, value: string | null): Values | null => (value === null ? null : { [name]: value });
  switch (field) {
    case 'to':
      return { to: readList(text) };
    case 'number':
    case 'code':
      return readCode(text);
    case 'type':
      return one('type', findDocumentType(text)?.code ?? null);
    case 'date':
    case 'dueDate':
      return one(field, readDate(text));
    case 'urgency':
      return one('urgency', readUrgency(text));
    default:
      return one(field as DocumentField, text);
  }
}

/** `123`, or the whole code `123/QĐ-UBND`. */
function readCode(text: string): Values | null {
  if (isDocumentNumber(text)) return { number: text };
  const code = parseDocumentCode(text);
  if (code === null) return null;
  return code.notation === '' ? { number: code.number } : { number: code.number, notation: code.notation };
}

export interface HeaderBlock {
  readonly fields: DocumentFields;
  readonly unusable: readonly { readonly field: DocumentField; readonly text: string }[];
  /** How many lines were understood as fields. */
  readonly found: number;
}

const nameOfField = (field: string): DocumentField => (field === 'code' ? 'number' : (field as DocumentField));

/** Also as our own mails name it, in both languages: `Ký hiệu / Notation`. */
function fieldNamed(name: string): string | undefined {
  const folded = foldText(name);
  return fieldByName.get(folded) ?? fieldByName.get(folded.split(' / ')[0] ?? '');
}

interface Row {
  readonly field: string;
  text: string;
}

/** Lines with a field's name; a list that ends with a separator goes on in the next line. */
function rowsIn(lines: readonly string[]): Row[] {
  const rows: Row[] = [];
  for (const line of lines.slice(0, maxLines)) {
    const { name, value } = splitLine(line);
    const field = fieldNamed(name);
    const last = rows.at(-1);
    if (field !== undefined) rows.push({ field, text: value });
    else if (last?.field === 'to' && (last.text === '' || /[,;]$/.test(last.text))) last.text += ` ${line.trim()}`;
  }
  return rows;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** @param lines the sender's own words */
export function readHeaderBlock(lines: readonly string[]): HeaderBlock {
  const rows = rowsIn(lines);
  const values: Values = {};
  const unusable: { field: DocumentField; text: string }[] = [];
  for (const { field, text } of rows) {
    const short = cutText(text.normalize('NFC'), maxValueLength);
    const read = short === '' ? {} : readValue(field, short);
    const contradicts = Object.entries(read ?? {}).some(
      ([name, value]) => name in values && !isSame(values[name as DocumentField], value),
    );
    if (read === null || contradicts)
      unusable.push({ field: nameOfField(field), text: cutText(short, maxShownLength) });
    else Object.assign(values, read);
  }
  return { fields: { ...noFields, ...values }, unusable, found: rows.length };
}

/** What a mail without such lines says. */
export const noFields: DocumentFields = {
  from: null,
  to: [],
  number: null,
  notation: null,
  subject: null,
  type: null,
  date: null,
  urgency: null,
  dueDate: null,
  note: null,
};
