/**
 * What a draft's fields mean as metadata of a document, and which of them cannot be understood. Pure; which numbers and agencies exist is
 * asked elsewhere (check-draft.ts).
 */
import { findDocumentType, officialLetterCode } from '../../schemas/directory/document-types.js';
import { checkMetadata } from '../../schemas/directory/metadata.js';
import { isDocumentNumber } from '../../schemas/directory/notation.js';
import { isUrgency, type Urgency } from '../../schemas/directory/urgency.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { vietnamDay } from '../agencies/agency.js';
import type { Draft, DraftField } from './draft.js';

export interface DraftMetadata {
  /** As the API takes it. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Empty: the register gives the next one. */
  readonly number: string;
  readonly notation: string;
  /** YYYY-MM-DD, or what was typed instead. */
  readonly date: string;
  readonly type: string;
  readonly fullName: string;
  readonly urgency: Urgency;
}

/** `483/SNV-CCVC`, `/SNV-CCVC` and `SNV-CCVC`: number and notation. */
export function splitCode(text: string): { readonly number: string; readonly notation: string } {
  const plain = text.normalize('NFC').trim();
  const slash = plain.indexOf('/');
  if (slash >= 0) return { number: plain.slice(0, slash).trim(), notation: plain.slice(slash + 1).trim() };
  return /^\d+\p{L}?$/u.test(plain) && isDocumentNumber(plain)
    ? { number: plain, notation: '' }
    : { number: '', notation: plain };
}

/** `19/5/2016`, `19-05-2016` and `2016-05-19` as the last one; anything else as it stands, to be complained of. */
function readDay(text: string): string {
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim()) ?? [];
  if (day === undefined || month === undefined) return text.trim();
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** `19/05/2016 14:00` in Vietnam. */
function readMoment(text: string): string {
  const [, day = '', hour = ''] = /^(\S+)\s+(\d{1,2}:\d{2})$/.exec(text.trim()) ?? [];
  return day === '' ? text.trim() : `${readDay(day)}T${hour.padStart(5, '0')}:00+07:00`;
}

function readSigner(text: string): { fullName: string; position: string } {
  const comma = text.indexOf(',');
  if (comma < 0) return { fullName: text.trim(), position: '' };
  return { fullName: text.slice(0, comma).trim(), position: text.slice(comma + 1).trim() };
}

const amount = (text: string, otherwise: number) => (text.trim() === '' ? otherwise : Number(text));

/** As it was confirmed: what a clock or the directory decides is decided then. */
export const asConfirmed = (draft: Draft): Draft =>
  draft.confirmed === null
    ? draft
    : { ...draft, fields: { ...draft.fields, date: draft.confirmed.date }, recipients: draft.confirmed.to };

export function readDraft({ agency, fields, answered, recipients }: Draft, now: Date): DraftMetadata {
  const field = (name: DraftField) => (fields[name] ?? '').trim();
  const { number, notation } = splitCode(field('code'));
  const type = field('type') || officialLetterCode;
  const date = field('date') === '' ? vietnamDay(now) : readDay(field('date'));
  const { fullName, position } = readSigner(field('signer'));
  const urgency = isUrgency(field('urgency')) ? (field('urgency') as Urgency) : 'normal';
  const metadata = {
    from: agency,
    to: [...recipients],
    type: findDocumentType(type)?.code ?? type,
    ...(number === '' ? {} : { number }),
    notation,
    subject: field('subject'),
    promulgation: { place: field('place'), date },
    signer: { competence: field('competence'), position, fullName },
    urgency,
    expressAt: urgency === 'express-timed' ? readMoment(field('expressAt')) : null,
    paper: field('paper') === 'follows' ? 'follows' : 'none',
    dueDate: field('dueDate') === '' ? null : readDay(field('dueDate')),
    pages: amount(field('pages'), 0),
    copies: amount(field('copies'), 1),
    responseFor: answered === null ? [] : [answered],
    note: field('note'),
  };
  return { metadata, number, notation, date, type: metadata.type, fullName, urgency };
}

const fieldOf: Readonly<Record<string, DraftField>> = {
  type: 'type',
  number: 'code',
  notation: 'code',
  subject: 'subject',
  promulgation: 'date',
  signer: 'signer',
  expressAt: 'expressAt',
  dueDate: 'dueDate',
  pages: 'pages',
  copies: 'copies',
  note: 'note',
};

/** Fields with something no document may say, or without what every document must say; `secret` when one is a stamp. */
export function faultsOf(metadata: DraftMetadata['metadata']): readonly DraftField[] | 'secret' {
  try {
    // Who gets it is counted elsewhere: nobody yet is no fault of a field.
    checkMetadata({ ...metadata, to: ['x'] });
    return [];
  } catch (error) {
    if (isProblem(error, 'secret_refused')) return 'secret';
    if (!isProblem(error, 'invalid_request')) throw error;
    const names = (error.field ?? '').split(', ').flatMap((name) => fieldOf[name.split(/[.[]/)[0] ?? ''] ?? []);
    return [...new Set(names)];
  }
}
