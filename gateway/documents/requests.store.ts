/**
 * What the sender asks of recipients (recall, update, replace) and what has become of the document by their answers.
 * Lock order: the document's row, then deliveries that may set out, then recipients. Does not decide (lifecycle.ts).
 */
import type { Queryable } from '../database/database.js';
import { channelNow } from '../deliveries/deliveries.store.js';
import type { DocumentState, RecipientStatus, RequestKind, RequestState } from './lifecycle.js';

export interface RequestedDocument {
  id: string;
  state: DocumentState;
  documentId: string;
  fromAgency: string;
}

const requested = `select id, state, document_id as "documentId", from_agency as "fromAgency" from documents where id = $1`;

export async function selectRequested(db: Queryable, id: string): Promise<RequestedDocument | undefined> {
  const { rows } = await db.query<RequestedDocument>(requested, [id]);
  return rows[0];
}

/** Locks a document against other requests and answers until the end of the transaction. */
export async function lockDocument(tx: Queryable, id: string): Promise<RequestedDocument | undefined> {
  const { rows } = await tx.query<RequestedDocument>(`${requested} for no key update`, [id]);
  return rows[0];
}

/** Stops the document's deliveries to these agencies (null: all) that have not left; returns for whom. */
export async function cancelQueuedDeliveries(
  tx: Queryable,
  document: string,
  agencies: readonly string[] | null,
  reason: string,
): Promise<string[]> {
  const { rows } = await tx.query<{ recipient: string }>(
    `update deliveries set state = 'cancelled', finished_at = now(), reason_code = 'cancelled', reason = $2
     where document = $1 and kind = 'document' and state = 'queued' and ($3::text[] is null or recipient = any ($3))
     returning recipient`,
    [document, reason, agencies],
  );
  return rows.map((row) => row.recipient);
}

/** Lets what a request stopped go on to a recipient that keeps its copy; returns the deliveries. */
export async function resumeCancelledDeliveries(
  tx: Queryable,
  document: string,
  agency: string,
  expiresAt: Date,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `update deliveries d set state = 'queued', channel = ${channelNow}, next_at = now(), deferrals = 0, expires_at = $3,
       finished_at = null, reason_code = null, reason = null
     where document = $1 and recipient = $2 and kind = 'document' and state = 'cancelled' returning id`,
    [document, agency, expiresAt],
  );
  return rows.map(({ id }) => id);
}

export interface StandingRow {
  agency: string;
  status: RecipientStatus;
  request: RequestState;
  requestKind: RequestKind | null;
  /** It never got the document, and no delivery is on its way. */
  stopped: boolean;
}

const standings = `select r.agency, r.status, r.request, r.request_kind as "requestKind",
  r.inbox_at is null and not exists (
    select from deliveries y where y.document = r.document and y.recipient = r.agency and y.kind = 'document'
      and y.state in ('queued', 'sending', 'sent', 'delivered')) as stopped
  from recipients r where r.document = $1 order by r.agency`;

/** Where each recipient of a document stands. */
export async function selectStandings(db: Queryable, document: string): Promise<StandingRow[]> {
  const { rows } = await db.query<StandingRow>(standings, [document]);
  return rows;
}

/** Locks the recipients of a document and says where each stands. */
export async function lockStandings(tx: Queryable, document: string): Promise<StandingRow[]> {
  const { rows } = await tx.query<StandingRow>(`${standings} for update of r`, [document]);
  return rows;
}

/** Writes what is asked of each of these recipients and whether it already counts as agreed. */
export async function setRequests(
  tx: Queryable,
  document: string,
  kind: RequestKind,
  at: Date,
  outcomes: readonly { readonly agency: string; readonly state: 'pending' | 'agreed' }[],
): Promise<void> {
  await tx.query(
    `update recipients r set request = o.state, request_kind = $2, request_at = $3
     from unnest($4::text[], $5::text[]) as o(agency, state) where r.document = $1 and r.agency = o.agency`,
    [document, kind, at, outcomes.map(({ agency }) => agency), outcomes.map(({ state }) => state)],
  );
}

export interface TakeBack {
  readonly document: string;
  readonly author: string;
  readonly actor: string;
  readonly at: Date;
  readonly reason: string;
  readonly staff: unknown;
  readonly message: Buffer;
  readonly sha256: string;
  readonly urgency: number;
  readonly expiresAt: Date;
  /** Ids of the status and of its delivery, per recipient asked. */
  readonly asked: readonly { readonly agency: string; readonly statusId: string; readonly deliveryId: string }[];
}

