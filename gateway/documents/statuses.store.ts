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
  agency: string;
  name: string;
  email: string | null;
  status: RecipientStatus;
  statusAt: string | null;
  request: RequestState;
  requestKind: RequestKind | null;
}

const view = `select d.id, d.state, d.document_id as "documentId", d.from_agency as "fromAgency", d.number, d.notation,
  d.promulgation_date as "promulgationDate", d.urgency, d.affects,
  r.agency, a.name, a.email, r.status, r.status_at as "statusAt", r.request, r.request_kind as "requestKind"
  from documents d join recipients r on r.document = d.id join agencies a on a.code = r.agency`;

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

/** The statuses declared about a recipient, in no order. */
export async function selectPassed(
  db: Queryable,
  { id, agency }: Pick<RecipientView, 'id' | 'agency'>,
): Promise<StatusCode[]> {
  const { rows } = await db.query<{ code: StatusCode }>(
    'select code from statuses where document = $1 and agency = $2',
    [id, agency],
  );
  return rows.map(({ code }) => code);
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

/**
 * A row's status and the sender's request of it move independently: a change names the one field it moves and never touches
 * the other, so that a request cannot stop an arrival, nor a status an answer.
 */
export type FieldChange =
  | { readonly field: 'status'; readonly from: RecipientStatus; readonly to: RecipientStatus }
  | { readonly field: 'request'; readonly kind: RequestKind; readonly from: RequestState; readonly to: RequestState };

/** What one act writes: a move of the row, and the sealed messages that tell of it. */
export interface StatusMove {
  readonly document: string;
  readonly agency: string;
  readonly author: string;
  readonly actor: string;
  readonly at: Date;
  readonly change: FieldChange;
  readonly statuses: readonly NewStatus[];
  /** Who is told; agencies that read it here need no delivery. */
  readonly target: string;
  readonly urgency: number;
  readonly expiresAt: Date;
  /** The entry in the incoming register, when the move is an acceptance; without a number of the agency's own it gets the next one. */
  readonly incoming: { readonly entryId: string; readonly year: number; readonly number: string | null } | null;
}

export interface MovedRow {
  /** The incoming register number given, if any. */
  incomingNumber: string | null;
  /** True when a delivery tells the other side. */
  isTold: boolean;
  /** What the sender asks for and this recipient has not answered yet. */
  waiting: RequestKind | null;
}

/** The first status is the arrival. No status follows once the copy was taken back or replaced. */
const moveStatus = `update recipients set status = $4, status_at = $5, inbox_at = coalesce(inbox_at, $5)
  where document = $1 and agency = $2 and status is not distinct from $3
    and (request is distinct from 'agreed' or request_kind = 'update')`;

/** An answer counts for the kind of request it was given to: a recall may have taken the place of an update meanwhile. */
const moveRequest = `update recipients set request = $4, request_at = $5
  where document = $1 and agency = $2 and request is not distinct from $3 and request_kind = $21`;

const insertMoveSql = (
  move: string,
) => `with moved as (${move} returning document, case when request = 'pending' then request_kind end as waiting),
declared as (
  insert into statuses (id, document, agency, author, code, reason, staff, actor, at, message, message_sha256)
  select s.id, moved.document, $2, $6, s.code, s.reason, s.staff, $7, $5, s.message, s.sha256
  from moved, unnest($8::uuid[], $9::text[], $10::text[], $11::jsonb[], $12::bytea[], $13::text[])
    as s(id, code, reason, staff, message, sha256)),
told as (
  insert into deliveries (id, document, recipient, kind, status, target, channel, urgency, from_agency, next_at, expires_at)
  select t.id, moved.document, $2, 'status', t.status, a.code, a.channel, $16, $6, $5, $17
  from moved, unnest($14::uuid[], $8::uuid[]) as t(id, status), agencies a where a.code = $15 and a.channel <> 'local'
  returning id),
counter as (
  insert into register_counters (agency, book, year, series, last)
  select $2, 'in', $19, '', next_incoming_number($2, $19, '', 0) from moved where $18::uuid is not null and $20::text is null
  on conflict (agency, book, year, series) do update set last = next_incoming_number($2, $19, '', register_counters.last)
  returning last, case when last < 10 then '0' || last else last::text end as number),
entered as (
  insert into register_entries (id, agency, book, year, number, ordinal, state, document, created_by, created_at)
  select $18, $2, 'in', $19, number, last, 'issued', $1, $7, $5 from (
    select number, last from counter union all select $20, null from moved where $18 is not null and $20 is not null) given
  returning number)
select (select number from entered) as "incomingNumber", exists (select from told) as "isTold", waiting from moved`;

const sqlOf = { status: insertMoveSql(moveStatus), request: insertMoveSql(moveRequest) };

/** Writes the move; undefined when the row is no longer where the decision was made. */
export async function insertMove(tx: Queryable, move: StatusMove): Promise<MovedRow | undefined> {
  const { statuses, change } = move;
  const { rows } = await tx.query<MovedRow>(
    sqlOf[change.field],
    [
      move.document,
      move.agency,
      change.from,
      change.to,
      move.at,
      move.author,
      move.actor,
      statuses.map(({ id }) => id),
      statuses.map(({ code }) => code),
      statuses.map(({ reason }) => reason),
      statuses.map(({ staff }) => (staff === null ? null : JSON.stringify(staff))),
      statuses.map(({ message }) => message),
      statuses.map(({ sha256 }) => sha256),
      statuses.map(({ deliveryId }) => deliveryId),
      move.target,
      move.urgency,
      move.expiresAt,
      move.incoming?.entryId ?? null,
      move.incoming?.year ?? null,
      move.incoming?.number ?? null,
      ...(change.field === 'request' ? [change.kind] : []),
    ],
    `insert-${change.field}-move`,
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
