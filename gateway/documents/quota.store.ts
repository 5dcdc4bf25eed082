/** How much an agency has sent: its documents since an instant, walked by the index of its outbox. */
import type { Queryable } from '../database/database.js';

/** @param since the smallest ids of the day and of the month */
export async function selectSentBytes(
  db: Queryable,
  agency: string,
  since: { readonly day: string; readonly month: string },
): Promise<{ day: number; month: number }> {
  const { rows } = await db.query<{ day: number; month: number }>(
    `select coalesce(sum(container_size) filter (where id >= $2), 0)::bigint as day, coalesce(sum(container_size), 0)::bigint as month
     from documents where from_agency = $1 and id >= $3 and state <> 'sealing'`,
    [agency, since.day, since.month],
    'sent-bytes',
  );
  return rows[0] ?? { day: 0, month: 0 };
}
