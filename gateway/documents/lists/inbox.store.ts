/**
 * An agency's inbox as people see it: newest day first, in each day what is urgent and not accepted yet before the rest; or by deadline.
 * Conditions on the recipient's row walk an index (migration 0023); those on the document itself (words, type) are tried on a window of
 * rows, so that no question costs more than a window.
 */
import type { Queryable } from '../../database/database.js';
import type { RecipientStatus, RequestKind, RequestState } from '../lifecycle.js';
import type { Deadline, InboxOrder, InboxView } from './list-filter.js';
import { likeAll, Statement } from './statement.js';

export interface InboxQuery {
  readonly agency: string;
  /** In Vietnam, YYYY-MM-DD. */
  readonly today: string;
  readonly view: InboxView | null;
  readonly status: string | null;
  /** edXML priority. */
  readonly urgency: number | null;
  readonly deadline: Deadline | null;
  readonly type: string | null;
  /** Folded words, each of which must occur: in the sender's name or codes, in the document. */
  readonly senderWords: readonly string[];
  readonly words: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  /** None but these documents; null for any. */
  readonly only: readonly string[] | null;
  readonly order: InboxOrder;
  /** The row after which to go on, in the order of arrival. */
  readonly after: InboxPlace | null;
  /** The row up to which to go back, itself included: the rows nearest to it are found. Null for the usual way. */
  readonly before: InboxPlace | null;
  readonly limit: number;
  readonly window: number;
}

/** A place in the list. */
export interface InboxPlace {
  readonly day: string;
  readonly attention: number;
  /** As PostgreSQL writes it, to the microsecond. */
  readonly arrived: string;
  readonly id: string;
}

export interface InboxRow {
  id: string;
  day: string;
  attention: number;
  arrived: string;
  arrivedAt: string;
  fromName: string;
  type: string;
  number: string;
  notation: string;
  subject: string;
  urgency: number;
  dueDate: string | null;
  /** Of a document that must be there at a set time, ISO 8601. */
  expressAt: string | null;
  files: number;
  isRead: boolean;
  todo: 'accept' | 'answer' | 'process' | null;
  status: RecipientStatus;
  request: RequestState;
  requestKind: RequestKind | null;
  /** Number in the incoming register. */
  incomingNumber: string | null;
  /** Reason and department or person of the last status. */
  reason: string | null;
  assignee: string | null;
}

/** What belongs to each part of the inbox; `r` is the recipient's row. A parameter is named only where it is used. */
export const inboxConditions: Readonly<Record<InboxView, (today: () => string) => string>> = {
  'to-do': (today) => `(r.todo in ('accept', 'answer') or (r.todo = 'process' and r.due_date < ${today()}))`,
  'to-accept': () => `r.todo = 'accept'`,
  overdue: (today) => `r.todo = 'process' and r.due_date < ${today()}`,
  'to-answer': () => `r.todo = 'answer'`,
  unread: () => `r.read_at is null and r.status = '01'`,
  urgent: () => 'r.urgency > 0 and r.todo is not null',
  'with-deadline': () => 'r.due_date is not null and r.todo is not null',
  assigned: () => `r.status = '04' and r.todo = 'process'`,
  'not-accepted-today': (today) => `r.todo = 'accept' and r.inbox_day = ${today()}`,
};

/** How a deadline stands to a day; also used for the outbox, where `column` is the document's. */
export function deadlineCondition(deadline: Deadline, column: string, today: string): string {
  if (deadline === 'none') return `${column} is null`;
  if (deadline === 'overdue') return `${column} < ${today}`;
  return deadline === 'today' ? `${column} = ${today}` : `${column} between ${today} and ${today} + 6`;
}

/** Conditions an index can walk. */
function recipientConditions(statement: Statement, query: InboxQuery): void {
  const today = () => statement.value(query.today, 'date');
  statement.where(`r.agency = ${statement.value(query.agency)} and r.inbox_at is not null`);
  if (query.view !== null) statement.where(inboxConditions[query.view](today));
  if (query.status !== null) statement.where(`r.status = ${statement.value(query.status)}`);
  if (query.urgency !== null) statement.where(`r.urgency = ${statement.value(query.urgency)}`);
  if (query.deadline !== null) statement.where(deadlineCondition(query.deadline, 'r.due_date', today()));
  if (query.from !== null) statement.where(`r.inbox_day >= ${statement.value(query.from, 'date')}`);
  if (query.to !== null) statement.where(`r.inbox_day <= ${statement.value(query.to, 'date')}`);
  if (query.only !== null) statement.where(`r.document = any (${statement.value(query.only, 'uuid[]')})`);
  if (query.after !== null) statement.where(`${placeOf('r')} < ${placeValue(statement, query.after)}`);
  if (query.before !== null) statement.where(`${placeOf('r')} >= ${placeValue(statement, query.before)}`);
}

const placeOf = (r: string) => `(${r}.inbox_day, ${r}.attention, ${r}.inbox_at, ${r}.document)`;

const placeValue = (statement: Statement, { day, attention, arrived, id }: InboxPlace) =>
  `(${[
    statement.value(day, 'date'),
    statement.value(attention, 'smallint'),
    statement.value(arrived, 'timestamptz'),
    statement.value(id, 'uuid'),
  ].join(', ')})`;

