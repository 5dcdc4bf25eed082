/**
 * An agency's outbox as people see it, newest first, with where each document stands at its recipients. As in the inbox, what an index
 * can walk is walked; words, type and addressees are tried on a window of rows.
 */
import type { Queryable } from '../../database/database.js';
import type { DeliveryState, DocumentState, RecipientStatus, RequestKind, RequestState } from '../lifecycle.js';
import { deadlineCondition } from './inbox.store.js';
import type { Deadline, OutboxView } from './list-filter.js';
import { likeAll, Statement } from './statement.js';

export interface OutboxQuery {
  readonly agency: string;
  /** In Vietnam, YYYY-MM-DD. */
  readonly today: string;
  readonly view: OutboxView | null;
  readonly status: string | null;
  /** edXML priority. */
  readonly urgency: number | null;
  readonly deadline: Deadline | null;
  readonly type: string | null;
  readonly recipientWords: readonly string[];
  readonly words: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  /** Id of the document after which to go on. */
  readonly after: string | null;
  /** Of the document up to which to go back, itself included: those nearest to it are found. Null for the usual way. */
  readonly before: string | null;
  readonly limit: number;
  readonly window: number;
}

/** One recipient, as far as a line of the list says it. */
export interface ShownRecipient {
  readonly name: string;
  readonly status: RecipientStatus;
  readonly request: RequestState;
  readonly requestKind: RequestKind | null;
  /** Of a refusal. */
  readonly reason: string | null;
}

export interface DeliveryTrouble {
  readonly name: string;
  readonly state: DeliveryState;
  readonly reason: string | null;
  /** Of the next attempt, ISO 8601. */
  readonly nextAt: string;
}

export interface OutboxRow {
  id: string;
  sentAt: string;
  type: string;
  number: string;
  notation: string;
  subject: string;
  urgency: number;
  dueDate: string | null;
  state: DocumentState;
  files: number;
  /** Recipients by status, `none` before arrival. */
  statuses: Record<string, number>;
  /** At most three, those in trouble first. */
  recipients: ShownRecipient[];
  trouble: DeliveryTrouble | null;
  isProofPending: boolean;
  /** When its newest refusal or delivery in trouble arose, as PostgreSQL writes it; null without any. */
  troubledAt: string | null;
}

/** The recipient `r` has not agreed to give its copy back. */
export const isNotTakenBack = `r.request is distinct from 'agreed'`;
/** Nobody's deed has shown that the document is with the recipient `r`: this gateway itself says 01 when it sets out. */
export const isUnanswered = `(r.status is null or r.status = '01')`;

/**
 * Trouble of the recipient `r` somebody should see to: it arose after what the sender called dealt with, and the copy is not taken back.
 * @param since when it arose (migration 0038)
 */
const isOpen = (since: string) => `(r.noted_at is null or r.noted_at < ${since}) and ${isNotTakenBack}`;
export const refusedCondition = `r.status = '02' and ${isOpen('r.status_at')}`;
const isTroubled = `y.kind = 'document' and (y.state = 'failed' or (y.state = 'queued' and y.deferrals > 0))`;
/** The delivery `y` to `r`. */
const undeliveredCondition = `${isTroubled} and ${isOpen('y.troubled_at')} and ${isUnanswered}`;
/** From where they are read: deliveries `y` of an agency's documents, and their recipients `r`. */
export const undelivered = (agency: string) => `deliveries y
  join recipients r on r.document = y.document and r.agency = y.recipient
  where y.from_agency = ${agency} and ${undeliveredCondition}`;

/** What belongs to each part of the outbox; `d` is the document. */
const outboxConditions: Readonly<Record<OutboxView, (agency: string) => string>> = {
  refused: (agency) =>
    `d.id in (select r.document from recipients r where r.from_agency = ${agency} and ${refusedCondition})`,
  undelivered: (agency) => `d.id in (select y.document from ${undelivered(agency)})`,
  'proof-pending': () => `d.id in (select document from proofs where state = 'pending')`,
  awaiting: (agency) => `d.state = 'sealed' and d.id in (
    select r.document from recipients r where r.from_agency = ${agency} and ${isUnanswered})`,
  urgent: () => 'd.urgency > 0',
  'with-deadline': () => 'd.due_date is not null',
};

