/**
 * Numbers taken before there is a document: reserved because they are printed before the leader signs, given back by
 * cancelling; and paper documents entered so that the book and the electronic share are complete.
 * Source: Decree 30/2020/NĐ-CP articles 15 and 22; design, register.
 */
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import { fieldLengths } from '../../schemas/directory/field-lengths.js';
import { isDocumentNumber } from '../../schemas/directory/notation.js';
import { secretStampIn } from '../../schemas/directory/secrecy.js';
import { Problem } from '../../schemas/problems/problem.js';
import { vietnamDay } from '../agencies/agency.js';
import { getAgency } from '../agencies/find-agencies.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { actingAgency, type Principal, requireScope } from '../identity/access.js';
import { isNumberTaken, withNextNumber } from './next-number.js';
import {
  type Book,
  cancelReservation as cancelRow,
  type EntryDetails,
  insertEntry,
  type NewEntry,
} from './registers.store.js';

export interface ReservationWish {
  readonly agency?: string | undefined;
  /** Default: this year in Vietnam. */
  readonly year?: number | undefined;
  /** What will follow the slash; may be left open. */
  readonly notation?: string | undefined;
  readonly series?: string | undefined;
  readonly note?: string | undefined;
}

export interface ReservedNumber {
  readonly id: string;
  readonly agency: string;
  readonly year: number;
  readonly series: string;
  readonly number: string;
  readonly notation: string;
}

/**
 * Reserves the next outgoing number.
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request` (also for an agency that gives its own numbers)
 */
export async function reserveNumber(
  ctx: GatewayContext,
  principal: Principal,
  wish: ReservationWish,
): Promise<ReservedNumber> {
  requireScope(principal, 'registers:write');
  const agency = actingAgency(principal, wish.agency);
  await requireNumbersGiven(ctx, agency);
  const note = readText(wish.note, 'note', fieldLengths.description);
  const entry = {
    agency,
    book: 'out',
    year: readYear(ctx, wish.year),
    series: readText(wish.series, 'series', 50),
    number: null,
    notation: readText(wish.notation, 'notation', fieldLengths.codeNotation),
    state: 'reserved',
    medium: 'electronic',
    details: { reservation: true, ...(note === '' ? {} : { note }) },
    createdBy: principal.actor,
  } as const;
  return withNextNumber(ctx, entry, principal.actor, () => enter(ctx, entry, 'register.reserved'));
}

/** An agency whose own system gives the numbers gets none here. */
async function requireNumbersGiven(ctx: GatewayContext, agency: string): Promise<void> {
  const { numbering } = await getAgency(ctx, agency);
  if (numbering === 'gateway') return;
  throw new Problem('invalid_request', { detail: `${agency} gives its own numbers`, field: 'number' });
}

/** Writes an entry and its event. */
function enter(
  ctx: GatewayContext,
  wish: Omit<NewEntry, 'id' | 'at'>,
  kind: 'register.reserved' | 'register.issued',
): Promise<ReservedNumber> {
  const { agency, book, year, series, notation, medium, createdBy: actor } = wish;
  return ctx.database.transaction(async (tx) => {
    const { id, number } = await insertEntry(tx, { ...wish, id: uuidv7(), at: ctx.now() });
    const payload = { entry: id, book, year, series, number, notation, medium, actor };
    await recordEvents(tx, [{ kind, agencies: [agency], payload }]);
    tx.afterCommit(() => ctx.wake('events'));
    return { id, agency, year, series, number, notation };
  });
}

/**
 * Cancels a reservation nobody used; its number stays visible as cancelled.
 * @throws Problem `missing_scope`, `wrong_agency`, `not_found` (also when it is used or cancelled already)
 */
export async function cancelReservation(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  reason: string,
  agency?: string,
): Promise<void> {
  requireScope(principal, 'registers:write');
  const owner = actingAgency(principal, agency);
  const why = readText(reason, 'reason', fieldLengths.description);
  if (why === '') throw new Problem('invalid_request', { detail: 'A reason is needed', field: 'reason' });
  await ctx.database.transaction(async (tx) => {
    const number = isUuid(id) ? await cancelRow(tx, id, owner, why, ctx.now()) : undefined;
    if (number === undefined) throw new Problem('not_found', { detail: 'There is no open reservation of that id' });
    await recordEvents(tx, [
      {
        kind: 'register.cancelled',
        agencies: [owner],
        payload: { entry: id, number, reason: why, actor: principal.actor },
      },
    ]);
  });
}

