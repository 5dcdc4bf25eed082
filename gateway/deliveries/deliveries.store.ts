/**
 * The outbox as workers see it: claiming under a lease, finishing with the attempt as fencing token. Does not renew leases
 * (leases.store.ts), decides nothing about retries (back-off.ts) and speaks to nobody (gateway/channels).
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
  /** Of the document's container, hex. */
  containerSha256: string;
  status: string | null;
  /** The recipient row concerned. */
  recipient: string;
  /** Who gets it. */
  target: string;
  channel: string;
  /** Deliveries of one lane share its turn: of one sender where agencies read here, of one receiver where they are pushed. */
  lane: string;
  /** Of the target's address, in lower case, where the channel is limited by domain; else null. */
  domain: string | null;
  fromAgency: string;
  deferrals: number;
  expiresAt: string;
  startedAt: string;
}

/**
 * One statement: of each lane that has room the most urgent and oldest few, then across lanes by urgency and turn, those with less
 * in work first, so that nobody's thousand documents keep another's one waiting. Only the oldest open delivery of a road can be claimed.
 * No more of a lane is looked at than it has room for: where thousands wait for a thousand receivers, that is most of the work.
 */
const lanesSql = `with recursive lanes as (
  (select lane from deliveries where state = 'queued' and channel = $1
     and not exists (select from channel_pauses p where p.channel = $1) order by lane limit 1)
  union all
  select (select d.lane from deliveries d where d.state = 'queued' and d.channel = $1 and d.lane > l.lane order by d.lane limit 1)
  from lanes l where l.lane is not null),
open as (
  select l.lane, coalesce(b.running, 0) as running from lanes l
  left join unnest($4::text[], $5::int[]) as b(lane, running) on b.lane = l.lane
  where l.lane is not null and coalesce(b.running, 0) < $6::int),
ranked as (
  select own.*, o.running + row_number() over (partition by o.lane order by own.urgency desc, own.next_at, own.id) as turn
  from open o cross join lateral (
    select d.id, d.urgency, d.next_at from deliveries d
    where d.state = 'queued' and d.channel = $1 and d.lane = o.lane and d.next_at <= now()
      and not exists (select 1 from deliveries older where older.document = d.document and older.recipient = d.recipient
        and older.target = d.target and older.id < d.id and older.state in ('queued', 'sending'))
    order by d.urgency desc, d.next_at, d.id limit least($2::int, $6::int - o.running)) own),`;

const chosenByLane = `chosen as (
  select d.id, null::text as domain from deliveries d join ranked r on r.id = d.id
  where d.state = 'queued' and d.channel = $1 and r.turn <= $6
  order by r.urgency desc, r.turn, r.next_at limit $2 for update of d skip locked)`;

/** Of what the lanes may send, each domain takes only what it has room for, in the same order. */
const chosenByDomain = `placed as (
  select r.*, lower(split_part(a.email, '@', 2)) as domain,
    row_number() over (partition by lower(split_part(a.email, '@', 2)) order by r.urgency desc, r.turn, r.next_at, r.id) as place
  from ranked r join deliveries d on d.id = r.id join agencies a on a.code = d.target where r.turn <= $6),
chosen as (
  select d.id, p.domain from deliveries d join placed p on p.id = d.id
  left join unnest($7::text[], $8::int[]) as l(domain, room) on l.domain = p.domain
  where d.state = 'queued' and d.channel = $1 and p.place <= coalesce(l.room, $9::int)
  order by p.urgency desc, p.turn, p.next_at limit $2 for update of d skip locked)`;

const claimSql = (chosen: string) => `${lanesSql}
${chosen}
update deliveries d set state = 'sending', attempt = d.attempt + 1, lease_until = now() + make_interval(secs => $3)
from chosen, documents o where d.id = chosen.id and o.id = d.document
returning d.id, d.attempt, d.kind, d.document, o.document_id as "documentId",
  o.container_sha256 as "containerSha256", d.status, d.recipient, d.target, d.channel, d.lane,
  d.from_agency as "fromAgency", d.deferrals, d.expires_at as "expiresAt", now() as "startedAt", chosen.domain`;

/** What mail domains have room for. */
export interface DomainRoom {
  /** One of which nothing is said in `left`. */
  readonly most: number;
  readonly left: ReadonlyMap<string, number>;
}

