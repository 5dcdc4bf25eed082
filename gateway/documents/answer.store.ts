/** One document as its sender is told of it: state, recipients and how far their deliveries are. */
import type { Queryable } from '../database/database.js';
import type { DeliveryState, DocumentState } from './lifecycle.js';
import type { SubmitWarning } from './submission-input.js';

export interface AnswerRow {
  id: string;
  documentId: string;
  number: string;
  state: DocumentState;
  sha256: string;
  /** Those the document was taken with. */
  warnings: SubmitWarning[];
  recipients: { agency: string; status: string | null; delivery: DeliveryState }[];
}

export async function selectAnswer(db: Queryable, id: string): Promise<AnswerRow | undefined> {
  const { rows } = await db.query<AnswerRow>(
    `select d.id, d.document_id as "documentId", d.number, d.state, d.container_sha256 as sha256,
       coalesce((select e.payload->'warnings' from events e where e.document = d.id and e.kind = 'document.submitted'), '[]') as warnings,
       coalesce(jsonb_agg(jsonb_build_object('agency', r.agency, 'status', r.status, 'delivery', y.state) order by y.id), '[]') as recipients
     from documents d join recipients r on r.document = d.id
     join deliveries y on y.document = d.id and y.recipient = r.agency and y.target = r.agency and y.kind = 'document'
     where d.id = $1 group by d.id`,
    [id],
    'select-answer',
  );
  return rows[0];
}
