/** What waits for an agency, counted and with one true detail of each kind: a few entries of small indexes (migration 0023). */
import type { Queryable } from '../../database/database.js';
import type { RequestKind } from '../lifecycle.js';
import { inboxConditions, inboxCount } from './inbox.store.js';
import { type DeliveryTrouble, outboxCount, refusedCondition, undelivered } from './outbox.store.js';

export interface AttentionCounts {
  readonly toAccept: number;
  readonly overdue: number;
  readonly toAnswer: number;
  readonly refused: number;
  readonly undelivered: number;
}

const inboxPart = ['$1', '$2::date', '$3::int'] as const;
const countsSql = `select (${inboxCount('to-accept', inboxPart)}) as "toAccept", (${inboxCount('overdue', inboxPart)}) as overdue,
  (${inboxCount('to-answer', inboxPart)}) as "toAnswer", (${outboxCount('refused', ['$1', '$3::int'])}) as refused,
  (${outboxCount('undelivered', ['$1', '$3::int'])}) as undelivered`;

/** @param today in Vietnam, YYYY-MM-DD; `most` is where each count ends */
export async function selectAttention(
  db: Queryable,
  agency: string,
  today: string,
  most: number,
): Promise<AttentionCounts> {
  const { rows } = await db.query<AttentionCounts>(countsSql, [agency, today, most]);
  const [counts] = rows;
  if (counts === undefined) throw new Error('a statement without a from clause gave no row');
  return counts;
}

export interface ToAcceptDetail {
  /** How many have which edXML priority. */
  urgencies: Record<string, number> | null;
  /** Nearest deadline, YYYY-MM-DD. */
  dueDate: string | null;
}

export interface NamedDocument {
  fromName: string;
  number: string;
  notation: string;
  dueDate: string | null;
  requestKind: RequestKind | null;
}

export interface AttentionDetails {
  readonly toAccept: ToAcceptDetail;
  /** The one that is overdue longest, and the request that came last. */
  readonly overdue: NamedDocument | null;
  readonly toAnswer: NamedDocument | null;
  /** Names of agencies that refused, at most two, the last first. */
  readonly refused: readonly string[];
  readonly undelivered: DeliveryTrouble | null;
}

/** For parts that know no day. */
const never = () => '';

/** One line of each kind. @param most how many are looked at for the numbers in it */
export async function selectAttentionDetails(
  db: Queryable,
  agency: string,
  today: string,
  most: number,
): Promise<AttentionDetails> {
  const [toAccept, overdue, toAnswer, refused, undelivered] = await Promise.all([
    selectToAccept(db, agency, most),
    selectNamed(db, agency, `${inboxConditions.overdue(() => '$2::date')} order by r.due_date`, [today]),
    selectNamed(db, agency, `${inboxConditions['to-answer'](never)} order by r.request_at desc`),
    selectRefusing(db, agency),
    selectUndelivered(db, agency),
  ]);
  return { toAccept, overdue, toAnswer, refused, undelivered };
}

async function selectToAccept(db: Queryable, agency: string, most: number): Promise<ToAcceptDetail> {
  const { rows } = await db.query<ToAcceptDetail>(
    `select jsonb_object_agg(urgency, n) as urgencies, to_char(min(due), 'YYYY-MM-DD') as "dueDate" from (
       select urgency, count(*) as n, min(due_date) as due from (
         select r.urgency, r.due_date from recipients r where r.agency = $1 and r.inbox_at is not null
           and ${inboxConditions['to-accept'](never)} limit $2) waiting group by urgency) levels`,
    [agency, most],
  );
  return rows[0] ?? { urgencies: null, dueDate: null };
}

async function selectNamed(
  db: Queryable,
  agency: string,
  condition: string,
  values: readonly unknown[] = [],
): Promise<NamedDocument | null> {
  const { rows } = await db.query<NamedDocument>(
    `select s.name as "fromName", d.number, d.notation, r.due_date as "dueDate", r.request_kind as "requestKind" from (
       select r.document, r.due_date, r.request_kind from recipients r where r.agency = $1 and r.inbox_at is not null
         and ${condition} limit 1) r
     join documents d on d.id = r.document join agencies s on s.code = d.from_agency`,
    [agency, ...values],
  );
  return rows[0] ?? null;
}

async function selectRefusing(db: Queryable, agency: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select a.name from (select r.agency, r.document from recipients r where r.from_agency = $1 and ${refusedCondition}
       order by r.document desc limit 2) r join agencies a on a.code = r.agency order by r.document desc`,
    [agency],
  );
  return [...new Set(rows.map(({ name }) => name))];
}

async function selectUndelivered(db: Queryable, agency: string): Promise<DeliveryTrouble | null> {
  const { rows } = await db.query<DeliveryTrouble>(
    `select a.name, y.state, y.reason, y.next_at as "nextAt" from (
       select y.target, y.document, y.state, y.reason, y.next_at from ${undelivered('$1')} order by y.document desc limit 1) y
     join agencies a on a.code = y.target`,
    [agency],
  );
  return rows[0] ?? null;
}
