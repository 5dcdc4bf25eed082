/**
 * Numbers taken before there is a document: reserved because they are printed before the leader signs; and paper documents entered
 * so that the book and the electronic share are complete. What is changed afterwards: correct-entries.ts.
 * Source: Decree 30/2020/NĐ-CP articles 15 and 22; design, register.
 */
import { v7 as uuidv7 } from 'uuid';
import { fieldLengths } from '../../schemas/directory/field-lengths.js';
import { isDocumentNumber } from '../../schemas/directory/notation.js';
import { Problem } from '../../schemas/problems/problem.js';
import { vietnamDay } from '../agencies/agency.js';
import { getAgency } from '../agencies/find-agencies.js';
import type { GatewayContext } from '../context.js';
import { violates } from '../database/unique-violation.js';
import { recordEvents } from '../evidence/events.store.js';
import { actingAgency, type Principal, requireScope } from '../identity/access.js';
import { readPaperColumns, readText } from './entry-details.js';
import { findEntry } from './list-register.js';
import { withNextNumber } from './next-number.js';
import { numberRefusal } from './number-refusal.js';
import { withIncomingNumber } from './own-incoming-number.js';
import { type Book, type EntryDetails, insertEntry, type NewEntry } from './registers.store.js';

/** What may be asked twice by accident and is to be done once. */
interface Repeatable {
  /** Of the entry, UUID: whoever sends the same again gets the entry that is there. Left out: each is another one. */
  readonly id?: string | undefined;
}

export interface ReservationWish extends Repeatable {
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
  const { id } = wish;
  const write = () => enter(ctx, { ...entry, id }, 'register.reserved');
  return once(ctx, principal, { ...entry, id }, () => withNextNumber(ctx, entry, principal.actor, write));
}

/** An agency whose own system gives the numbers gets none here. */
async function requireNumbersGiven(ctx: GatewayContext, agency: string): Promise<void> {
  const { numbering } = await getAgency(ctx, agency);
  if (numbering === 'gateway') return;
  throw new Problem('invalid_request', { detail: `${agency} gives its own numbers`, field: 'number' });
}

type EntryWish = Omit<NewEntry, 'id' | 'at'> & Repeatable;

/** Writes, or finds what the same request wrote before. @throws Problem `not_found` for an id that is another agency's */
async function once(
  ctx: GatewayContext,
  principal: Principal,
  { id, agency, year, series }: EntryWish,
  write: () => Promise<ReservedNumber>,
): Promise<ReservedNumber> {
  try {
    return await write();
  } catch (error) {
    if (id === undefined || !violates(error, 'register_entries_pkey')) throw error;
    const { number, notation } = (await findEntry(ctx, principal, id)).row;
    return { id, agency, year, series, number, notation };
  }
}

/** Writes an entry and its event. */
function enter(
  ctx: GatewayContext,
  wish: EntryWish,
  kind: 'register.reserved' | 'register.issued',
): Promise<ReservedNumber> {
  const { agency, book, year, series, notation, medium, createdBy: actor } = wish;
  return ctx.database.transaction(async (tx) => {
    const { id, number } = await insertEntry(tx, { ...wish, id: wish.id ?? uuidv7(), at: ctx.now() });
    const payload = { entry: id, book, year, series, number, notation, medium, actor };
    await recordEvents(tx, [{ kind, agencies: [agency], payload }]);
    tx.afterCommit(() => ctx.wake('events'));
    return { id, agency, year, series, number, notation };
  });
}

export interface PaperWish extends Repeatable {
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
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request`, `number_taken`, `number_cancelled`, `secret_refused`
 */
export async function enterPaper(ctx: GatewayContext, principal: Principal, wish: PaperWish): Promise<ReservedNumber> {
  requireScope(principal, 'registers:write');
  const agency = actingAgency(principal, wish.agency);
  const details = readPaperColumns(wish.book, wish.details);
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
  const { id } = wish;
  const write = () => enter(ctx, { ...entry, id }, 'register.issued');
  const repeatable = { ...entry, id };
  if (book === 'in')
    return withIncomingNumber(ctx, { agency, typed: entry.number }, () => once(ctx, principal, repeatable, write));
  if (entry.number !== null) return once(ctx, principal, repeatable, write).catch(asRefusedNumber);
  await requireNumbersGiven(ctx, agency);
  return once(ctx, principal, repeatable, () => withNextNumber(ctx, entry, principal.actor, write));
}

function asRefusedNumber(error: unknown): never {
  const refusal = numberRefusal(error);
  throw refusal === null ? error : new Problem(refusal, { field: 'number', cause: error });
}

function readYear(ctx: GatewayContext, year: number | undefined): number {
  if (year === undefined) return Number(vietnamDay(ctx.now()).slice(0, 4));
  if (Number.isInteger(year) && year >= 1945 && year <= 9999) return year;
  throw new Problem('invalid_request', { detail: 'year has four digits', field: 'year' });
}

function readNumber(number: string | undefined): string | null {
  if (number === undefined || number === '') return null;
  if (isDocumentNumber(number)) return number.normalize('NFC');
  throw new Problem('invalid_request', {
    detail: 'A number has 1 to 11 characters, without blank, slash or comma',
    field: 'number',
  });
}
