/**
 * Rows of the yearly books: entries read for printing, numbers reserved and cancelled, paper documents entered.
 * Numbers of electronic documents are taken where the document is written (documents.store.ts, statuses.store.ts).
 * Source: Decree 30/2020/NĐ-CP articles 15 and 22, annex IV (columns of the books).
 */
import type { Queryable } from '../database/database.js';
import type { PaperReason } from './paper-reasons.js';

export type Book = 'out' | 'in';
export const entryStates = ['reserved', 'issued', 'cancelled'] as const;
export type EntryState = (typeof entryStates)[number];
export type Medium = 'electronic' | 'paper' | 'both';

/** Columns of the decree that no document gives: typed in for paper, added for electronic ones. */
export interface EntryDetails {
  /** Outgoing: YYYY-MM-DD of the document. Incoming: likewise. */
  readonly date?: string;
  /** Incoming: YYYY-MM-DD of arrival. */
  readonly arrivedOn?: string;
  readonly type?: string;
  readonly subject?: string;
  readonly signer?: string;
  /** Outgoing: recipients. */
  readonly recipients?: string;
  /** Incoming: who issued it, and its number and notation. */
  readonly author?: string;
  readonly code?: string;
  /** Unit or person that keeps the file copy (outgoing) or got the document (incoming). */
  readonly unit?: string;
  readonly copies?: number;
  readonly forwardedOn?: string;
  /** Outgoing: who signed for it. */
  readonly receivedBy?: string;
  /** Follow-up: YYYY-MM-DD by which it is to be answered, how far it is, number and notation of the answer. */
  readonly dueDate?: string;
  readonly progress?: string;
  readonly reply?: string;
  readonly note?: string;
  /** Outgoing: why on paper only. */
  readonly paperReason?: PaperReason;
  /** True for a document to another state agency: counts in the share of electronic documents. */
  readonly toStateAgency?: boolean;
  /** Of a paper document: its texts folded, to be found by. */
  readonly search?: string;
  /** True for a number taken by a reservation. */
  readonly reservation?: true;
  /** What the reservation said of the notation, while a document uses it. */
  readonly reservedNotation?: string;
}

/** A series of an agency's outgoing book, and the notation its next number will stand before. */
export interface NumberPlace {
  readonly agency: string;
  readonly year: number;
  readonly series: string;
  readonly notation: string;
}

/** Locks the series' counter until the end of the transaction, making it when it is missing; the last number it gave. */
export async function lockCounter(tx: Queryable, { agency, year, series }: NumberPlace): Promise<number> {
  const { rows } = await tx.query<{ last: number }>(
    `insert into register_counters (agency, book, year, series, last) values ($1, 'out', $2, $3, 0)
     on conflict (agency, book, year, series) do update set last = register_counters.last returning last`,
    [agency, year, series],
  );
  return rows[0]?.last ?? 0;
}

/** Those of the `count` numbers behind `last` that stand in the book with this notation, in order. */
export async function selectTakenNumbers(
  db: Queryable,
  { agency, year, series, notation }: NumberPlace,
  last: number,
  count: number,
): Promise<number[]> {
  const { rows } = await db.query<{ ordinal: number }>(
    `select s.ordinal from generate_series($5::int + 1, $5 + $6::int) as s(ordinal)
     where stands_in_outgoing_book($1, $2, $3, s.ordinal, $4) order by s.ordinal`,
    [agency, year, series, notation, last, count],
  );
  return rows.map(({ ordinal }) => ordinal);
}