/** Files the sender's 13 with every recipient asked, and sends it to those that do not read it here. */
export async function insertTakeBack(tx: Queryable, takeBack: TakeBack): Promise<void> {
  const { asked } = takeBack;
  await tx.query(
    `with declared as (
       insert into statuses (id, document, agency, author, code, reason, staff, actor, at, message, message_sha256)
       select s.id, $1, s.agency, $2, '13', $5, $6, $3, $4, $7, $8 from unnest($11::uuid[], $12::text[]) as s(id, agency))
     insert into deliveries (id, document, recipient, kind, status, target, channel, urgency, from_agency, next_at, expires_at)
     select t.id, $1, t.agency, 'status', t.status, t.agency, a.channel, $9, $2, $4, $10
     from unnest($13::uuid[], $11::uuid[], $12::text[]) as t(id, status, agency) join agencies a on a.code = t.agency
     where a.channel <> 'local'`,
    [
      takeBack.document,
      takeBack.author,
      takeBack.actor,
      takeBack.at,
      takeBack.reason,
      takeBack.staff === null ? null : JSON.stringify(takeBack.staff),
      takeBack.message,
      takeBack.sha256,
      takeBack.urgency,
      takeBack.expiresAt,
      asked.map(({ statusId }) => statusId),
      asked.map(({ agency }) => agency),
      asked.map(({ deliveryId }) => deliveryId),
    ],
  );
}

/** Every recipient's answer to a request of this kind; null where it was not asked. */
export async function selectAnswers(
  tx: Queryable,
  document: string,
  kind: RequestKind,
): Promise<{ agency: string; answer: RequestState }[]> {
  const { rows } = await tx.query<{ agency: string; answer: RequestState }>(
    `select agency, case when request_kind = $2 then request end as answer from recipients where document = $1 order by agency`,
    [document, kind],
  );
  return rows;
}

/** Moves a document's state; false when it was not in `from`. */
export async function moveDocument(
  tx: Queryable,
  id: string,
  from: DocumentState,
  to: DocumentState,
): Promise<boolean> {
  const { rowCount } = await tx.query('update documents set state = $3 where id = $1 and state = $2', [id, from, to]);
  return rowCount === 1;
}

/** Waiting requests of recipients whose document will never arrive: their deliveries ended without success. */
export async function selectUnreachable(
  db: Queryable,
  limit: number,
): Promise<{ document: string; agency: string; kind: RequestKind }[]> {
  const { rows } = await db.query<{ document: string; agency: string; kind: RequestKind }>(
    `select r.document, r.agency, r.request_kind as kind from recipients r
     where r.request = 'pending' and r.request_kind <> 'update' and r.inbox_at is null and not exists (
       select from deliveries y where y.document = r.document and y.recipient = r.agency and y.kind = 'document'
         and y.state in ('queued', 'sending', 'sent', 'delivered')) limit $1`,
    [limit],
  );
  return rows;
}

/** A document as its sender may change it. */
export interface OwnDocument extends RequestedDocument {
  number: string;
  notation: string;
  promulgationDate: string;
  urgency: number;
  senderName: string;
  senderEmail: string | null;
}

const own = `select d.id, d.state, d.document_id as "documentId", d.from_agency as "fromAgency", d.number, d.notation,
  d.promulgation_date as "promulgationDate", d.urgency, a.name as "senderName", a.email as "senderEmail"
  from documents d join agencies a on a.code = d.from_agency
  where d.from_agency = any ($2::text[]) and d.state not in ('sealing', 'cancelled')`;

/** A document one of these agencies sent. */
export async function selectOwn(
  db: Queryable,
  id: string,
  agencies: readonly string[],
): Promise<OwnDocument | undefined> {
  const { rows } = await db.query<OwnDocument>(`${own} and d.id = $1`, [id, agencies]);
  return rows[0];
}

/** The newest document of this edXML DocumentId that one of these agencies sent; one of `preferred` before the others'. */
export async function selectOwnByDocumentId(
  db: Queryable,
  documentId: string,
  agencies: readonly string[],
  preferred: string,
): Promise<OwnDocument | undefined> {
  const { rows } = await db.query<OwnDocument>(
    `${own} and d.document_id = $1 order by d.from_agency = $3 desc, d.id desc limit 1`,
    [documentId, agencies, preferred],
  );
  return rows[0];
}
