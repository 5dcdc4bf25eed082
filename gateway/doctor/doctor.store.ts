/** What the examination asks the database: only reads, in pages where there may be much. */
import type { Queryable } from '../database/database.js';

export interface StoredContainer {
  sha256: string;
  /** Null for originals of mails: of too large ones only the header is kept, and their digest is enough. */
  size: number | null;
}

/** Containers documents refer to and originals of mails, in the order of their digests. */
export async function containersAfter(db: Queryable, after: string, limit: number): Promise<StoredContainer[]> {
  const { rows } = await db.query<StoredContainer>(
    `select sha256, max(size) as size from (
       (select container_sha256 as sha256, max(container_size) as size from documents
        where container_sha256 > $1 and state not in ('sealing', 'cancelled') group by 1 order by 1 limit $2) union all
       (select sha256, null from mails_in where sha256 > $1 and original_removed_at is null group by 1 order by 1 limit $2)) kept
     group by sha256 order by 1 limit $2`,
    [after, limit],
  );
  return rows;
}

/** Those of these digests that no document and no mail refers to. */
export async function unknownContainers(db: Queryable, digests: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>(
    `select w.sha256 from unnest($1::text[]) as w(sha256)
     where not exists (select from documents d where d.container_sha256 = w.sha256)
       and not exists (select from mails_in m where m.sha256 = w.sha256 and m.original_removed_at is null)`,
    [digests],
  );
  return rows.map(({ sha256 }) => sha256);
}

export interface WorkFigures {
  /** Due for longer than ten minutes in a channel that is not paused. */
  overdue: number;
  failed: number;
  /** Documents whose sealing was begun and not finished within an hour. */
  stuck: number;
}

export async function selectWorkFigures(db: Queryable): Promise<WorkFigures> {
  const { rows } = await db.query<WorkFigures>(
    `select
       (select count(*) from deliveries where state = 'queued' and next_at < now() - interval '10 minutes'
          and channel not in (select channel from channel_pauses)) as overdue,
       (select count(*) from deliveries where state = 'failed') as failed,
       (select count(*) from documents where state = 'sealing' and created_at < now() - interval '1 hour') as stuck`,
  );
  return rows[0] ?? { overdue: 0, failed: 0, stuck: 0 };
}

/** The database's clock, and how many events wait for the log for longer than a minute. */
export async function selectClockAndLag(db: Queryable): Promise<{ now: string; waiting: number }> {
  const { rows } = await db.query<{ now: string; waiting: number }>(
    `select clock_timestamp() as now,
       (select count(*) from events where position is null and at < now() - interval '1 minute') as waiting`,
  );
  return rows[0] ?? { now: new Date(0).toISOString(), waiting: 0 };
}

/** When the newest revocation list of each authority of ours ends. */
export async function selectCrlEnds(db: Queryable): Promise<{ issuer: string; nextUpdate: string }[]> {
  const { rows } = await db.query<{ issuer: string; nextUpdate: string }>(
    'select distinct on (issuer) issuer, next_update as "nextUpdate" from crls order by issuer, number desc',
  );
  return rows;
}