/** Enters numbers that cannot be given as cancelled, other entries standing for them, and moves the locked counter behind them. */
export async function cancelTakenNumbers(
  tx: Queryable,
  { agency, year, series, notation }: NumberPlace,
  what: {
    readonly skipped: readonly { readonly id: string; readonly ordinal: number }[];
    readonly reason: string;
    readonly actor: string;
    readonly at: Date;
  },
): Promise<{ id: string; number: string }[]> {
  const { rows } = await tx.query<{ id: string; number: string }>(
    `with moved as (
       update register_counters set last = greatest(last, (select max(o) from unnest($9::int[]) as o))
       where agency = $1 and book = 'out' and year = $2 and series = $3)
     insert into register_entries (id, agency, book, year, series, number, ordinal, notation, state, created_by, created_at,
       cancelled_at, cancelled_reason, cancelled_by, number_shared)
     select s.id, $1, 'out', $2, $3, case when s.ordinal < 10 then '0' || s.ordinal else s.ordinal::text end, s.ordinal, $4,
       'cancelled', $5, $6, $6, $7, $5, true
     from unnest($8::uuid[], $9::int[]) as s(id, ordinal) returning id, number`,
    [
      agency,
      year,
      series,
      notation,
      what.actor,
      what.at,
      what.reason,
      what.skipped.map(({ id }) => id),
      what.skipped.map(({ ordinal }) => ordinal),
    ],
  );
  return rows;
}

/**
 * The open reservation a number names, as a subselect of its id: one made for this notation before one that left it open, the
 * main series before others. The arguments are SQL.
 */
export const openReservation = (of: {
  agency: string;
  year: string;
  number: string;
  notation: string;
  also?: string;
}) =>
  `select id from register_entries
   where agency = ${of.agency} and book = 'out' and year = ${of.year} and state = 'reserved' and document is null
     and ordinal is not null and ltrim(lower(number), '0') = ltrim(lower(${of.number}), '0')
     and lower(notation) in ('', lower(${of.notation})) ${of.also ?? ''}
   order by notation = '', series limit 1`;

export interface NewEntry {
  readonly id: string;
  readonly agency: string;
  readonly book: Book;
  readonly year: number;
  readonly series: string;
  /** Null: the book's next number. */
  readonly number: string | null;
  readonly notation: string;
  readonly state: EntryState;
  readonly medium: Medium;
  readonly details: EntryDetails;
  readonly createdBy: string;
  readonly at: Date;
}

/** Numbers that stand in the book are stepped over: here in the incoming book, by next-number.ts in the outgoing one, which shows each of them. */
const nextNumber = (last: string) =>
  `case $3 when 'in' then next_incoming_number($2, $4, $5, ${last}) else ${last} + 1 end`;

const insertEntrySql = `with counter as (
    insert into register_counters (agency, book, year, series, last)
    select $2, $3, $4, $5, ${nextNumber('0')} where $6::text is null
    on conflict (agency, book, year, series) do update set last = ${nextNumber('register_counters.last')}
    returning last, case when last < 10 then '0' || last else last::text end as number),
  reserved as (
    update register_entries set state = $8, medium = $9, notation = $7, entry = entry || $10
    where $3 = 'out' and $6::text is not null and state = 'reserved' and document is null and id = (
      ${openReservation({ agency: '$2', year: '$4', number: '$6', notation: '$7', also: 'and series = $5' })})
    returning id, number),
  taken as (
    select number, last as ordinal from counter
    union all select $6, null where $6::text is not null and not exists (select from reserved)),
  entered as (
    insert into register_entries (id, agency, book, year, series, number, ordinal, notation, state, medium, entry, created_by, created_at)
    select $1, $2, $3, $4, $5, number, ordinal, $7, $8, $9, $10, $11, $12 from taken returning id, number)
  select id, number from reserved union all select id, number from entered`;

/**
 * Adds an entry without an electronic document, with the book's next number when none is given. A number that names an open
 * reservation of the series takes its place.
 * @returns the entry's id and number
 * @throws the driver's unique violation, which number-refusal.ts names, when the number stands in the book
 */
export async function insertEntry(tx: Queryable, entry: NewEntry): Promise<{ id: string; number: string }> {
  const { rows } = await tx.query<{ id: string; number: string }>(insertEntrySql, [
    entry.id,
    entry.agency,
    entry.book,
    entry.year,
    entry.series,
    entry.number,
    entry.notation,
    entry.state,
    entry.medium,
    JSON.stringify(entry.details),
    entry.createdBy,
    entry.at,
  ]);
  return rows[0] ?? { id: entry.id, number: '' };
}

