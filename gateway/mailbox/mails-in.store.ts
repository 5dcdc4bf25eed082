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

/**
 * Claims mails that are due, oldest first, for `leaseSeconds`; of those a worker went away with one at a time: should it be the cause, no other
 * one dies with it again and again.
 */
export async function claimMails(db: Queryable, limit: number, leaseSeconds: number): Promise<ClaimedMail[]> {
  const { rows } = await db.query<ClaimedMail>(
    `with due as (
       select id, next_at, lease_until is not null as deserted from mails_in
       where state = 'new' and next_at <= now() and (lease_until is null or lease_until < now())
       order by next_at, id limit $1 for update skip locked),
     chosen as (
       select id from due where not deserted
       union all (select id from due where deserted order by next_at, id limit 1))
     update mails_in m set attempt = m.attempt + 1, deaths = m.deaths + case when m.lease_until is null then 0 else 1 end,
       lease_until = now() + make_interval(secs => $2)
     from chosen where m.id = chosen.id
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

export interface FinishedMail {
  readonly row: Pick<ClaimedMail, 'id' | 'attempt'>;
  readonly face: MailFace;
  readonly handled: Handled;
}

/** Columns of `mails_in` that the end of a mail's handling fills, with their types. */
const finishedColumns: Readonly<Record<string, readonly [type: string, of: (mail: FinishedMail) => string | null]>> = {
  state: ['text', ({ handled }) => handled.state],
  kind: ['text', ({ face }) => face.kind],
  message_id: ['text', ({ face }) => face.messageId],
  sender: ['text', ({ face }) => face.sender],
  subject: ['text', ({ face }) => face.subject],
  search: ['text', ({ face }) => face.search],
  agency: ['text', ({ handled }) => handled.agency ?? null],
  proof: ['text', ({ handled }) => handled.proof ?? null],
  signature_sha256: ['text', ({ handled }) => handled.signatureSha256 ?? null],
  result: ['text', ({ handled }) => handled.result],
  detail: ['text', ({ handled }) => handled.detail?.slice(0, 500) ?? null],
  document: ['uuid', ({ handled }) => handled.document ?? null],
  delivery: ['uuid', ({ handled }) => handled.delivery ?? null],
};

const finishedNames = Object.keys(finishedColumns);
const updateFinishedSql = `update mails_in m set ${finishedNames.map((name) => `${name} = f.${name}`).join(', ')},
    lease_until = null, finished_at = now()
  from unnest($1::uuid[], $2::int[], ${Object.values(finishedColumns)
    .map(([type], index) => `$${index + 3}::${type}[]`)
    .join(', ')}) as f(id, attempt, ${finishedNames.join(', ')})
  where m.id = f.id and m.attempt = f.attempt and m.state = 'new' returning m.id`;

/** Writes what became of mails. @returns ids of those that were written: of the others this attempt no longer holds any */
export async function updateFinished(tx: Transaction, mails: readonly FinishedMail[]): Promise<ReadonlySet<string>> {
  const columns = Object.values(finishedColumns).map(([, of]) => mails.map(of));
  const { rows } = await tx.query<{ id: string }>(
    updateFinishedSql,
    [mails.map(({ row }) => row.id), mails.map(({ row }) => row.attempt), ...columns],
    'finish-mails',
  );
  return new Set(rows.map(({ id }) => id));
}

/** A mail that was finished a moment ago is for an operator to see after all. */
export async function quarantineFinished(tx: Transaction, id: string): Promise<void> {
  await tx.query(`update mails_in set state = 'quarantined' where id = $1 and state = 'done'`, [id]);
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
