/** Rows of `drafts` on their way out: confirmed, taken back, claimed, handed in. Every move is guarded by state or attempt. */
import { urgencies } from '../../schemas/directory/urgency.js';
import type { Queryable } from '../database/database.js';
import type { Role } from '../identity/access.js';
import type { Confirmed } from './draft.js';

/**
 * Editing → sending, of the draft as it was judged and no other. No worker takes it before `endLease`, or the lease is over.
 * @returns the attempt that holds the lease; undefined when it was changed since, is not being written any more, or a file of it is not whole
 */
export async function beginSending(
  db: Queryable,
  draft: {
    readonly id: string;
    readonly agency: string;
    readonly person: string;
    readonly actor: string;
    readonly role: Role;
    readonly sendAt: Date;
    readonly at: Date;
    readonly confirmed: Confirmed;
    /** When the draft that was judged was last changed, ISO 8601. */
    readonly judged: string;
    readonly leaseSeconds: number;
  },
): Promise<number | undefined> {
  const { rows } = await db.query<{ attempt: number }>(
    `update drafts set state = 'sending', confirmed_by = $3, confirmed_as = $8, confirmed_role = $9, send_at = $4, updated_at = $5, attempt = attempt + 1,
       lease_until = now() + make_interval(secs => $7), fault_code = null, fault_detail = null, confirmed = $10
     where id = $1 and agency = $2 and state = 'editing' and updated_at = $6
       and not exists (select from draft_files f where f.draft = $1 and f.sha256 is null)
     returning attempt`,
    [
      draft.id,
      draft.agency,
      draft.person,
      draft.sendAt,
      draft.at,
      draft.judged,
      draft.leaseSeconds,
      draft.actor,
      draft.role,
      JSON.stringify(draft.confirmed),
    ],
  );
  return rows[0]?.attempt;
}

/** Leaves a draft to the workers. */
export async function endLease(db: Queryable, { id, attempt }: Pick<ClaimedDraft, 'id' | 'attempt'>): Promise<void> {
  await db.query(`update drafts set lease_until = null where id = $1 and attempt = $2 and state = 'sending'`, [
    id,
    attempt,
  ]);
}

export interface Fault {
  readonly code: string;
  readonly detail: string;
}

/**
 * Sending → editing, under a new round; whoever is handing it in at this moment commits nothing any more.
 * @param attempt only while it is this one's; left out: only while it is nobody's
 * @returns the round that ended; undefined when nothing was changed
 */
export async function endSending(
  db: Queryable,
  { id, agency, attempt }: { readonly id: string; readonly agency: string; readonly attempt?: number },
  fault: Fault | null,
  at: Date,
): Promise<number | undefined> {
  const { rows } = await db.query<{ round: number }>(
    `update drafts set state = 'editing', send_at = null, lease_until = null, attempt = attempt + 1, round = round + 1, confirmed = null,
       fault_code = $3, fault_detail = $4, updated_at = $5
     where id = $1 and agency = $2 and state = 'sending'
       and case when $6::int is null then coalesce(lease_until < now(), true) else attempt = $6 end
     returning round - 1 as round`,
    [id, agency, fault?.code ?? null, fault?.detail ?? null, at, attempt ?? null],
  );
  return rows[0]?.round;
}

export interface ClaimedDraft {
  readonly id: string;
  readonly agency: string;
  /** Fencing token. */
  readonly attempt: number;
  /** As whom it was confirmed; null when that person works here no longer. */
  readonly confirmedBy: { readonly actor: string; readonly role: Role; readonly agency: string | null } | null;
}

const mostUrgentFirst = [...urgencies].reverse().map(({ code }) => code);

/**
 * Claims the next draft that is due, under a lease with a new attempt: of the agency that has the fewest in work, the most urgent, the
 * oldest. One agency's many, or large, or stuck ones make no other wait.
 */
export async function claimDraft(
  db: Queryable,
  { now, leaseSeconds }: { readonly now: Date; readonly leaseSeconds: number },
): Promise<ClaimedDraft | undefined> {
  const { rows } = await db.query<ClaimedDraft>(
    `with due as (
       select id from drafts one where state = 'sending' and send_at <= $1 and coalesce(lease_until < now(), true)
       order by (select count(*) from drafts other where other.state = 'sending' and other.agency = one.agency and other.lease_until > now()),
         array_position($3::text[], one.fields->>'urgency') nulls last, send_at, id limit 1 for update skip locked)
     update drafts d set attempt = attempt + 1, lease_until = now() + make_interval(secs => $2)
     from due where d.id = due.id
     returning d.id, d.agency, d.attempt, (select jsonb_build_object('actor', d.confirmed_as, 'role', d.confirmed_role, 'agency', u.agency)
       from users u where u.id = d.confirmed_by and u.closed_at is null) as "confirmedBy"`,
    [now, leaseSeconds, mostUrgentFirst],
  );
  return rows[0];
}

/** Lets a draft wait for its next try; nothing when it is somebody else's by now. */
export async function postponeDraft(
  db: Queryable,
  { id, attempt }: Pick<ClaimedDraft, 'id' | 'attempt'>,
  fault: Fault,
  sendAt: Date,
): Promise<void> {
  await db.query(
    `update drafts set lease_until = null, send_at = $3, fault_code = $4, fault_detail = $5
     where id = $1 and attempt = $2 and state = 'sending'`,
    [id, attempt, sendAt, fault.code, fault.detail],
  );
}

/** Sending → sent, inside the transaction that commits the document; false when the draft was taken back or claimed by another. */
export async function markSent(
  tx: Queryable,
  { id, attempt }: Pick<ClaimedDraft, 'id' | 'attempt'>,
  document: string,
  at: Date,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `with sent as (
       update drafts set state = 'sent', document = $3, lease_until = null, updated_at = $4
       where id = $1 and attempt = $2 and state = 'sending' returning id),
     gone as (delete from draft_files where draft in (select id from sent))
     select from sent`,
    [id, attempt, document, at],
  );
  return rowCount === 1;
}

/** The document reserved and not sealed under a key, with its newest attempt. */
export async function selectUnsealed(
  db: Queryable,
  agency: string,
  key: string,
): Promise<{ id: string; attempt: number } | undefined> {
  const { rows } = await db.query<{ id: string; attempt: number }>(
    `select id, sealing_attempt as attempt from documents where from_agency = $1 and idempotency_key = $2 and state = 'sealing'`,
    [agency, key],
  );
  return rows[0];
}
