/**
 * What was sent before: by idempotency key, by edXML DocumentId, by subject; and how long keys are remembered.
 * The question that every submission asks is part of its one statement (documents.store.ts).
 */
import type { Queryable } from '../database/database.js';

/** True when a request with this key was taken before, finished or not. */
export async function isKeyKnown(db: Queryable, agency: string, key: string): Promise<boolean> {
  const { rows } = await db.query('select from documents where from_agency = $1 and idempotency_key = $2', [
    agency,
    key,
  ]);
  return rows.length > 0;
}

/** True when somebody has sent a document of this subject for an agency. */
export async function hasSent(db: Queryable, agency: string, submittedBy: string, subject: string): Promise<boolean> {
  const { rows } = await db.query(
    `select from documents where from_agency = $1 and submitted_by = $2 and subject = $3
       and state not in ('sealing', 'cancelled') limit 1`,
    [agency, submittedBy, subject],
  );
  return rows.length > 0;
}

/** True when a document of another sender carries this edXML DocumentId. */
export async function isDocumentIdOfOthers(db: Queryable, documentId: string, sender: string): Promise<boolean> {
  const { rows } = await db.query('select from documents where document_id = $1 and from_agency <> $2 limit 1', [
    documentId,
    sender,
  ]);
  return rows.length > 0;
}

/** The document this very container is, if the agency has sent it. */
export async function selectByContainer(db: Queryable, agency: string, sha256: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select id from documents where container_sha256 = $1 and from_agency = $2 and state not in ('sealing', 'cancelled') limit 1`,
    [sha256, agency],
  );
  return rows[0]?.id;
}

export interface AnsweredRow {
  readonly id: string;
  readonly bodySha256: Buffer;
  /** SHA-256 of the file the document came in, hex; null when it came in parts. */
  readonly received: string | null;
}

/** What these agencies sent under an idempotency key, as far as it was answered: at most one document for each. */
export async function selectAnswered(db: Queryable, agencies: readonly string[], key: string): Promise<AnsweredRow[]> {
  const { rows } = await db.query<AnsweredRow>(
    `select d.id, d.body_sha256 as "bodySha256", e.payload->>'received' as received
     from documents d left join events e on e.document = d.id and e.kind = 'document.submitted'
     where d.from_agency = any($1) and d.idempotency_key = $2 and d.state <> 'sealing'`,
    [agencies, key],
    'select-answered',
  );
  return rows;
}

/** Forgets idempotency keys of documents older than the given id (UUIDv7 orders by time), at most 1,000 at a time. */
export async function forgetIdempotencyKeys(db: Queryable, beforeId: string): Promise<number> {
  const { rowCount } = await db.query(
    `update documents set idempotency_key = null where id in (
       select id from documents where idempotency_key is not null and id < $1 and state <> 'sealing' order by id limit 1000)`,
    [beforeId],
  );
  return rowCount;
}