/** What a worker has room for in one channel. */
export interface Room {
  readonly channel: string;
  /** Deliveries at most. */
  readonly places: number;
  /** Deliveries of one lane at most, those in work included. */
  readonly perLane: number;
  /** How many of each lane are in work. */
  readonly busy: ReadonlyMap<string, number>;
  /** Null in channels that are not limited by domain. */
  readonly domains: DomainRoom | null;
}

/** Claims due deliveries of a channel for `leaseSeconds`, as many as there is room for. */
export async function claimDeliveries(db: Queryable, room: Room, leaseSeconds: number): Promise<ClaimedDelivery[]> {
  const { channel, places, busy, perLane, domains } = room;
  const ofLanes = [channel, places, leaseSeconds, [...busy.keys()], [...busy.values()], perLane];
  const { rows } =
    domains === null
      ? await db.query<ClaimedDelivery>(claimSql(chosenByLane), ofLanes, 'claim-deliveries')
      : await db.query<ClaimedDelivery>(
          claimSql(chosenByDomain),
          [...ofLanes, [...domains.left.keys()], [...domains.left.values()], domains.most],
          'claim-deliveries-by-domain',
        );
  return rows;
}

/** How the target of a delivery `d` is reached now. Whatever queues a delivery again takes it. */
export const channelNow = '(select a.channel from agencies a where a.code = d.target)';

/** Gives what waits for these agencies to the channel each has now; what was tried in vain by the other one is tried at once. */
export async function followChannels(tx: Queryable, agencies: readonly string[]): Promise<void> {
  await tx.query(
    `update deliveries d set channel = ${channelNow}, deferrals = 0,
       next_at = case when d.deferrals > 0 then now() else d.next_at end
     where d.state = 'queued' and d.target = any ($1::text[]) and d.channel <> ${channelNow}`,
    [agencies],
  );
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
       update deliveries d set state = $3, lease_until = null, reason_code = $4, reason = $5, next_at = coalesce($6, next_at),
         channel = case when $3 = 'queued' then ${channelNow} else channel end,
         deferrals = deferrals + case when $3 = 'queued' then 1 else 0 end, wished_again = wished_again and $3 = 'queued',
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

/** Ends a claimed delivery that must not set out; false when this attempt no longer holds it. */
export async function cancelClaimed(tx: Transaction, claimed: ClaimedDelivery, reason: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update deliveries set state = 'cancelled', lease_until = null, finished_at = now(), reason_code = 'cancelled', reason = $3
     where id = $1 and state = 'sending' and attempt = $2`,
    [claimed.id, claimed.attempt, reason],
    'cancel-claimed',
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

/**
 * Fails queued deliveries whose time is over, at most `limit` of each channel; in a paused channel time stands still. The caller
 * writes their events in the same transaction.
 */
export async function failExpired(
  tx: Transaction,
  channels: readonly string[],
  limit: number,
): Promise<ExpiredDelivery[]> {
  const { rows } = await tx.query<ExpiredDelivery>(
    `with over as (
       select d.id from unnest($1::text[]) as c(channel) cross join lateral (
         select id from deliveries where state = 'queued' and channel = c.channel and expires_at < now()
         order by expires_at limit $2 for update skip locked) d
       where not exists (select from channel_pauses p where p.channel = c.channel))
     update deliveries d set state = 'failed', reason_code = 'expired', reason = 'not delivered in time', finished_at = now()
     from over, documents o where d.id = over.id and o.id = d.document and d.state = 'queued'
     returning d.id, d.document, o.document_id as "documentId", d.recipient, d.target, d.from_agency as "fromAgency"`,
    [channels, limit],
    'fail-expired',
  );
  return rows;
}

/** What is to be brought: a container by its digest, or a status message itself. */
export interface Payload {
  sha256: string;
  /** For statuses; documents lie in the blob store. */
  status: { readonly code: string; readonly message: Buffer } | null;
}

export async function payloadOf(db: Queryable, claimed: ClaimedDelivery): Promise<Payload | undefined> {
  if (claimed.kind === 'document') return { sha256: claimed.containerSha256, status: null };
  return statusPayload(db, claimed.status);
}

async function statusPayload(db: Queryable, id: string | null): Promise<Payload | undefined> {
  const { rows } = await db.query<{ sha256: string; code: string; message: Buffer }>(
    'select message_sha256 as sha256, code, message from statuses where id = $1',
    [id],
    'payload-of-status',
  );
  return rows[0] && { sha256: rows[0].sha256, status: rows[0] };
}
