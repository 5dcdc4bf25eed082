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

/** Bytes of all its documents, and the id up to which their sum is kept; null where it is not. */
export async function selectKeptBytes(
  db: Queryable,
  agency: string,
): Promise<{ through: string | null; bytes: number }> {
  const { rows } = await db.query<{ through: string | null; bytes: number }>(
    `select s.through, (coalesce(s.bytes, 0) + (select coalesce(sum(container_size), 0) from documents
       where from_agency = $1 and state <> 'sealing' and id > coalesce(s.through, $2)))::bigint as bytes
     from (select 1) as one left join agency_storage s on s.agency = $1`,
    [agency, firstId],
    'kept-bytes',
  );
  return rows[0] ?? { through: null, bytes: 0 };
}

/** Before every document. */
const firstId = '00000000-0000-0000-0000-000000000000';

/** Adds to the kept sum what lies between. Nothing, when somebody else did it meanwhile. @param through as it was read */
export async function addSettledBytes(
  db: Queryable,
  agency: string,
  through: string | null,
  settled: string,
): Promise<void> {
  await db.query(`insert into agency_storage (agency, through, bytes) values ($1, $2, 0) on conflict do nothing`, [
    agency,
    firstId,
  ]);
  await db.query(
    `update agency_storage set through = $3, bytes = bytes + (select coalesce(sum(container_size), 0) from documents
       where from_agency = $1 and state <> 'sealing' and id > $2 and id <= $3)
     where agency = $1 and through = $2`,
    [agency, through ?? firstId, settled],
  );
}
