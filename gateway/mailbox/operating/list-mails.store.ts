/**
 * Lists of mails for operators, newest first: what came in, and what went out (deliveries by mail beside answers). Every list walks an
 * index of ids or states; conditions no index knows (kind, result, words) are tried on a window of the newest rows only, so that no
 * question costs more than a window.
 */

import type { QueryResultRow } from 'pg';
import type { Queryable } from '../../database/database.js';
import { containing } from '../../database/like-patterns.js';
import type { SenderProof } from '../incoming-mail.js';

export interface MailFilter {
  readonly state: string | null;
  readonly kind: string | null;
  readonly result: string | null;
  /** Folded words, each of which must occur. */
  readonly words: readonly string[];
  /** The id after which to go on. */
  readonly after: string | null;
  readonly limit: number;
  /** Rows looked at for what no index knows. */
  readonly window: number;
  /** False: what documents say is neither shown nor found. */
  readonly readsDocuments: boolean;
}

export interface MailIn {
  id: string;
  account: string;
  /** What it is (schemas/mail), or `unreadable`; null until it was handled. */
  kind: string | null;
  /** The address it claims to be from. */
  sender: string | null;
  /** Null where a document says it and the reader does not read documents. */
  subject: string | null;
  state: 'new' | 'done' | 'quarantined' | 'awaiting' | 'discarded';
  /** What was done, or why nothing was: a stable code. */
  result: string | null;
  detail: string | null;
  /** Code of the agency it speaks for, once that is proven. */
  agency: string | null;
  proof: SenderProof | null;
  /** documents.id */
  document: string | null;
  delivery: string | null;
  size: number;
  receivedAt: string;
  takenAt: string;
  finishedAt: string | null;
}

export interface MailOut {
  id: string;
  /** `document` and `status` are deliveries of the channel `email`; `reply` answers a mail that came in. */
  kind: 'document' | 'status' | 'reply' | 'reminder' | 'failure';
  /** Its address; of a delivery the one the agency has now. */
  recipient: string | null;
  /** Code of the agency it goes to; null for a reply. */
  agency: string | null;
  /** Null where a document says it and the reader does not read documents. */
  subject: string | null;
  /** As of deliveries; a reply is never `sending`, `delivered` or `cancelled`. */
  state: 'queued' | 'sending' | 'sent' | 'delivered' | 'failed' | 'cancelled';
  /** Why it waits or failed: a stable code. */
  result: string | null;
  detail: string | null;
  /** documents.id; null for a reply. */
  document: string | null;
  /** The mail it answers (mails_in.id). */
  answers: string | null;
  attempt: number;
  createdAt: string;
  nextAt: string;
  finishedAt: string | null;
}

export interface MailRows<Row> {
  readonly rows: Row[];
  /** The last id looked at when the window was used up before the page was full. */
  readonly windowEnd: string | null;
}

/** A mail that became a document is the agencies' own from then on. */
const isDocument = (mail: string) => `(${mail}.kind = 'document' and ${mail}.state = 'done') is true`;

/** The same for what repeats what a document says: the answer to the mail that brought it, a mail about it. */
const repeatsDocument = `(d.mail is null or exists (select from mails_in i where i.id = d.mail and ${isDocument('i')}))`;

/** @param reads SQL: whether the reader reads documents */
export const mailInColumns = (
  reads: string,
) => `m.id, m.account, m.kind, m.sender, case when ${reads} or not ${isDocument('m')} then m.subject end as subject, m.state, m.result,
  m.detail, m.agency, m.proof, m.document, m.delivery, m.size, m.received_at as "receivedAt", m.taken_at as "takenAt",
  m.finished_at as "finishedAt"`;

const mailInSearch = (reads: string) =>
  `case when ${reads} or not ${isDocument('m')} then m.search else lower(coalesce(m.sender, '')) end as search`;

