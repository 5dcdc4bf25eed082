/** Entries of the books as they are printed: joined with their documents, filtered, page by page in the order of the numbers. */

import type { Queryable } from '../database/database.js';
import { containing } from '../database/like-patterns.js';
import type { Book, EntryDetails, EntryState, Medium } from './registers.store.js';

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
  createdAt: string;
  cancelledAt: string | null;
  cancelledReason: string | null;
  /** Name of who cancelled it; null for programs and the gateway itself. */
  cancelledByName: string | null;
  /** From the document. */
  documentDate: string | null;
  dueDate: string | null;
  type: string | null;
  subject: string | null;
  documentNumber: string | null;
  documentNotation: string | null;
  senderName: string | null;
  metadata: { signer?: { fullName?: string }; copies?: number; note?: string; paper?: string } | null;
  sentAt: string | null;
  arrivedAt: string | null;
  recipientNames: string[] | null;
  /** How many recipients have it. */
  receipts: number | null;
  /** Status of the recipient whose book it is (incoming). */
  status: string | null;
  /** Codes of the agency's documents that answer it (incoming), oldest first. */
  replies: string[] | null;
}

export interface EntryFilter {
  readonly agency: string;
  readonly book: Book;
  readonly year: number;
  readonly series: string;
  /** One entry only. */
  readonly id: string | null;
  /** Folded words that all occur. */
  readonly words: readonly string[];
  /** YYYY-MM-DD, both included: of the document (outgoing), of arrival (incoming). */
  readonly from: string | null;
  readonly to: string | null;
  readonly state: EntryState | null;
  readonly medium: 'electronic' | 'paper' | null;
}

export interface EntryPage extends EntryFilter {
  /** Place after which to go on: ordinal (−1 for entries without one) and id. */
  readonly after: { readonly ordinal: number; readonly id: string } | null;
  readonly limit: number;
}

const joined = `register_entries e
  left join documents d on d.id = e.document and d.state <> 'sealing'
  left join agencies s on s.code = d.from_agency
  left join recipients r on e.book = 'in' and r.document = e.document and r.agency = e.agency`;

/** The day an entry is found by. */
const day = `case when e.book = 'out' then coalesce(d.promulgation_date, (e.entry->>'date')::date, vietnam_day(e.created_at))
  else coalesce(vietnam_day(r.inbox_at), (e.entry->>'arrivedOn')::date, vietnam_day(e.created_at)) end`;

const chosen = `e.agency = $1 and e.book = $2 and e.year = $3 and e.series = $4 and ($5::uuid is null or e.id = $5)
  and (cardinality($6::text[]) = 0
    or concat_ws(' ', lower(e.number), lower(e.notation), d.search, e.entry->>'search') like all ($6))
  and ($7::date is null or ${day} >= $7) and ($8::date is null or ${day} <= $8)
  and ($9::text is null or e.state = $9) and ($10::text is null or (e.medium = 'paper') = ($10 = 'paper'))`;

const valuesOf = (filter: EntryFilter) => [
  filter.agency,
  filter.book,
  filter.year,
  filter.series,
  filter.id,
  containing(filter.words),
  filter.from,
  filter.to,
  filter.state,
  filter.medium,
];

/** Entries in the order of the book: those the agency numbered itself first, then 1, 2, 3 … */
export async function selectEntries(db: Queryable, page: EntryPage): Promise<EntryRow[]> {
  const { rows } = await db.query<EntryRow>(
    `select e.id, e.ordinal, e.number, e.notation, e.series, e.state, e.medium, e.document, e.entry as details,
       e.created_at as "createdAt", e.cancelled_at as "cancelledAt", e.cancelled_reason as "cancelledReason",
       u.name as "cancelledByName", d.promulgation_date as "documentDate", d.due_date as "dueDate", d.type, d.subject,
       d.number as "documentNumber", d.notation as "documentNotation", s.name as "senderName", d.metadata,
       d.sealed_at as "sentAt", r.inbox_at as "arrivedAt", r.status, x.names as "recipientNames", x.receipts, y.codes as replies
     from ${joined}
     left join users u on u.id = substring(e.cancelled_by from '^user:([0-9a-f-]{36})')::uuid
     left join lateral (
       select array_agg(a.name order by a.code) as names, count(x.status)::int as receipts
       from recipients x join agencies a on a.code = x.agency where x.document = e.document) x on e.book = 'out'
     left join lateral (
       select array_agg(w.number || case when w.notation = '' then '' else '/' || w.notation end order by w.id) as codes
       from documents w
       where w.metadata->'responseFor' <> '[]' and w.state in ('sealed', 'recalled', 'replaced') and w.from_agency = e.agency
         and w.metadata->'responseFor' @> jsonb_build_array(
           jsonb_build_object('agency', d.from_agency, 'number', d.number, 'notation', d.notation))) y on e.book = 'in'
     where ${chosen} and ($11::int is null or (coalesce(e.ordinal, -1), e.id) > ($11, $12::uuid))
     order by coalesce(e.ordinal, -1), e.id limit $13`,
    [...valuesOf(page), page.after?.ordinal ?? null, page.after?.id ?? null, page.limit],
  );
  return rows;
}

export interface BookSummary {
  count: number;
  cancelled: number;
  reserved: number;
  paper: number;
  /** Of the entries with a place in the counter; null when there is none. */
  first: string | null;
  last: string | null;
}

/** What a choice of entries amounts to. */
export async function summarizeEntries(db: Queryable, filter: EntryFilter): Promise<BookSummary> {
  const { rows } = await db.query<BookSummary>(
    `select count(*)::int as count, count(*) filter (where e.state = 'cancelled')::int as cancelled,
       count(*) filter (where e.state = 'reserved')::int as reserved,
       count(*) filter (where e.state = 'issued' and e.medium = 'paper')::int as paper,
       (array_agg(e.number order by e.ordinal) filter (where e.ordinal is not null))[1] as first,
       (array_agg(e.number order by e.ordinal desc) filter (where e.ordinal is not null))[1] as last
     from ${joined} where ${chosen}`,
    valuesOf(filter),
  );
  return rows[0] ?? { count: 0, cancelled: 0, reserved: 0, paper: 0, first: null, last: null };
}

/** Years and series of an agency's book, newest first. */
export async function selectBooks(
  db: Queryable,
  agency: string,
  book: Book,
): Promise<{ year: number; series: string }[]> {
  const { rows } = await db.query<{ year: number; series: string }>(
    `select year, series from register_counters where agency = $1 and book = $2 and last > 0
     union select distinct year, series from register_entries where agency = $1 and book = $2 and ordinal is null
     order by year desc, series`,
    [agency, book],
  );
  return rows;
}

/** Whose entry this is, and where; undefined when there is none. */
export async function selectPlace(
  db: Queryable,
  id: string,
): Promise<{ agency: string; book: Book; year: number; series: string } | undefined> {
  const { rows } = await db.query<{ agency: string; book: Book; year: number; series: string }>(
    'select agency, book, year, series from register_entries where id = $1',
    [id],
  );
  return rows[0];
}
