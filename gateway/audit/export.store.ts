/** The documents of an export, in the order in which they were handed in. */
import type { Queryable } from '../database/database.js';
import { visible } from '../documents/visible.store.js';

export interface ExportRange {
  /** Code of the agency that sent or received them; null for all. */
  readonly agency: string | null;
  readonly firstId: string;
  /** Not included. */
  readonly endId: string;
}

export interface ExportedRow {
  id: string;
  documentId: string;
  from: string;
  fromName: string;
  type: string;
  number: string;
  notation: string;
  subject: string;
  date: string;
  sentAt: string;
  sha256: string;
  size: number;
}

/** The inbox's index has what is urgent and not accepted before the rest: each of its parts is in the order of ids. */
const chosen = `select id from (
    (select id from documents where $1::text is null and ${visible} and id >= $2 and id < $3 order by id limit $4)
    union all
    ((select id from documents where from_agency = $1 and ${visible} and id >= $2 and id < $3 order by id limit $4)
     union
     (select document from generate_series(0, 4) as level cross join lateral (
        select document from recipients where agency = $1 and attention = level and inbox_at is not null
          and document >= $2 and document < $3 order by document limit $4) r order by document limit $4))) either
  order by id limit $4`;

/** How many and how large, counted up to `limit`. */
export async function countExported(
  db: Queryable,
  { agency, firstId, endId }: ExportRange,
  limit: number,
): Promise<{ documents: number; bytes: number }> {
  const { rows } = await db.query<{ documents: number; bytes: number }>(
    `select count(*) as documents, coalesce(sum(d.container_size), 0)::bigint as bytes
     from (${chosen}) c join documents d on d.id = c.id where d.${visible}`,
    [agency, firstId, endId, limit],
  );
  return rows[0] ?? { documents: 0, bytes: 0 };
}

/** The first `limit` of them. */
export async function selectExported(
  db: Queryable,
  { agency, firstId, endId }: ExportRange,
  limit: number,
): Promise<ExportedRow[]> {
  const { rows } = await db.query<ExportedRow>(
    `select d.id, d.document_id as "documentId", d.from_agency as "from", s.name as "fromName", d.type, d.number, d.notation, d.subject,
       d.promulgation_date as date, d.sealed_at as "sentAt", d.container_sha256 as sha256, d.container_size as size
     from (${chosen}) c join documents d on d.id = c.id join agencies s on s.code = d.from_agency where d.${visible} order by d.id`,
    [agency, firstId, endId, limit],
  );
  return rows;
}