/** A delivery by mail, as a row of the list; `search` besides. From deliveries `d`. */
export const deliveryAsMail = (
  reads: string,
) => `select d.id, d.kind, a.email as recipient, d.target as agency, case when ${reads} then o.subject end as subject, d.state,
    d.reason_code as result, d.reason as detail, d.document, null::uuid as answers, d.attempt, d.created_at as "createdAt",
    d.next_at as "nextAt", d.finished_at as "finishedAt",
    concat_ws(' ', case when ${reads} then o.search end, a.search, lower(a.email)) as search
  from deliveries d join documents o on o.id = d.document join agencies a on a.code = d.target`;

/** An answer, or a mail about a document, as a row of the list. From mails_out `d`. */
export const replyAsMail = (
  reads: string,
) => `select d.id, case when d.about_failure then 'failure' when d.mail is null then 'reminder' else 'reply' end as kind, d.recipient, null as agency,
    case when ${reads} or not ${repeatsDocument} then d.subject end as subject,
    d.state, d.reason_code as result, d.reason as detail, (select y.document from deliveries y where y.id = d.delivery) as document,
    d.mail as answers, d.attempt, d.created_at as "createdAt", d.next_at as "nextAt", d.finished_at as "finishedAt",
    case when ${reads} or not ${repeatsDocument} then d.search else lower(coalesce(d.recipient, '')) end as search
  from mails_out d`;

/** The window of a table: $1 state, $2 after, $3 window. */
const newest = (
  table: string,
) => `select id from ${table} where ($1::text is null or state = $1) and ($2::uuid is null or id < $2)
  order by id desc limit $3`;

const incoming = `candidates as materialized (${newest('mails_in')}),
found as (select ${mailInColumns('$8')}, ${mailInSearch('$8')} from candidates c join mails_in m on m.id = c.id)`;

const outgoing = `candidates as materialized (
  (select id from deliveries where channel = 'email' and ($1::text is null or state = $1) and ($2::uuid is null or id < $2)
   order by id desc limit $3) union all (${newest('mails_out')}) order by id desc limit $3),
found as (${deliveryAsMail('$8')} join candidates c on c.id = d.id union all ${replyAsMail('$8')} join candidates c on c.id = d.id)`;

const page = (candidates: string) => `with ${candidates},
page as (
  select * from found where ($4::text is null or kind = $4) and ($5::text is null or result = $5) and search like all ($6::text[])
  order by id desc limit $7)
select page.*, w.n as "windowSize", w.last as "windowLast"
from (select count(*)::int as n, (array_agg(id order by id))[1] as last from candidates) w left join page on true
order by page.id desc`;

interface Windowed {
  windowSize: number;
  windowLast: string | null;
  search: string;
}

async function select<Row extends QueryResultRow & { id: string }>(
  db: Queryable,
  candidates: string,
  filter: MailFilter,
): Promise<MailRows<Row>> {
  const isPlain = filter.kind === null && filter.result === null && filter.words.length === 0;
  const window = isPlain ? filter.limit : filter.window;
  const { rows } = await db.query<Row & Windowed>(page(candidates), [
    filter.state,
    filter.after,
    window,
    filter.kind,
    filter.result,
    containing(filter.words),
    filter.limit,
    filter.readsDocuments,
  ]);
  const found = rows.filter(({ id }) => id !== null);
  const [{ windowSize, windowLast } = { windowSize: 0, windowLast: null }] = rows;
  const isUsedUp = found.length < filter.limit && windowSize === window;
  return {
    rows: found.map(({ windowSize: _size, windowLast: _last, search: _search, ...row }) => row as unknown as Row),
    windowEnd: isUsedUp ? windowLast : null,
  };
}

export const selectMailsIn = (db: Queryable, filter: MailFilter): Promise<MailRows<MailIn & QueryResultRow>> =>
  select(db, incoming, filter);

export const selectMailsOut = (db: Queryable, filter: MailFilter): Promise<MailRows<MailOut & QueryResultRow>> =>
  select(db, outgoing, filter);