const sent = (agency: string) => `d.from_agency = ${agency} and d.state not in ('sealing', 'cancelled')`;

const hasStatus = (status: string, statement: Statement) => `exists (select from recipients r where r.document = d.id
  and ${status === 'none' ? 'r.status is null' : `r.status = ${statement.value(status)}`})`;

const dayStart = (day: string) => `(${day}::timestamp at time zone 'Asia/Ho_Chi_Minh')`;

function documentConditions(statement: Statement, query: OutboxQuery): void {
  const today = () => statement.value(query.today, 'date');
  const agency = statement.value(query.agency);
  statement.where(sent(agency));
  if (query.view !== null) statement.where(outboxConditions[query.view](agency));
  if (query.status !== null) statement.where(hasStatus(query.status, statement));
  if (query.urgency !== null) statement.where(`d.urgency = ${statement.value(query.urgency)}`);
  if (query.deadline !== null) statement.where(deadlineCondition(query.deadline, 'd.due_date', today()));
  if (query.from !== null) statement.where(`d.sealed_at >= ${dayStart(statement.value(query.from, 'date'))}`);
  if (query.to !== null) statement.where(`d.sealed_at < ${dayStart(`(${statement.value(query.to, 'date')} + 1)`)}`);
  if (query.after !== null) statement.where(`d.id < ${statement.value(query.after, 'uuid')}`);
  if (query.before !== null) statement.where(`d.id >= ${statement.value(query.before, 'uuid')}`);
}

/** Conditions tried on the window. */
function windowConditions(query: OutboxQuery, statement: Statement): string {
  const addressed = (words: string) => `exists (select from recipients r join agencies a on a.code = r.agency
    where r.document = c.id and ${words})`;
  const conditions = [
    ...(query.type === null ? [] : [`c.type = ${statement.value(query.type)}`]),
    ...(query.words.length === 0 ? [] : [likeAll('c.search', query.words, statement)]),
    ...(query.recipientWords.length === 0 ? [] : [addressed(likeAll('a.search', query.recipientWords, statement))]),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' and ');
}

const isPlain = ({ type, words, recipientWords }: OutboxQuery) =>
  type === null && words.length === 0 && recipientWords.length === 0;

const recipientsOf = `select jsonb_agg(to_jsonb(x) - 'place' order by x.place) from (
    select a.name, r.status, r.request, r.request_kind as "requestKind",
      case when r.status = '02' then (select reason from statuses t where t.document = r.document and t.agency = r.agency
        and t.code = '02' order by at desc limit 1) end as reason,
      row_number() over (order by r.status = '02' desc nulls last, r.request = 'pending' desc nulls last, r.agency) as place
    from recipients r join agencies a on a.code = r.agency where r.document = p.id
    order by place limit 3) x`;

const statusesOf = `select jsonb_object_agg(key, n) from (
    select coalesce(status, 'none') as key, count(*) as n from recipients where document = p.id group by 1) k`;

/** What is still to be seen to comes first. */
const troubleOf = (agency: string) => `select to_jsonb(x) from (
    select a.name, y.state, y.reason, y.next_at as "nextAt" from deliveries y join agencies a on a.code = y.target
    join recipients r on r.document = y.document and r.agency = y.recipient
    where y.from_agency = ${agency} and y.document = p.id and ${isTroubled}
    order by (${isOpen('y.troubled_at')}) desc, y.next_at limit 1) x`;

const newestTroubleOf = (agency: string) => `greatest(
    (select max(r.status_at) from recipients r where r.document = p.id and r.status = '02'),
    (select max(y.troubled_at) from deliveries y where y.from_agency = ${agency} and y.document = p.id and ${isTroubled}))`;

