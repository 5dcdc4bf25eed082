/**
 * Who may work on a claimed delivery, mail or draft, and for how long: renewing leases, finding deliveries whose holder went away.
 * The attempt is the fencing token: whoever holds an older one renews and finishes nothing.
 */
import type { Queryable } from '../database/database.js';
import { channelNow } from './deliveries.store.js';

export interface Lease {
  /** Of the delivery, mail or draft. */
  readonly id: string;
  readonly attempt: number;
}

/** Tables whose rows are worked on under a lease, and the state a row then has. */
const stateInWork = { deliveries: 'sending', mails_in: 'new', mails_out: 'queued', drafts: 'sending' } as const;

export type LeasedTable = keyof typeof stateInWork;

/** Renews leases from now on; returns the rows that are still held. */
export async function renewLeases(
  db: Queryable,
  table: LeasedTable,
  leases: readonly Lease[],
  leaseSeconds: number,
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ id: string }>(
    `update ${table} leased set lease_until = now() + make_interval(secs => $3)
     from unnest($1::uuid[], $2::int[]) as held(id, attempt)
     where leased.id = held.id and leased.attempt = held.attempt and leased.state = '${stateInWork[table]}'
     returning leased.id`,
    [leases.map(({ id }) => id), leases.map(({ attempt }) => attempt), leaseSeconds],
    `renew-leases-${table}`,
  );
  return new Set(rows.map(({ id }) => id));
}

export interface LostDelivery extends Lease {
  readonly kind: 'document' | 'status';
  readonly document: string;
  readonly documentId: string;
  readonly target: string;
  readonly channel: string;
  readonly fromAgency: string;
  readonly deferrals: number;
}

/** Locks deliveries whose lease ran out; nobody else takes them back meanwhile. */
export async function lockLost(tx: Queryable, limit: number): Promise<LostDelivery[]> {
  const { rows } = await tx.query<LostDelivery>(
    `select d.id, d.attempt, d.kind, d.document, o.document_id as "documentId", d.target, d.channel,
       d.from_agency as "fromAgency", d.deferrals
     from deliveries d join documents o on o.id = d.document
     where d.state = 'sending' and d.lease_until < now() order by d.lease_until limit $1 for update of d skip locked`,
    [limit],
    'lock-lost',
  );
  return rows;
}

/** Queues what `lockLost` locked, each for its own time; the attempt counts as lost. */
export async function requeueLost(
  tx: Queryable,
  lost: readonly { readonly id: string; readonly nextAt: Date }[],
  reason: { readonly code: string; readonly detail: string },
): Promise<void> {
  await tx.query(
    `with queued as (
       update deliveries d set state = 'queued', channel = ${channelNow}, lease_until = null, next_at = lost.next_at, deferrals = d.deferrals + 1,
         reason_code = $3, reason = $4
       from unnest($1::uuid[], $2::timestamptz[]) as lost(id, next_at)
       where d.id = lost.id and d.state = 'sending' returning d.id, d.attempt)
     insert into delivery_attempts (delivery, attempt, started_at, finished_at, outcome, detail)
     select id, attempt, now(), now(), 'lost', $4 from queued on conflict do nothing`,
    [lost.map(({ id }) => id), lost.map(({ nextAt }) => nextAt), reason.code, reason.detail],
    'requeue-lost',
  );
}
