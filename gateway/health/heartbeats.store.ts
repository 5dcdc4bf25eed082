/** Signs of life of worker processes. The database's clock counts, so that clocks of machines need not agree. */
import type { Queryable } from '../database/database.js';

export interface Heartbeat {
  /** Of the process, made when it starts. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly healthy: boolean;
}

/** Says that a process is alive now, and forgets those that have been silent for a day. */
export async function writeHeartbeat(db: Queryable, { id, host, pid, healthy }: Heartbeat): Promise<void> {
  await db.query(
    `with silent as (delete from worker_heartbeats where beat_at < now() - interval '1 day' and id <> $1)
     insert into worker_heartbeats (id, host, pid, healthy) values ($1, $2, $3, $4)
     on conflict (id) do update set healthy = excluded.healthy, beat_at = now()`,
    [id, host, pid, healthy],
    'write-heartbeat',
  );
}

/** A process that ends in good order is no longer missed. */
export async function removeHeartbeat(db: Queryable, id: string): Promise<void> {
  await db.query('delete from worker_heartbeats where id = $1', [id]);
}

export interface WorkerFigures {
  /** Processes heard of lately that are well, and that are not. */
  alive: number;
  unwell: number;
  /** Seconds since the last sign of life of any; null when there never was one. */
  secondsSinceBeat: number | null;
}

/** @param patienceSeconds after so long without a sign of life a process counts as dead */
export async function selectWorkers(db: Queryable, patienceSeconds: number): Promise<WorkerFigures> {
  const { rows } = await db.query<WorkerFigures>(
    `select count(*) filter (where recent and healthy)::int as alive, count(*) filter (where recent and not healthy)::int as unwell,
       extract(epoch from now() - max(beat_at))::float8 as "secondsSinceBeat"
     from (select healthy, beat_at, beat_at > now() - make_interval(secs => $1) as recent from worker_heartbeats) w`,
    [patienceSeconds],
    'select-workers',
  );
  return rows[0] ?? { alive: 0, unwell: 0, secondsSinceBeat: null };
}
