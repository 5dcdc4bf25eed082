/**
 * Figures about what is on its way, asked every few seconds while somebody looks: each question walks an index of what is open, or
 * the newest rows only, so that its cost does not grow with what was done before.
 */
import type { Queryable } from '../database/database.js';

export interface WaitingQueue {
  channel: string;
  isUrgent: boolean;
  count: number;
  /** Due for more than ten minutes. */
  overdue: number;
  /** Since the oldest was handed in. */
  oldestSeconds: number;
}

export async function selectWaiting(db: Queryable): Promise<WaitingQueue[]> {
  const { rows } = await db.query<WaitingQueue>(
    `select channel, urgency > 0 as "isUrgent", count(*)::int as count,
       count(*) filter (where next_at < now() - interval '10 minutes')::int as overdue,
       greatest(0, extract(epoch from now() - min(created_at)))::float8 as "oldestSeconds"
     from deliveries where state = 'queued' group by channel, urgency > 0`,
    [],
    'health-waiting',
  );
  return rows;
}

export interface TroubledTarget {
  channel: string;
  agency: string;
  name: string;
  count: number;
  oldestSeconds: number;
  /** ISO 8601 UTC; when the first of them is tried again. */
  nextAt: string;
  reasonCode: string | null;
  reason: string | null;
}

/** Agencies that were tried and not reached, those with most waiting first; at most 20 of each channel. */
export async function selectTroubled(db: Queryable): Promise<TroubledTarget[]> {
  const { rows } = await db.query<TroubledTarget>(
    `select t.channel, t.agency, a.name, t.count, t."oldestSeconds", t."nextAt", t."reasonCode", t.reason from (
       select channel, target as agency, count(*)::int as count, min(next_at) as "nextAt",
         greatest(0, extract(epoch from now() - min(created_at)))::float8 as "oldestSeconds",
         (array_agg(reason_code order by next_at desc))[1] as "reasonCode", (array_agg(reason order by next_at desc))[1] as reason,
         row_number() over (partition by channel order by count(*) desc, target) as place
       from deliveries where state = 'queued' and deferrals > 0 group by channel, target) t
     join agencies a on a.code = t.agency where t.place <= 20 order by t.channel, t.place`,
    [],
    'health-troubled',
  );
  return rows;
}

export interface ChannelFigures {
  channel: string;
  failed: number;
  sending: number;
}

export async function selectChannelFigures(db: Queryable): Promise<ChannelFigures[]> {
  const { rows } = await db.query<ChannelFigures>(
    `select channel, count(*) filter (where state = 'failed')::int as failed, count(*) filter (where state = 'sending')::int as sending
     from deliveries where state in ('failed', 'sending') group by channel`,
    [],
    'health-channels',
  );
  return rows;
}

/** When each channel last brought or handed on something, among the newest deliveries. */
export async function selectLastDelivered(db: Queryable): Promise<{ channel: string; at: string }[]> {
  const { rows } = await db.query<{ channel: string; at: string }>(
    `select channel, max(finished_at) as at from (select channel, state, finished_at from deliveries order by id desc limit 2000) d
     where state in ('delivered', 'sent') and finished_at is not null group by channel`,
    [],
    'health-delivered',
  );
  return rows;
}

/** How many documents were brought since, counted up to `most`. @param since a UUIDv7: ids are times (RFC 9562 section 5.7) */
export async function countDeliveredSince(db: Queryable, since: string, most: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from (
       select from deliveries where id >= $1 and kind = 'document' and state in ('delivered', 'sent') limit $2) d`,
    [since, most],
    'health-delivered-since',
  );
  return rows[0]?.count ?? 0;
}

export interface OldestWaiting {
  agency: string;
  name: string;
  seconds: number;
}

/** Whom the delivery goes to that waits longest. */
export async function selectOldestWaiting(db: Queryable): Promise<OldestWaiting | null> {
  const { rows } = await db.query<OldestWaiting>(
    `select d.target as agency, a.name, greatest(0, extract(epoch from now() - d.created_at))::float8 as seconds
     from (select target, created_at from deliveries where state = 'queued' order by id limit 1) d join agencies a on a.code = d.target`,
    [],
    'health-oldest',
  );
  return rows[0] ?? null;
}
