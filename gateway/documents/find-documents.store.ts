/**
 * Lists of documents: inbox and outbox of agencies, everything for auditors. Every list walks an index from its newest end
 * (inbox: urgent unanswered ones first) and stops at the page's size; conditions no index knows (words, dates) are tried
 * on a window of the newest rows only, so that no question costs more than a window.
 */

import type { Queryable } from '../database/database.js';
import { containing } from '../database/like-patterns.js';
import type { DocumentState, RecipientStatus, RequestKind, RequestState } from './lifecycle.js';
import { visible } from './visible.store.js';

export interface ListFilter {
  /** Agencies whose box it is; null for everything (auditors). */
  readonly agencies: readonly string[] | null;
  /** 01 … 06, or `none` before arrival: status at the reader (inbox) or at any recipient (outbox). */
  readonly status: string | null;
  readonly urgency: number | null;
  /** Folded words, each of which must occur. */
  readonly words: readonly string[];
  /** Date of the document, YYYY-MM-DD, both ends included. */
  readonly from: string | null;
  readonly to: string | null;
  /** The row after which to go on. */
  readonly after: ListPlace | null;
  readonly limit: number;
  /** Rows looked at for words and dates. */
  readonly window: number;
}

/** A place in a list; outside the inbox `attention` is 0 and `agency` empty. */
export interface ListPlace {
  readonly attention: number;
  readonly id: string;
  /** One document can be in the inboxes of several agencies of the reader. */
  readonly agency: string | null;
}

export interface ListRow {
  id: string;
  documentId: string;
  from: string;
  fromName: string;
  type: string;
  number: string;
  notation: string;
  subject: string;
  date: string;
  dueDate: string | null;
  urgency: number;
  state: DocumentState;
  businessType: number;
  sentAt: string;
  attention: number;
  /** Inbox only. */
  agency: string | null;
  status: RecipientStatus;
  request: RequestState;
  requestKind: RequestKind | null;
  arrivedAt: string | null;
  /** Outbox only: recipients by status, `none` before arrival. */
  statuses: Record<string, number> | null;
}

export interface ListResult {
  readonly rows: ListRow[];
  /** The last row looked at when the window was used up before the page was full. */
  readonly windowEnd: ListPlace | null;
}

const shown = `d.id, d.document_id as "documentId", d.from_agency as "from", s.name as "fromName", d.type, d.number, d.notation,
  d.subject, d.promulgation_date as date, d.due_date as "dueDate", d.urgency, d.state, d.business_type as "businessType",
  d.sealed_at as "sentAt"`;

/** Tried on the window's documents. */
const matches = (first: number) =>
  `d.search like all ($${first}::text[]) and ($${first + 1}::date is null or d.promulgation_date >= $${first + 1})
   and ($${first + 2}::date is null or d.promulgation_date <= $${first + 2})`;

const inboxSql = (filter: ListFilter) => `with candidates as materialized (
  select r.*, box as agency from unnest($1::text[]) as box cross join lateral (
    select document, attention, status, request, request_kind, inbox_at from recipients
    where agency = box and inbox_at is not null ${withStatus(filter)}
      ${withUrgency(filter)} ${filter.after === null ? '' : 'and (attention, document) <= ($4::int, $5::uuid)'}
    order by attention desc, document desc limit $6 + 1) r
  where $4::int is null or (attention, document, box) < ($4::int, $5::uuid, $11::text)
  order by attention desc, document desc, box desc limit $6),
page as (
  select ${shown}, c.attention, c.agency, c.status, c.request, c.request_kind as "requestKind", c.inbox_at as "arrivedAt",
    null::jsonb as statuses
  from candidates c join documents d on d.id = c.document join agencies s on s.code = d.from_agency
  where ${matches(7)}
  order by c.attention desc, c.document desc, c.agency desc limit $10)`;

const outboxSql = (filter: ListFilter) => `with candidates as materialized (
  ${filter.agencies === null ? everySent(filter) : sentBy(filter)}),
page as (
  select ${shown}, 0 as attention, null::text as agency, null::text as status, null::text as request,
    null::text as "requestKind", null::timestamptz as "arrivedAt"
  from candidates c join documents d on d.id = c.document join agencies s on s.code = d.from_agency
  where ${matches(7)}
  order by c.document desc limit $10)`;

