/**
 * One recipient's row and the statuses declared about it. Every move is a guarded update: zero rows means that somebody
 * else moved first. Does not decide what is allowed (lifecycle.ts) and seals nothing (seal-status.ts).
 */
import type { StatusCode } from '../../schemas/directory/statuses.js';
import type { StaffInfo } from '../../schemas/edxml/message.js';
import type { Queryable } from '../database/database.js';
import type { DocumentState, RecipientStatus, RequestKind, RequestState } from './lifecycle.js';

/** A document and one of its recipients, with what messages between the two need. */
export interface RecipientView {
  id: string;
  state: DocumentState;
  documentId: string;
  fromAgency: string;
  number: string;
  notation: string;
  promulgationDate: string;
  urgency: number;
  /** The older document this one updates or replaces. */
  affects: string | null;
  senderChannel: string;
  agency: string;
  name: string;
  email: string | null;
  status: RecipientStatus;
  statusAt: string | null;
  request: RequestState;
  requestKind: RequestKind | null;
}

const view = `select d.id, d.state, d.document_id as "documentId", d.from_agency as "fromAgency", d.number, d.notation,
  d.promulgation_date as "promulgationDate", d.urgency, d.affects, s.channel as "senderChannel",
  r.agency, a.name, a.email, r.status, r.status_at as "statusAt", r.request, r.request_kind as "requestKind"
  from documents d join recipients r on r.document = d.id join agencies a on a.code = r.agency
  join agencies s on s.code = d.from_agency`;

/** The rows of those of the given agencies in whose inbox the document is. */
export async function selectReceived(
  db: Queryable,
  document: string,
  agencies: readonly string[],
): Promise<RecipientView[]> {
  const { rows } = await db.query<RecipientView>(
    `${view} where d.id = $1 and r.agency = any ($2::text[]) and r.inbox_at is not null order by r.agency`,
    [document, agencies],
    'select-received',
  );
  return rows;
}

/** A recipient to which a document is just being brought. */
export async function selectAddressed(
  db: Queryable,
  document: string,
  agency: string,
): Promise<RecipientView | undefined> {
  const { rows } = await db.query<RecipientView>(
    `${view} where d.id = $1 and r.agency = $2`,
    [document, agency],
    'select-addressed',
  );
  return rows[0];
}

export interface NewStatus {
  readonly id: string;
  readonly code: StatusCode;
  readonly reason: string | null;
  readonly staff: StaffInfo | null;
  readonly message: Buffer;
  readonly sha256: string;
  /** Id of the delivery that brings it to the other side. */
  readonly deliveryId: string;
}

/** What one act writes: a move of the row, and the sealed messages that tell of it. */
export interface StatusMove {
  readonly document: string;
  readonly agency: string;
  readonly author: string;
  readonly actor: string;
  readonly at: Date;
  readonly from: { readonly status: RecipientStatus; readonly request: RequestState };
  readonly to: { readonly status: RecipientStatus; readonly request: RequestState };
  /** True when the document appears in the inbox by this move. */
  readonly isArrival: boolean;
  readonly statuses: readonly NewStatus[];
  /** Who is told, by which channel; `local` agencies read it here and need no delivery. */
  readonly target: { readonly agency: string; readonly channel: string };
  readonly urgency: number;
  readonly expiresAt: Date;
  /** The entry in the incoming register, when the move is an acceptance. */
  readonly incoming: { readonly entryId: string; readonly year: number } | null;
}

export interface MovedRow {
  /** The incoming register number given, if any. */
  incomingNumber: string | null;
}

const insertMoveSql = `with moved as (
  update recipients set status = $5, request = $7, status_at = case when $4 is distinct from $5 then $8 else status_at end,
    request_at = case when $6 is distinct from $7 then $8 else request_at end, inbox_at = case when $9 then $8 else inbox_at end
  where document = $1 and agency = $2 and status is not distinct from $4 and request is not distinct from $6
  returning document),
declared as (
  insert into statuses (id, document, agency, author, code, reason, staff, actor, at, message, message_sha256)
  select s.id, moved.document, $2, $3, s.code, s.reason, s.staff, $10, $8, s.message, s.sha256
  from moved, unnest($11::uuid[], $12::text[], $13::text[], $14::jsonb[], $15::bytea[], $16::text[])
    as s(id, code, reason, staff, message, sha256)),
told as (
  insert into deliveries (id, document, recipient, kind, status, target, channel, urgency, from_agency, next_at, expires_at)
  select t.id, moved.document, $2, 'status', t.status, $18, $19, $20, $3, $8, $21
  from moved, unnest($17::uuid[], $11::uuid[]) as t(id, status) where $19 <> 'local'),
counter as (
  insert into register_counters (agency, book, year, series, last)
  select $2, 'in', $23, '', 1 from moved where $22::uuid is not null
  on conflict (agency, book, year, series) do update set last = register_counters.last + 1
  returning last, case when last < 10 then '0' || last else last::text end as number),
entered as (
  insert into register_entries (id, agency, book, year, number, ordinal, state, document, created_by, created_at)
  select $22, $2, 'in', $23, number, last, 'issued', $1, $10, $8 from counter)
select (select number from counter) as "incomingNumber" from moved`;

/** Writes the move; undefined when the row is no longer where the decision was made. */
export async function insertMove(tx: Queryable, move: StatusMove): Promise<MovedRow | undefined> {
  const { statuses } = move;
  const { rows } = await tx.query<MovedRow>(
    insertMoveSql,
    [
      move.document,
      move.agency,
      move.author,
      move.from.status,
      move.to.status,
      move.from.request,
      move.to.request,
      move.at,
      move.isArrival,
      move.actor,
      statuses.map(({ id }) => id),
      statuses.map(({ code }) => code),
      statuses.map(({ reason }) => reason),
      statuses.map(({ staff }) => (staff === null ? null : JSON.stringify(staff))),
      statuses.map(({ message }) => message),
      statuses.map(({ sha256 }) => sha256),
      statuses.map(({ deliveryId }) => deliveryId),
      move.target.agency,
      move.target.channel,
      move.urgency,
      move.expiresAt,
      move.incoming?.entryId ?? null,
      move.incoming?.year ?? null,
    ],
    'insert-move',
  );
  return rows[0];
}

/**
 * Documents of this edXML DocumentId in an agency's inbox: of each sender the newest, at most two.
 * @param sender code; null for any
 */
export async function selectReceivedFrom(
  db: Queryable,
  documentId: string,
  agency: string,
  sender: string | null,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select distinct on (d.from_agency) d.id from documents d join recipients r on r.document = d.id
     where d.document_id = $1 and r.agency = $2 and r.inbox_at is not null and ($3::text is null or d.from_agency = $3)
     order by d.from_agency, d.id desc limit 2`,
    [documentId, agency, sender],
  );
  return rows.map(({ id }) => id);
}
