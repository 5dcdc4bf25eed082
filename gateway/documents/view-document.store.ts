/** One document with everything around it, as far as the reader may see: each part one indexed query. */
import type { Queryable } from '../database/database.js';
import type { DeliveryState, DocumentState, RecipientStatus, RequestKind, RequestState } from './lifecycle.js';
import type { PdfSignature } from './pdf-check.js';

export interface DocumentRow {
  id: string;
  documentId: string;
  from: string;
  fromName: string;
  state: DocumentState;
  origin: string;
  businessType: number;
  affects: string | null;
  type: string;
  number: string;
  notation: string;
  subject: string;
  date: string;
  dueDate: string | null;
  urgency: number;
  metadata: Record<string, unknown>;
  sha256: string;
  size: number;
  sentAt: string;
  /** End of the undo window. */
  dispatchAt: string;
  /** Documents that update or replace this one, as far as the reader has them. */
  changedBy: string[];
}

/** A sealed document, whoever may see it; `agencies` are the reader's, null for one who sees everything. */
export async function selectDocument(
  db: Queryable,
  id: string,
  agencies: readonly string[] | null,
): Promise<DocumentRow | undefined> {
  const { rows } = await db.query<DocumentRow>(
    `select d.id, d.document_id as "documentId", d.from_agency as "from", s.name as "fromName", d.state, d.origin,
       d.business_type as "businessType", d.affects, d.type, d.number, d.notation, d.subject, d.promulgation_date as date,
       d.due_date as "dueDate", d.urgency, d.metadata, d.container_sha256 as sha256, d.container_size as size,
       d.sealed_at as "sentAt", d.dispatch_at as "dispatchAt",
       array(select c.id from documents c where c.affects = d.id and c.state not in ('sealing', 'cancelled')
         and ($2::text[] is null or c.from_agency = any ($2) or exists (
           select from recipients r where r.document = c.id and r.agency = any ($2) and r.inbox_at is not null))
         order by c.id) as "changedBy"
     from documents d join agencies s on s.code = d.from_agency where d.id = $1 and d.state not in ('sealing', 'cancelled')`,
    [id, agencies],
    'select-document',
  );
  return rows[0];
}

export interface RecipientRow {
  agency: string;
  name: string;
  status: RecipientStatus;
  statusAt: string | null;
  request: RequestState;
  requestKind: RequestKind | null;
  requestAt: string | null;
  arrivedAt: string | null;
  delivery: DeliveryState | null;
  deliveryReason: string | null;
  /** Stable; deliveryReason says the same in the words of the other side. */
  deliveryReasonCode: string | null;
  /** By which the document was, or will be, brought there. */
  channel: string | null;
  /** Attempts so far. */
  attempts: number;
  /** When the next attempt is due, for a delivery that waits. */
  nextAttemptAt: string | null;
  /** Number in the recipient's incoming register. */
  incomingNumber: string | null;
}

/** Every recipient, with how far its delivery is. */
export async function selectRecipients(db: Queryable, id: string): Promise<RecipientRow[]> {
  const { rows } = await db.query<RecipientRow>(
    `select r.agency, a.name, r.status, r.status_at as "statusAt", r.request, r.request_kind as "requestKind",
       r.request_at as "requestAt", r.inbox_at as "arrivedAt", y.state as delivery, y.reason as "deliveryReason",
       y.reason_code as "deliveryReasonCode", y.channel, coalesce(y.attempt, 0) as attempts,
       case when y.state = 'queued' then y.next_at end as "nextAttemptAt", e.number as "incomingNumber"
     from recipients r join agencies a on a.code = r.agency
     left join deliveries y on y.document = r.document and y.recipient = r.agency and y.target = r.agency and y.kind = 'document'
     left join register_entries e on e.document = r.document and e.agency = r.agency and e.book = 'in'
     where r.document = $1 order by y.id nulls last, r.agency`,
    [id],
    'select-recipients',
  );
  return rows;
}

export interface FileRow {
  n: number;
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
  offset: number | null;
  /** Signatures inside a PDF, as they were judged on entry; null when nothing was looked for. */
  pdfSignatures: PdfSignature[] | null;
  /** Why they could not be judged. */
  pdfNotChecked: string | null;
}

export async function selectFiles(db: Queryable, id: string): Promise<FileRow[]> {
  const { rows } = await db.query<FileRow>(
    `select n, name, media_type as "mediaType", size, sha256, "offset", pdf_signatures -> 'signatures' as "pdfSignatures",
       pdf_signatures ->> 'notChecked' as "pdfNotChecked"
     from files where document = $1 order by n`,
    [id],
    'select-files',
  );
  return rows;
}

export interface StatusRow {
  id: string;
  agency: string;
  author: string;
  code: string;
  reason: string | null;
  staff: Record<string, unknown> | null;
  at: string;
  sha256: string;
}

/** Statuses about these recipients (null: all), oldest first. */
export async function selectStatuses(
  db: Queryable,
  id: string,
  agencies: readonly string[] | null,
): Promise<StatusRow[]> {
  const { rows } = await db.query<StatusRow>(
    `select id, agency, author, code, reason, staff, at, message_sha256 as sha256 from statuses
     where document = $1 and ($2::text[] is null or agency = any ($2)) order by at, id`,
    [id, agencies],
    'select-statuses',
  );
  return rows;
}

/** The sealed message of a status of this document. */
export async function selectStatusMessage(
  db: Queryable,
  document: string,
  status: string,
): Promise<{ agency: string; code: string; message: Buffer; sha256: string } | undefined> {
  const { rows } = await db.query<{ agency: string; code: string; message: Buffer; sha256: string }>(
    `select agency, code, message, message_sha256 as sha256 from statuses where document = $1 and id = $2`,
    [document, status],
  );
  return rows[0];
}

export interface EventRow {
  id: number;
  at: string;
  kind: string;
  payload: Record<string, unknown>;
  /** Leaf index in the log; null until sequenced. */
  position: number | null;
}

/** The document's events visible to these agencies (null: all), oldest first. */
export async function selectTimeline(
  db: Queryable,
  id: string,
  agencies: readonly string[] | null,
): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>(
    `select id, at, kind, payload, position from events
     where document = $1 and ($2::text[] is null or agencies && $2) order by id`,
    [id, agencies],
    'select-timeline',
  );
  return rows;
}
