/**
 * Rows of `mails_in`: taking a mail in once, claiming it under a lease, finishing it with the attempt as fencing token.
 * What operators see and do is in list-mails.store.ts, view-mail.store.ts and operate-mails.store.ts; mails that answer are in mails-out.store.ts.
 */
import type { Queryable, Transaction } from '../database/database.js';
import type { ClaimedMail, Handled } from './incoming-mail.js';

export interface NewMail {
  readonly id: string;
  /** Of the original, hex. */
  readonly sha256: string;
  readonly size: number;
  readonly receivedAt: Date;
}

/** Which of these very mails were taken in from this mailbox before; their originals may be removed by now. */
export async function selectTakenBefore(
  db: Queryable,
  account: string,
  digests: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ sha256: string }>(
    'select sha256 from mails_in where account = $1 and sha256 = any ($2::text[])',
    [account, digests],
    'select-taken-before',
  );
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** @returns how many of them had not been taken in from this mailbox before, and are written */
export async function insertMails(db: Queryable, account: string, mails: readonly NewMail[]): Promise<number> {
  const { rowCount } = await db.query(
    `insert into mails_in (id, account, sha256, size, received_at)
     select id, $1, sha256, size, received_at
     from unnest($2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[]) as m(id, sha256, size, received_at)
     on conflict (account, sha256) do nothing`,
    [
      account,
      mails.map(({ id }) => id),
      mails.map(({ sha256 }) => sha256),
      mails.map(({ size }) => size),
      mails.map(({ receivedAt }) => receivedAt),
    ],
    'insert-mails',
  );
  return rowCount ?? 0;
}

/** Claims mails that are due, oldest first, for `leaseSeconds`; those a worker went away with, too. */
export async function claimMails(db: Queryable, limit: number, leaseSeconds: number): Promise<ClaimedMail[]> {
  const { rows } = await db.query<ClaimedMail>(
    `with due as (
       select id from mails_in where state = 'new' and next_at <= now() and (lease_until is null or lease_until < now())
       order by next_at, id limit $1 for update skip locked)
     update mails_in m set attempt = m.attempt + 1, deaths = m.deaths + case when m.lease_until is null then 0 else 1 end,
       lease_until = now() + make_interval(secs => $2)
     from due where m.id = due.id
     returning m.id, m.attempt, m.deferrals, m.deaths, m.account, m.sha256, m.size, m.received_at as "receivedAt", m.vouched,
       m.vouched_by as "vouchedBy"`,
    [limit, leaseSeconds],
    'claim-mails',
  );
  return rows;
}

/** What a mail says of itself, for lists and search. */
export interface MailFace {
  readonly kind: string;
  readonly messageId: string | null;
  readonly sender: string | null;
  readonly subject: string;
  /** Folded. */
  readonly search: string;
}

/** Writes what became of a mail; false when this attempt no longer holds it, and nothing was written. */
export async function finishMail(
  tx: Transaction,
  { id, attempt }: Pick<ClaimedMail, 'id' | 'attempt'>,
  face: MailFace,
  handled: Handled,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update mails_in set state = $3, lease_until = null, kind = $4, message_id = $5, sender = $6, subject = $7, search = $8,
       agency = $9, proof = $10, signature_sha256 = $11, result = $12, detail = $13, document = $14, delivery = $15, finished_at = now()
     where id = $1 and attempt = $2 and state = 'new'`,
    [
      id,
      attempt,
      handled.state,
      face.kind,
      face.messageId,
      face.sender,
      face.subject,
      face.search,
      handled.agency ?? null,
      handled.proof ?? null,
      handled.signatureSha256 ?? null,
      handled.result,
      handled.detail?.slice(0, 500) ?? null,
      handled.document ?? null,
      handled.delivery ?? null,
    ],
    'finish-mail',
  );
  return rowCount === 1;
}

/** Gives a mail back to be handled later; false when this attempt no longer holds it. */
export async function deferMail(
  db: Queryable,
  { id, attempt }: Pick<ClaimedMail, 'id' | 'attempt'>,
  nextAt: Date,
  reason: { readonly code: string; readonly detail: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update mails_in set lease_until = null, next_at = $3, deferrals = deferrals + 1, result = $4, detail = $5
     where id = $1 and attempt = $2 and state = 'new'`,
    [id, attempt, nextAt, reason.code, reason.detail.slice(0, 500)],
    'defer-mail',
  );
  return rowCount === 1;
}

/** Has a mail that waited handled again, with what somebody said of it; false when it is in none of these states. */
export async function vouchForMail(
  tx: Transaction,
  id: string,
  vouch: { readonly as: 'confirmed' | 'operator'; readonly by: string; readonly from: readonly string[] },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update mails_in set state = 'new', vouched = $2, vouched_by = $3, vouched_at = now(), next_at = now(), deferrals = 0,
       deaths = 0, finished_at = null
     where id = $1 and state = any ($4::text[])`,
    [id, vouch.as, vouch.by, vouch.from],
  );
  return rowCount === 1;
}

/** Undefined when there is no such mail. */
export async function selectMailState(db: Queryable, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ state: string }>('select state from mails_in where id = $1', [id]);
  return rows[0]?.state;
}
