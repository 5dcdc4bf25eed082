/** Documents that have to do with another one, as far as the reader has them: each kind by an index of its own, in one query. */
import type { Queryable } from '../database/database.js';

/**
 * What it is to the document asked about: the one that was updated or replaced, one that updates or replaces it, one that is answered by
 * it, one that answers it.
 */
export type Kinship = 'changed' | 'changedBy' | 'answered' | 'answeredBy';

export interface RelatedRow {
  id: string;
  kinship: Kinship;
  documentId: string;
  from: string;
  fromName: string;
  number: string;
  notation: string;
  subject: string;
  date: string;
  /** edXML: 2 updates, 3 replaces. */
  businessType: number;
}

export interface Kin {
  readonly id: string;
  /** Id of the document it updates or replaces. */
  readonly affects: string | null;
  /** edXML DocumentIds of those it answers. */
  readonly answers: readonly string[];
  /** What a document that answers it says in `responseFor`. */
  readonly asAnswered: Readonly<Record<'agency' | 'number' | 'notation', string>>;
}

/** @param agencies of the reader, null for one who sees everything. Newest first, at most 50. */
export async function selectRelated(
  db: Queryable,
  kin: Kin,
  agencies: readonly string[] | null,
): Promise<RelatedRow[]> {
  const { rows } = await db.query<RelatedRow>(
    `with kin as (
       select id, 'changed' as kinship from documents where id = $2
       union all select id, 'changedBy' from documents where affects = $1
       union all select id, 'answered' from documents where document_id = any ($3::text[])
       union all select id, 'answeredBy' from documents
         where metadata @? '$.responseFor[0]' and metadata -> 'responseFor' @> $4::jsonb)
     select distinct on (d.id) d.id, k.kinship, d.document_id as "documentId", d.from_agency as "from", a.name as "fromName", d.number,
       d.notation, d.subject, d.promulgation_date as date, d.business_type as "businessType"
     from kin k join documents d on d.id = k.id join agencies a on a.code = d.from_agency
     where d.id <> $1 and d.state not in ('sealing', 'cancelled') and ($5::text[] is null or d.from_agency = any ($5) or exists (
       select from recipients r where r.document = d.id and r.agency = any ($5) and r.inbox_at is not null))
     order by d.id desc limit 50`,
    [kin.id, kin.affects, kin.answers, JSON.stringify([kin.asAnswered]), agencies],
    'select-related',
  );
  return rows;
}
