/** How far the log's rows have come, without its checkpoints. */
import type { Queryable } from '../database/database.js';

export interface LogRows {
  /** Events that have a place in the log, by the last place given. */
  placed: number;
  lastStampAt: string | null;
  lastStampSize: number | null;
}

export async function selectLogRows(db: Queryable): Promise<LogRows> {
  const { rows } = await db.query<LogRows>(
    `select coalesce((select max(position) from events), -1) + 1 as placed, s.at as "lastStampAt", s.size as "lastStampSize"
     from (select) one left join (select at, size from checkpoint_stamps order by size desc limit 1) s on true`,
  );
  return rows[0] ?? { placed: 0, lastStampAt: null, lastStampSize: null };
}
