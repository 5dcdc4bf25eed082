/**
 * The changes feed: what happened to an agency's documents, in the order of the log.
 * Only sequenced events appear: positions never come out of order, identity values can.
 * Does not decide who is told (events.store.ts), and does not tell one agency which others are.
 */
import type { Queryable } from '../database/database.js';
import type { EventKind } from './events.js';

export interface Change {
  readonly id: number;
  readonly at: string;
  readonly kind: EventKind;
  readonly document: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Leaf index in the log. */
  readonly position: number;
}

export interface ChangePage {
  readonly items: readonly Change[];
  /** Pass it as `after` next time; the same as before when nothing is new. */
  readonly cursor: number;
}

/**
 * @param agencies whose events; null for all (auditors)
 * @param after position of the last event already seen; -1 for the beginning
 */
export async function changesAfter(
  database: Queryable,
  agencies: readonly string[] | null,
  after: number,
  limit: number,
): Promise<ChangePage> {
  const { rows } = await database.query<Change>(
    `select id, at, kind, document, payload, position from events
     where position > $1 and ($2::text[] is null or agencies && $2)
     order by position limit $3`,
    [after, agencies, limit],
  );
  return { items: rows, cursor: rows.at(-1)?.position ?? after };
}
