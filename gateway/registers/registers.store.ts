/**
 * Rows of the yearly books: entries read for printing, numbers reserved and cancelled, paper documents entered.
 * Numbers of electronic documents are taken where the document is written (documents.store.ts, statuses.store.ts).
 * Source: Decree 30/2020/NĐ-CP articles 15 and 22, annex IV (columns of the books).
 */
import type { Queryable } from '../database/database.js';

export type Book = 'out' | 'in';
export type EntryState = 'reserved' | 'issued' | 'cancelled';
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
  readonly note?: string;
  /** True for a document to another state agency: counts in the share of electronic documents. */
  readonly toStateAgency?: boolean;
  /** True for a number taken by a reservation. */
  readonly reservation?: true;
}

/** An entry joined with its document, if it has one. */
export interface EntryRow {
  id: string;
  ordinal: number | null;
  number: string;
  notation: string;
  series: string;
  state: EntryState;
  medium: Medium;
  document: string | null;
  details: EntryDetails;
  createdBy: string;
  createdAt: string;
  cancelledAt: string | null;
  cancelledReason: string | null;
  /** From the document. */
  documentDate: string | null;
  type: string | null;
  subject: string | null;
  documentNumber: string | null;
  documentNotation: string | null;
  senderName: string | null;
  metadata: { signer?: { fullName?: string }; copies?: number; note?: string } | null;
  sentAt: string | null;
  arrivedAt: string | null;
  recipientNames: string[] | null;
  /** Status of the recipient whose book it is (incoming). */
  status: string | null;
}

export interface EntryPage {
  readonly agency: string;
  readonly book: Book;
  readonly year: number;
  readonly series: string;
  /** Place after which to go on: ordinal (−1 for entries without one) and id. */
  readonly after: { readonly ordinal: number; readonly id: string } | null;
  readonly limit: number;
}

/** Entries in the order of the book: those the agency numbered itself first, then 1, 2, 3 … */
export async function selectEntries(db: Queryable, page: EntryPage): Promise<EntryRow[]> {
  const { rows } = await db.query<EntryRow>(
    `select e.id, e.ordinal, e.number, e.notation, e.series, e.state, e.medium, e.document, e.entry as details,
       e.created_by as "createdBy", e.created_at as "createdAt", e.cancelled_at as "cancelledAt", e.cancelled_reason as "cancelledReason",
       d.promulgation_date as "documentDate", d.type, d.subject, d.number as "documentNumber", d.notation as "documentNotation",
       s.name as "senderName", d.metadata, d.sealed_at as "sentAt", r.inbox_at as "arrivedAt", r.status,
       case when e.book = 'out' then (
         select array_agg(a.name order by a.code) from recipients x join agencies a on a.code = x.agency where x.document = e.document)
       end as "recipientNames"
     from register_entries e
     left join documents d on d.id = e.document and d.state <> 'sealing'
     left join agencies s on s.code = d.from_agency
     left join recipients r on e.book = 'in' and r.document = e.document and r.agency = e.agency
     where e.agency = $1 and e.book = $2 and e.year = $3 and e.series = $4
       and ($5::int is null or (coalesce(e.ordinal, -1), e.id) > ($5, $6::uuid))
     order by coalesce(e.ordinal, -1), e.id limit $7`,
    [page.agency, page.book, page.year, page.series, page.after?.ordinal ?? null, page.after?.id ?? null, page.limit],
  );
  return rows;
}

/** True when the number was given by the register and then cancelled: it stays visible and is not used again. */
export async function hasCancelledNumber(
  db: Queryable,
  agency: string,
  year: number,
  number: string,
): Promise<boolean> {
  const { rows } = await db.query(
    `select from register_entries where agency = $1 and book = 'out' and year = $2 and series = '' and state = 'cancelled'
       and ordinal is not null and ltrim(lower(number), '0') = ltrim(lower($3), '0') limit 1`,
    [agency, year, number],
    'has-cancelled-number',
  );
  return rows.length > 0;
}

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

/**
 * Adds an entry without an electronic document, with the next number when none is given; returns its number.
 * @throws the driver's unique violation (constraint `register_number`) when the number is in use
 */
export async function insertEntry(tx: Queryable, entry: NewEntry): Promise<string> {
  const { rows } = await tx.query<{ number: string }>(
    `with counter as (
       insert into register_counters (agency, book, year, series, last)
       select $2, $3, $4, $5, 1 where $6::text is null
       on conflict (agency, book, year, series) do update set last = register_counters.last + 1
       returning last, case when last < 10 then '0' || last else last::text end as number),
     taken as (select number, last as ordinal from counter union all select $6, null where $6::text is not null)
     insert into register_entries (id, agency, book, year, series, number, ordinal, notation, state, medium, entry, created_by, created_at)
     select $1, $2, $3, $4, $5, number, ordinal, $7, $8, $9, $10, $11, $12 from taken returning number`,
    [
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
    ],
  );
  return rows[0]?.number ?? '';
}

/** Cancels the number an agency gave a document it received; undefined when it had given none. */
export async function cancelIncoming(
  tx: Queryable,
  document: string,
  agency: string,
  reason: string,
  at: Date,
): Promise<{ id: string; number: string } | undefined> {
  const { rows } = await tx.query<{ id: string; number: string }>(
    `update register_entries set state = 'cancelled', cancelled_at = $4, cancelled_reason = $3
     where document = $1 and agency = $2 and book = 'in' and state = 'issued' returning id, number`,
    [document, agency, reason, at],
  );
  return rows[0];
}

/** Cancels a reservation nobody has used; false when there is none of that id and agency. */
export async function cancelReservation(
  tx: Queryable,
  id: string,
  agency: string,
  reason: string,
  at: Date,
): Promise<string | undefined> {
  const { rows } = await tx.query<{ number: string }>(
    `update register_entries set state = 'cancelled', cancelled_at = $4, cancelled_reason = $3
     where id = $1 and agency = $2 and state = 'reserved' and document is null returning number`,
    [id, agency, reason, at],
  );
  return rows[0]?.number;
}