export interface PaperWish {
  readonly agency?: string | undefined;
  readonly book: Book;
  /** Left out: the book's next number. One that names a reservation takes it. */
  readonly number?: string | undefined;
  readonly notation?: string | undefined;
  readonly series?: string | undefined;
  /** Columns of the decree; `date` is needed. */
  readonly details: EntryDetails;
}

/**
 * Enters a paper document into a book.
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request`, `number_taken`, `secret_refused`
 */
export async function enterPaper(ctx: GatewayContext, principal: Principal, wish: PaperWish): Promise<ReservedNumber> {
  requireScope(principal, 'registers:write');
  const agency = actingAgency(principal, wish.agency);
  const details = readDetails(wish);
  const { book } = wish;
  const entry = {
    agency,
    book,
    year: Number((book === 'in' ? (details.arrivedOn ?? vietnamDay(ctx.now())) : (details.date ?? '')).slice(0, 4)),
    series: readText(wish.series, 'series', 50),
    number: readNumber(wish.number),
    notation: readText(wish.notation, 'notation', fieldLengths.codeNotation),
    state: 'issued',
    medium: 'paper',
    details,
    createdBy: principal.actor,
  } as const;
  const write = () => enter(ctx, entry, 'register.issued');
  if (entry.number !== null) return write().catch(asNumberTaken);
  if (book === 'in') return write();
  await requireNumbersGiven(ctx, agency);
  return withNextNumber(ctx, entry, principal.actor, write);
}

function asNumberTaken(error: unknown): never {
  throw isNumberTaken(error) ? new Problem('number_taken', { field: 'number', cause: error }) : error;
}

function readYear(ctx: GatewayContext, year: number | undefined): number {
  if (year === undefined) return Number(vietnamDay(ctx.now()).slice(0, 4));
  if (Number.isInteger(year) && year >= 1945 && year <= 9999) return year;
  throw new Problem('invalid_request', { detail: 'year has four digits', field: 'year' });
}

function readText(text: unknown, field: string, maxLength: number): string {
  if (text === undefined || text === null) return '';
  if (typeof text !== 'string') throw new Problem('invalid_request', { detail: `${field} is a text`, field });
  const plain = text.normalize('NFC').trim();
  if ([...plain].length > maxLength)
    throw new Problem('invalid_request', { detail: `${field} has at most ${maxLength} characters`, field });
  if (secretStampIn(plain) !== undefined) throw new Problem('secret_refused', { field });
  return plain;
}

function readNumber(number: string | undefined): string | null {
  if (number === undefined || number === '') return null;
  if (isDocumentNumber(number)) return number.normalize('NFC');
  throw new Problem('invalid_request', {
    detail: 'A number has 1 to 11 characters, without blank, slash or comma',
    field: 'number',
  });
}

const textColumns = {
  type: fieldLengths.typeName,
  subject: fieldLengths.subject,
  signer: fieldLengths.fullName,
  recipients: 1_000,
  author: fieldLengths.organName,
  code: 60,
  unit: fieldLengths.organName,
  note: fieldLengths.description,
} as const;

const dateColumns = ['date', 'arrivedOn', 'forwardedOn'] as const;

/** Takes the known columns only, each checked. */
function readDetails({ details, book }: PaperWish): EntryDetails {
  const texts = Object.entries(textColumns).map(([name, maxLength]) => [
    name,
    readText(details[name as keyof EntryDetails], `details.${name}`, maxLength),
  ]);
  const dates = dateColumns.map((name) => [name, readDate(details[name], `details.${name}`)]);
  const filled = Object.fromEntries([...texts, ...dates].filter(([, value]) => value !== ''));
  if (filled.date === undefined)
    throw new Problem('invalid_request', { detail: 'The date of the document is needed', field: 'details.date' });
  if (book === 'out' && filled.subject === undefined)
    throw new Problem('invalid_request', { detail: 'The subject is needed', field: 'details.subject' });
  return { ...filled, ...readCopies(details), ...(details.toStateAgency === true ? { toStateAgency: true } : {}) };
}

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
