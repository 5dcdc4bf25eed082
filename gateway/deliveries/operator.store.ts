/** Rows behind the operator's view of deliveries and channels, and the figures for metrics. */
import type { Queryable } from '../database/database.js';
import type { DeliveryState, RequestKind, RequestState } from '../documents/lifecycle.js';
import { channelNow } from './deliveries.store.js';

export interface ListedDelivery {
  id: string;
  document: string;
  documentId: string;
  kind: 'document' | 'status';
  recipient: string;
  target: string;
  channel: string;
  state: DeliveryState;
  attempt: number;
  reasonCode: string | null;
  reason: string | null;
  nextAt: string;
  expiresAt: string;
  createdAt: string;
  finishedAt: string | null;
}

/** What a list of deliveries is narrowed to; null for any. */
export interface DeliveryFilter {
  readonly state: DeliveryState | null;
  readonly channel: string | null;
  /** A reason code. */
  readonly reason: string | null;
  /** Code of the agency they go to. */
  readonly target: string | null;
}

export async function selectDeliveries(
  db: Queryable,
  { state, channel, reason, target }: DeliveryFilter,
  before: string | null,
  limit: number,
): Promise<ListedDelivery[]> {
  const { rows } = await db.query<ListedDelivery>(
    `select d.id, d.document, o.document_id as "documentId", d.kind, d.recipient, d.target, d.channel, d.state, d.attempt,
       d.reason_code as "reasonCode", d.reason, d.next_at as "nextAt", d.expires_at as "expiresAt", d.created_at as "createdAt", d.finished_at as "finishedAt"
     from deliveries d join documents o on o.id = d.document
     where ($1::text is null or d.state = $1) and ($2::uuid is null or d.id < $2) and ($4::text is null or d.channel = $4)
       and ($5::text is null or d.reason_code = $5) and ($6::text is null or d.target = $6)
     order by d.id desc limit $3`,
    [state, before, limit, channel, reason, target],
  );
  return rows;
}

export interface FailedReason {
  channel: string;
  reasonCode: string | null;
  count: number;
  /** When the first of them was handed in, ISO 8601 UTC. */
  since: string;
}

/** Why deliveries failed that wait for a decision, the commonest reason first. */
export async function selectFailedReasons(db: Queryable): Promise<FailedReason[]> {
  const { rows } = await db.query<FailedReason>(
    `select channel, reason_code as "reasonCode", count(*)::int as count, min(created_at) as since from deliveries
     where state = 'failed' group by channel, reason_code order by count(*) desc, channel, reason_code`,
  );
  return rows;
}

/** The oldest ones that failed in a channel for a reason. */
export async function selectFailed(
  db: Queryable,
  { channel, reason }: { readonly channel: string; readonly reason: string },
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from deliveries where state = 'failed' and channel = $1 and coalesce(reason_code, '') = $2 order by id limit $3`,
    [channel, reason, limit],
  );
  return rows.map(({ id }) => id);
}

export interface LockedDelivery {
  state: DeliveryState;
  kind: 'document' | 'status';
  document: string;
  target: string;
  /** How the target is reached now. */
  channel: string;
  fromAgency: string;
  /** What the sender asks of the recipient concerned. */
  request: RequestState;
  requestKind: RequestKind | null;
}

export async function lockDelivery(tx: Queryable, id: string): Promise<LockedDelivery | undefined> {
  const { rows } = await tx.query<LockedDelivery>(
    `select d.state, d.kind, d.document, d.target, a.channel, d.from_agency as "fromAgency", r.request,
       r.request_kind as "requestKind"
     from deliveries d join recipients r on r.document = d.document and r.agency = d.recipient
     join agencies a on a.code = d.target where d.id = $1 for update of d`,
    [id],
  );
  return rows[0];
}

/** The delivery of a document that one of these agencies sent to this recipient. */
export async function selectOwnDelivery(
  db: Queryable,
  document: string,
  recipient: string,
  agencies: readonly string[],
): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select y.id from deliveries y join documents d on d.id = y.document
     where y.document = $1 and y.recipient = $2 and y.kind = 'document' and d.from_agency = any ($3)`,
    [document, recipient, agencies],
  );
  return rows[0]?.id;
}

/** Queues a locked delivery again because somebody wishes it, for the channel its target has now. */
export async function requeue(tx: Queryable, id: string, state: DeliveryState, expiresAt: Date): Promise<void> {
  await tx.query(
    `update deliveries d set state = 'queued', channel = ${channelNow}, next_at = now(), deferrals = 0, expires_at = $3,
       reason_code = null, reason = null, finished_at = null, wished_again = true
     where id = $1 and state = $2`,
    [id, state, expiresAt],
  );
}

export interface ChannelPause {
  channel: string;
  pausedBy: string;
  reason: string | null;
  pausedAt: string;
}

export async function selectPauses(db: Queryable): Promise<ChannelPause[]> {
  const { rows } = await db.query<ChannelPause>(
    'select channel, paused_by as "pausedBy", reason, paused_at as "pausedAt" from channel_pauses order by channel',
  );
  return rows;
}

/** False when it was paused before. */
export async function insertPause(
  tx: Queryable,
  channel: string,
  actor: string,
  reason: string | null,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'insert into channel_pauses (channel, paused_by, reason) values ($1, $2, $3) on conflict do nothing',
    [channel, actor, reason],
  );
  return rowCount === 1;
}

/** Ends a pause; since when it lasted, undefined when the channel was not paused. */
export async function deletePause(tx: Queryable, channel: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ since: string }>(
    'delete from channel_pauses where channel = $1 returning paused_at as since',
    [channel],
  );
  return rows[0]?.since;
}

/** Gives what waited in a channel the time back that it was paused. */
export async function extendExpiry(tx: Queryable, channel: string, pausedSince: string): Promise<void> {
  await tx.query(
    `update deliveries set expires_at = expires_at + (now() - greatest($2::timestamptz, created_at))
     where state = 'queued' and channel = $1`,
    [channel, pausedSince],
  );
}

export interface QueueFigures {
  channel: string;
  state: DeliveryState;
  count: number;
  /** Seconds the oldest one has been waiting since it became due; null unless `queued`. */
  oldestSeconds: number | null;
}

/** Open and failed deliveries; delivered ones are not counted. */
export async function selectQueueFigures(db: Queryable): Promise<QueueFigures[]> {
  const { rows } = await db.query<QueueFigures>(
    `select channel, state, count(*) as count,
       case when state = 'queued' then greatest(0, extract(epoch from now() - min(next_at)))::float8 end as "oldestSeconds"
     from deliveries where state in ('queued', 'sending', 'sent', 'failed') group by channel, state`,
  );
  return rows;
}