const afterDocument = (filter: ListFilter, column: string) =>
  filter.after === null ? 'and $5::uuid is null' : `and ${column} < $5::uuid`;

/** Planned for the value itself, so that it is known to be above 0 where the index asks for that; saying so would spoil the estimate. */
const withUrgency = (filter: ListFilter) => (filter.urgency === null ? 'and $3::int is null' : 'and urgency = $3');

function withStatus({ status }: ListFilter): string {
  if (status === null) return 'and $2::text is null';
  return status === 'none' ? "and status is null and $2::text = 'none'" : 'and status = $2';
}

function sentBy(filter: ListFilter): string {
  const inner =
    filter.status === null
      ? `select id as document from documents where from_agency = box and ${visible} and $2::text is null ${withUrgency(filter)}
         ${afterDocument(filter, 'id')} order by id desc limit $6`
      : `select distinct document from recipients where from_agency = box ${withStatus(filter)} ${withUrgency(filter)}
         ${afterDocument(filter, 'document')} order by document desc limit $6`;
  return `select x.document, 0 as attention from unnest($1::text[]) as box cross join lateral (${inner}) x order by document desc limit $6`;
}

/** Auditors: all documents, or those with a recipient in the status. */
function everySent(filter: ListFilter): string {
  const status =
    filter.status === null
      ? withStatus(filter)
      : `and exists (select from recipients where document = id ${withStatus(filter)})`;
  return `select id as document, 0 as attention from documents where $1::text[] is null and ${visible} ${status}
    ${withUrgency(filter)} ${afterDocument(filter, 'id')} order by id desc limit $6`;
}

const tail = `select page.*, w.n as "windowSize", e.attention as "endAttention", e.document as "endId", e.agency as "endAgency"
  from (select count(*)::int as n from candidates) w
  left join (select * from candidates order by attention, document, agency limit 1) e on true
  left join page on true order by page.attention desc, page.id desc, page.agency desc`;

/** Statuses of the recipients of the page's documents. */
const outboxTail = `select page.*, (select jsonb_object_agg(key, n) from (
    select coalesce(status, 'none') as key, count(*) as n from recipients where document = page.id group by 1) k) as statuses,
    w.n as "windowSize", 0 as "endAttention", w.document as "endId", null as "endAgency"
  from (select count(*)::int as n, (array_agg(document order by document))[1] as document from candidates
        where $4::int is null or $11::text is null) w
  left join page on true order by page.id desc`;

interface WindowColumns {
  windowSize: number;
  endAttention: number | null;
  endId: string | null;
  endAgency: string | null;
}

/** The next page of a box. */
export async function selectBox(db: Queryable, box: 'in' | 'out', filter: ListFilter): Promise<ListResult> {
  const isPlain = filter.words.length === 0 && filter.from === null && filter.to === null;
  const window = isPlain ? filter.limit : filter.window;
  const isInbox = box === 'in' && filter.agencies !== null;
  const { rows } = await db.query<ListRow & WindowColumns>(
    isInbox ? `${inboxSql(filter)} ${tail}` : `${outboxSql(filter)} ${outboxTail}`,
    [
      filter.agencies,
      filter.status,
      filter.urgency,
      filter.after?.attention ?? null,
      filter.after?.id ?? null,
      window,
      containing(filter.words),
      filter.from,
      filter.to,
      filter.limit,
      filter.after?.agency ?? null,
    ],
  );
  const found = rows.filter((row) => row.id !== null);
  return { rows: found.map(withoutWindow), windowEnd: found.length < filter.limit ? endOf(rows[0], window) : null };
}

function withoutWindow({
  windowSize: _n,
  endAttention: _a,
  endId: _i,
  endAgency: _g,
  ...row
}: ListRow & WindowColumns): ListRow {
  return row;
}

/** Where a full window ended; null when the box itself ended in it. */
function endOf(columns: WindowColumns | undefined, window: number): ListPlace | null {
  if (columns === undefined || columns.windowSize < window || columns.endId === null) return null;
  return { attention: columns.endAttention ?? 0, id: columns.endId, agency: columns.endAgency };
}