/** Cancels the numbers these agencies gave a document they received; an agency that had given none is left out. */
export async function cancelIncoming(
  tx: Queryable,
  document: string,
  agencies: readonly string[],
  reason: string,
  at: Date,
): Promise<{ id: string; number: string; agency: string }[]> {
  const { rows } = await tx.query<{ id: string; number: string; agency: string }>(
    `update register_entries set state = 'cancelled', cancelled_at = $4, cancelled_reason = $3
     where document = $1 and agency = any ($2::text[]) and book = 'in' and state = 'issued' returning id, number, agency`,
    [document, agencies, reason, at],
  );
  return rows;
}

/** Cancels a reservation nobody has used, or a paper document, as `what` allows; undefined when there is none of that id and agency. */
export async function cancelByHand(
  tx: Queryable,
  { id, agency, reason, actor, at }: ByHand,
  what: readonly ('reserved' | 'paper')[],
): Promise<{ number: string; book: Book } | undefined> {
  const { rows } = await tx.query<{ number: string; book: Book }>(
    `update register_entries set state = 'cancelled', cancelled_at = $5, cancelled_reason = $3, cancelled_by = $4
     where id = $1 and agency = $2 and document is null
       and case when state = 'issued' then medium else state end = any ($6::text[]) returning number, book`,
    [id, agency, reason, actor, at, what],
  );
  return rows[0];
}

/** What somebody does to an entry, and why. */
export interface ByHand {
  readonly id: string;
  readonly agency: string;
  readonly reason: string;
  readonly actor: string;
  readonly at: Date;
}

/** Replaces the details of an entry that still has those it was read with; false when somebody else was faster. */
export async function updateDetails(
  tx: Queryable,
  { id, agency }: Pick<ByHand, 'id' | 'agency'>,
  before: EntryDetails,
  after: EntryDetails,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update register_entries set entry = $4 where id = $1 and agency = $2 and state = 'issued' and entry = $3`,
    [id, agency, JSON.stringify(before), JSON.stringify(after)],
  );
  return rowCount === 1;
}

/** The number the next acceptance would get in an agency's incoming book; somebody else may be faster. */
export async function selectNextIncoming(db: Queryable, agency: string, year: number): Promise<string> {
  const { rows } = await db.query<{ next: number }>(
    `select next_incoming_number($1, $2, '', coalesce((select last from register_counters
       where agency = $1 and book = 'in' and year = $2 and series = ''), 0)) as next`,
    [agency, year],
    'select-next-incoming',
  );
  return String(rows[0]?.next ?? 1).padStart(2, '0');
}

export interface IncomingHolder {
  readonly number: string;
  /** Number and notation of the document that has it, and who issued it; null where a paper document does not say. */
  readonly code: string | null;
  readonly author: string | null;
  /** As `Principal.actor`. */
  readonly givenBy: string;
}

/** The entry that has a number in an agency's incoming book; leading zeros and case aside. */
export async function selectIncomingHolder(
  db: Queryable,
  { agency, year, series, number }: Pick<NewEntry, 'agency' | 'year' | 'series'> & { readonly number: string },
): Promise<IncomingHolder | undefined> {
  const { rows } = await db.query<IncomingHolder>(
    `select e.number, coalesce(d.number || '/' || d.notation, e.entry->>'code') as code, coalesce(a.name, e.entry->>'author') as author,
       e.created_by as "givenBy"
     from register_entries e left join documents d on d.id = e.document left join agencies a on a.code = d.from_agency
     where e.agency = $1 and e.year = $2 and e.series = $3 and ltrim(lower(e.number), '0') = ltrim(lower($4), '0')
       and e.book = 'in' and e.state <> 'cancelled' and not e.number_shared`,
    [agency, year, series, number],
  );
  return rows[0];
}
