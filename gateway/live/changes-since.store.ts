/** Which documents changed, and who may know: read from the events that have their place in the log (positions never come out of order). */
import type { Queryable } from '../database/database.js';

export interface ChangeRow {
  readonly position: number;
  readonly document: string | null;
  /** Who is told (events.store.ts). */
  readonly agencies: readonly string[];
}

export async function changesSince(db: Queryable, position: number, limit: number): Promise<ChangeRow[]> {
  const { rows } = await db.query<ChangeRow>(
    'select position, document, agencies from events where position > $1 order by position limit $2',
    [position, limit],
    'live-changes-since',
  );
  return rows;
}

/** The last position, and the one before everything newer than `since`; -1 in an empty log. */
export async function positionsSince(db: Queryable, since: Date): Promise<{ last: number; before: number }> {
  const { rows } = await db.query<{ last: number; before: number }>(
    `select last, coalesce((select min(position) - 1 from events where position > last - 1000 and at > $1), last) as before
     from (select coalesce(max(position), -1) as last from events) as newest`,
    [since],
    'live-positions',
  );
  return rows[0] ?? { last: -1, before: -1 };
}