/** Conditions tried on the window. */
function documentConditions(query: InboxQuery, statement: Statement): string {
  const conditions = [
    ...(query.type === null ? [] : [`d.type = ${statement.value(query.type)}`]),
    ...(query.words.length === 0 ? [] : [likeAll('d.search', query.words, statement)]),
    ...(query.senderWords.length === 0 ? [] : [likeAll('s.search', query.senderWords, statement)]),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' and ');
}

const isPlain = ({ type, words, senderWords }: InboxQuery) =>
  type === null && words.length === 0 && senderWords.length === 0;

type Way = 'desc' | 'asc';

/** By the name of a row; arrivals the newest first, or the other way. */
const orders: Readonly<Record<InboxOrder, (c: string, way?: Way) => string>> = {
  arrival: (c, way = 'desc') =>
    `${c}.inbox_day ${way}, ${c}.attention ${way}, ${c}.inbox_at ${way}, ${c}.document ${way}`,
  deadline: (c) => `${c}.due_date, ${c}.inbox_at, ${c}.document`,
};

function inboxSql(statement: Statement, query: InboxQuery): string {
  const order = orders[query.order];
  recipientConditions(statement, query);
  const window = isPlain(query) ? query.limit : query.window;
  const way = query.before === null ? 'desc' : 'asc';
  const candidates = `select r.document, r.inbox_day, r.attention, r.inbox_at, r.urgency, r.due_date, r.read_at, r.todo, r.status,
      r.request, r.request_kind, r.agency
    from recipients r where ${statement.conditions} order by ${order('r', way)} limit ${statement.value(window, 'int')}`;
  return `with candidates as materialized (${candidates}),
  page as (
    select c.*, s.name as sender, d.type, d.number, d.notation, d.subject, d.metadata ->> 'expressAt' as express
    from candidates c join documents d on d.id = c.document join agencies s on s.code = d.from_agency
    where ${documentConditions(query, statement)} order by ${order('c', way)} limit ${statement.value(query.limit, 'int')})
  select p.document as id, p.inbox_day as day, p.attention, p.inbox_at::text as arrived, p.inbox_at as "arrivedAt",
    p.sender as "fromName", p.type, p.number, p.notation, p.subject, p.urgency, p.due_date as "dueDate", p.express as "expressAt",
    (select count(*)::int from files f where f.document = p.document) as files, p.read_at is not null as "isRead", p.todo,
    p.status, p.request, p.request_kind as "requestKind", e.number as "incomingNumber", last.reason, last.assignee,
    w.n as "windowSize", z.inbox_day as "endDay", z.attention as "endAttention", z.inbox_at::text as "endArrived", z.document as "endId"
  from (select count(*)::int as n from candidates) w
  left join (select * from candidates order by inbox_day, attention, inbox_at, document limit 1) z on true
  left join page p on true
  left join lateral (select number from register_entries where document = p.document and agency = p.agency and book = 'in' limit 1) e on true
  left join lateral (
    select reason, coalesce(staff ->> 'department', staff ->> 'staff') as assignee from statuses
    where document = p.document and agency = p.agency and code = p.status order by at desc limit 1) last on true
  order by ${order('p')}`;
}

interface WindowEnd {
  windowSize: number;
  endDay: string | null;
  endAttention: number | null;
  endArrived: string | null;
  endId: string | null;
}

export interface InboxResult {
  readonly rows: InboxRow[];
  /** The last row looked at when the window was used up before the page was full. */
  readonly windowEnd: InboxPlace | null;
}

/** The next page. */
export async function selectInbox(db: Queryable, query: InboxQuery): Promise<InboxResult> {
  const statement = new Statement();
  const { rows } = await db.query<InboxRow & WindowEnd>(inboxSql(statement, query), statement.values);
  const found = rows.filter(({ id }) => id !== null);
  const isOver = found.length >= query.limit || isPlain(query);
  return { rows: found, windowEnd: isOver ? null : endOf(rows[0], query.window) };
}

function endOf(row: WindowEnd | undefined, window: number): InboxPlace | null {
  if (row === undefined || row.windowSize < window || row.endId === null) return null;
  return { day: row.endDay ?? '', attention: row.endAttention ?? 0, arrived: row.endArrived ?? '', id: row.endId };
}

/** How many documents each part holds, counted up to `most`; null for the whole inbox. */
export async function countInbox(
  db: Queryable,
  { agency, today }: Pick<InboxQuery, 'agency' | 'today'>,
  views: readonly (InboxView | null)[],
  most: number,
): Promise<number[]> {
  const statement = new Statement();
  const parameters = [statement.value(agency), statement.value(today, 'date'), statement.value(most, 'int')] as const;
  const { rows } = await db.query<Record<string, number>>(
    `select ${views.map((view, n) => `(${inboxCount(view, parameters)}) as c${n}`).join(', ')} where ${parameters[1]} is not null`,
    statement.values,
  );
  return views.map((_view, n) => rows[0]?.[`c${n}`] ?? 0);
}

/** A statement's part: up to `most` rows of a part of the inbox. */
export function inboxCount(view: InboxView | null, [agency, today, most]: readonly [string, string, string]): string {
  const condition = view === null ? '' : `and ${inboxConditions[view](() => today)}`;
  return `select count(*)::int from (
    select from recipients r where r.agency = ${agency} and r.inbox_at is not null ${condition} limit ${most}) counted`;
}