function outboxSql(statement: Statement, query: OutboxQuery): string {
  documentConditions(statement, query);
  const agency = statement.value(query.agency);
  const window = isPlain(query) ? query.limit : query.window;
  const way = query.before === null ? 'desc' : 'asc';
  return `with candidates as materialized (
    select d.id, d.sealed_at, d.type, d.number, d.notation, d.subject, d.search, d.urgency, d.due_date, d.state from documents d
    where ${statement.conditions} order by d.id ${way} limit ${statement.value(window, 'int')}),
  page as (
    select c.* from candidates c where ${windowConditions(query, statement)}
    order by c.id ${way} limit ${statement.value(query.limit, 'int')})
  select p.id, p.sealed_at as "sentAt", p.type, p.number, p.notation, p.subject, p.urgency, p.due_date as "dueDate", p.state,
    (select count(*)::int from files f where f.document = p.id) as files, (${statusesOf}) as statuses,
    coalesce((${recipientsOf}), '[]') as recipients, (${troubleOf(agency)}) as trouble,
    ${newestTroubleOf(agency)}::text as "troubledAt",
    exists (select from proofs where document = p.id and state = 'pending') as "isProofPending",
    w.n as "windowSize", w.id as "endId"
  from (select count(*)::int as n, (array_agg(id order by id))[1] as id from candidates) w
  left join page p on true order by p.id desc`;
}

export interface OutboxResult {
  readonly rows: OutboxRow[];
  /** The last document looked at when the window was used up before the page was full. */
  readonly windowEnd: string | null;
}

/** The next page. */
export async function selectOutbox(db: Queryable, query: OutboxQuery): Promise<OutboxResult> {
  const statement = new Statement();
  const { rows } = await db.query<OutboxRow & { windowSize: number; endId: string | null }>(
    outboxSql(statement, query),
    statement.values,
  );
  const found = rows.filter(({ id }) => id !== null);
  const [first] = rows;
  const isOver = found.length >= query.limit || isPlain(query) || (first?.windowSize ?? 0) < query.window;
  return { rows: found, windowEnd: isOver ? null : (first?.endId ?? null) };
}

/** How many documents each part holds, counted up to `most`; null for the whole outbox. */
export async function countOutbox(
  db: Queryable,
  agency: string,
  views: readonly (OutboxView | null)[],
  most: number,
): Promise<number[]> {
  const { rows } = await db.query<Record<string, number>>(
    `select ${views.map((view, n) => `(${outboxCount(view, ['$1', '$2::int'])}) as c${n}`).join(', ')}`,
    [agency, most],
  );
  return views.map((_view, n) => rows[0]?.[`c${n}`] ?? 0);
}

/** A statement's part: up to `most` documents of a part of the outbox. */
export function outboxCount(view: OutboxView | null, [agency, most]: readonly [string, string]): string {
  const condition = view === null ? '' : `and ${outboxConditions[view](agency)}`;
  return `select count(*)::int from (select from documents d where ${sent(agency)} ${condition} limit ${most}) counted`;
}

/** The recipient `r` has open trouble of a time that fits. */
const hasTrouble = (fits: (since: string) => string) => `(${refusedCondition} and ${fits('r.status_at')} or exists (
  select from deliveries y where y.from_agency = r.from_agency and y.document = r.document and y.recipient = r.agency
    and ${undeliveredCondition} and ${fits('y.troubled_at')}))`;

/**
 * The sender calls what these documents had suffered by then (refusals, deliveries in trouble) dealt with.
 * @param seenTo to the microsecond, as PostgreSQL writes it; one beyond now counts as now
 * @param now of the gateway, which gives refusals their time; deliveries have theirs from the database, whose clock may differ
 * @returns how many documents have no trouble left to see to
 */
export async function noteTroubles(
  db: Queryable,
  agency: string,
  documents: readonly string[],
  { seenTo, now }: { readonly seenTo: string; readonly now: Date },
): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `with mark as (select least($3::timestamptz, greatest(now(), $4::timestamptz)) as at),
     noted as (
       update recipients r set noted_at = mark.at from mark
       where r.from_agency = $1 and r.document = any ($2::uuid[]) and ${hasTrouble((since) => `${since} <= mark.at`)}
       returning r.document)
     select count(*)::int as count from (select distinct document from noted) n
     where not exists (select from recipients r, mark
       where r.document = n.document and ${hasTrouble((since) => `${since} > mark.at`)})`,
    [agency, documents, seenTo, now],
  );
  return rows[0]?.count ?? 0;
}
