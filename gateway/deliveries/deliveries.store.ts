/**
 * The outbox as workers see it: claiming under a lease, finishing with the attempt as fencing token, giving back what a dead
 * worker held. Decides nothing about retries (back-off.ts) and speaks to nobody (gateway/channels).
 * Source: design, "A document's way", step 5.
 */
import type { Queryable, Transaction } from '../database/database.js';
import type { AttemptEnd } from '../documents/lifecycle.js';

export interface ClaimedDelivery {
  id: string;
  /** Fencing token: only the holder of the newest attempt may finish it. */
  attempt: number;
  kind: 'document' | 'status';
  document: string;
  documentId: string;
  status: string | null;
  /** The recipient row concerned. */
  recipient: string;
  /** Who gets it. */
  target: string;
  channel: string;
  fromAgency: string;
  deferrals: number;
  expiresAt: string;
  startedAt: string;
}

/**
 * One statement: of each sending agency the most urgent and oldest few, then across agencies by urgency and turn, so that nobody's
 * thousand documents keep another's one waiting. Only the oldest open delivery of a road can be claimed.
 */
const claimSql = `with recursive senders as (
  (select from_agency from deliveries where state = 'queued' order by from_agency limit 1)
  union all
  select (select d.from_agency from deliveries d where d.state = 'queued' and d.from_agency > s.from_agency order by d.from_agency limit 1)
  from senders s where s.from_agency is not null),
ranked as (
  select own.*, row_number() over (partition by s.from_agency order by own.urgency desc, own.next_at, own.id) as turn
  from senders s cross join lateral (
    select d.id, d.urgency, d.next_at from deliveries d
    where d.state = 'queued' and d.from_agency = s.from_agency and d.next_at <= now()
      and not exists (select 1 from channel_pauses p where p.channel = d.channel)
      and not exists (select 1 from deliveries older where older.document = d.document and older.recipient = d.recipient
        and older.target = d.target and older.id < d.id and older.state in ('queued', 'sending'))
    order by d.urgency desc, d.next_at, d.id limit $1) own),
chosen as (
  select d.id from deliveries d join ranked r on r.id = d.id where d.state = 'queued'
  order by r.urgency desc, r.turn, r.next_at limit $1 for update of d skip locked)
update deliveries d set state = 'sending', attempt = d.attempt + 1, lease_until = now() + make_interval(secs => $2)
from chosen, documents o where d.id = chosen.id and o.id = d.document
returning d.id, d.attempt, d.kind, d.document, o.document_id as "documentId", d.status, d.recipient, d.target, d.channel,
  d.from_agency as "fromAgency", d.deferrals, d.expires_at as "expiresAt", now() as "startedAt"`;

/** Claims up to `limit` due deliveries for `leaseSeconds`. */
export async function claimDeliveries(db: Queryable, limit: number, leaseSeconds: number): Promise<ClaimedDelivery[]> {
  const { rows } = await db.query<ClaimedDelivery>(claimSql, [limit, leaseSeconds], 'claim-deliveries');
  return rows;
}

/** Gives back what dead workers held; each counts as an attempt that was lost. */
export async function reclaimExpiredLeases(db: Queryable): Promise<number> {
  const { rowCount } = await db.query(
    `with lost as (
       update deliveries set state = 'queued', lease_until = null, next_at = now()
       where state = 'sending' and lease_until < now() returning id, attempt, lease_until)
     insert into delivery_attempts (delivery, attempt, started_at, finished_at, outcome, detail)
     select id, attempt, now(), now(), 'lost', 'the worker did not come back in time' from lost
     on conflict do nothing`,
    [],
    'reclaim-leases',
  );
  return rowCount;
}

export interface FinishedAttempt {
  readonly state: AttemptEnd;
  readonly outcome: 'accepted' | 'deferred' | 'refused';
  readonly detail: string | null;
  readonly reasonCode: string | null;
  /** When to try again, for `queued`. */
  readonly nextAt: Date | null;
}

/** Writes the attempt and the new state; false when this attempt no longer holds the delivery, and nothing was written. */
export async function finishAttempt(
  tx: Transaction,
  claimed: ClaimedDelivery,
  finished: FinishedAttempt,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `with finished as (
       update deliveries set state = $3, lease_until = null, reason_code = $4, reason = $5, next_at = coalesce($6, next_at),
         deferrals = deferrals + case when $3 = 'queued' then 1 else 0 end,
         finished_at = case when $3 in ('delivered', 'failed') then now() end
       where id = $1 and state = 'sending' and attempt = $2 returning id)
     insert into delivery_attempts (delivery, attempt, started_at, finished_at, outcome, detail)
     select id, $2, $7, now(), $8, $5 from finished`,
    [
      claimed.id,
      claimed.attempt,
      finished.state,
      finished.reasonCode,
      finished.detail,
      finished.nextAt,
      claimed.startedAt,
      finished.outcome,
    ],
    'finish-attempt',
  );
  return rowCount === 1;
}

export interface ExpiredDelivery {
  id: string;
  document: string;
  documentId: string;
  recipient: string;
  target: string;
  fromAgency: string;
}

/** Fails queued deliveries whose time is over; the caller writes their events in the same transaction. */
export async function failExpired(tx: Transaction, limit: number): Promise<ExpiredDelivery[]> {
  const { rows } = await tx.query<ExpiredDelivery>(
    `with over as (select id from deliveries where state = 'queued' and expires_at < now() order by expires_at limit $1 for update skip locked)
     update deliveries d set state = 'failed', reason_code = 'expired', reason = 'not delivered in time', finished_at = now()
     from over, documents o where d.id = over.id and o.id = d.document and d.state = 'queued'
     returning d.id, d.document, o.document_id as "documentId", d.recipient, d.target, d.from_agency as "fromAgency"`,
    [limit],
    'fail-expired',
  );
  return rows;
}

/** What is to be brought: a container by its digest, or a status message itself. */
export interface Payload {
  sha256: string;
  size: number;
  /** The message, for statuses; documents lie in the blob store. */
  message: Buffer | null;
}

export async function payloadOf(
  db: Queryable,
  { kind, document, status }: ClaimedDelivery,
): Promise<Payload | undefined> {
  const sql =
    kind === 'document'
      ? 'select container_sha256 as sha256, container_size as size, null::bytea as message from documents where id = $1'
      : 'select message_sha256 as sha256, length(message) as size, message from statuses where id = $1';
  const { rows } = await db.query<Payload>(sql, [kind === 'document' ? document : status], `payload-of-${kind}`);
  return rows[0];
}
