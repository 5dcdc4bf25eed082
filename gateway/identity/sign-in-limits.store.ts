/** Rows of `sign_in_attempts`: how often something was tried in a window of time. */
import type { Queryable } from '../database/database.js';

export interface CountedBucket {
  readonly bucket: string;
  readonly until: Date;
}

/** Counts one attempt in each bucket and gives back the counts; a window that is over begins anew. */
export async function countAttempts(db: Queryable, buckets: readonly CountedBucket[], now: Date): Promise<number[]> {
  const { rows } = await db.query<{ bucket: string; attempts: number }>(
    `insert into sign_in_attempts as a (bucket, attempts, until)
     select bucket, 1, until from unnest($1::text[], $2::timestamptz[]) as b (bucket, until) order by bucket
     on conflict (bucket) do update set
       attempts = case when a.until <= $3 then 1 else least(a.attempts + 1, 1000000) end,
       until = case when a.until <= $3 then excluded.until else a.until end
     returning bucket, attempts`,
    [buckets.map(({ bucket }) => bucket), buckets.map(({ until }) => until), now],
    'count-attempts',
  );
  const counts = new Map(rows.map(({ bucket, attempts }) => [bucket, attempts]));
  return buckets.map(({ bucket }) => counts.get(bucket) ?? 0);
}

/** Takes one attempt back from each: it was no guess. */
export async function uncountAttempts(db: Queryable, buckets: readonly string[]): Promise<void> {
  await db.query('update sign_in_attempts set attempts = greatest(attempts - 1, 0) where bucket = any ($1)', [buckets]);
}

export async function deleteEndedAttempts(db: Queryable, now: Date): Promise<number> {
  const { rowCount } = await db.query('delete from sign_in_attempts where until <= $1', [now]);
  return rowCount;
}
