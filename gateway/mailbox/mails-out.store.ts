/** Rows of `mails_out`: the mails that answer one that came in, or tell of a document by themselves, sent under a lease like deliveries. */
import { foldText } from '../../schemas/directory/fold-text.js';
import type { Queryable, Transaction } from '../database/database.js';
import type { Block } from '../mail/mail-body.js';
import type { Reply } from './incoming-mail.js';

export interface ClaimedReply {
  readonly id: string;
  readonly attempt: number;
  readonly deferrals: number;
  readonly recipient: string;
  readonly subject: string;
  readonly body: readonly Block[];
  /** Message-ID of the mail it answers, without angle brackets. */
  readonly inReplyTo: string | null;
  /** The document it tells of by itself; null for an answer. */
  readonly tellsOf: string | null;
}

/** So many in so much time. */
export interface Rate {
  readonly count: number;
  readonly seconds: number;
}

/** How many answers one address may get. */
export interface ReplyLimit {
  /** To mails of which nothing shows that their sender has the address; they are counted by themselves. */
  readonly unproven: boolean;
  /** How many are sent; what is above it waits for its turn. */
  readonly pace: Rate;
  /** How many are written at all, those that wait among them. Its time is not shorter than that of `pace`. */
  readonly most: Rate;
}

/**
 * Writes an answer, to be sent when the pace allows it.
 * @returns false when the address got as many answers lately as are written: then none is
 */
export async function insertReply(
  tx: Transaction,
  id: string,
  mail: string,
  { to, subject, blocks }: Reply,
  { unproven, pace, most }: ReplyLimit,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `with lately as materialized (
       select next_at, created_at from mails_out where mail is not null and lower(recipient) = lower($3) and unproven = $7
         and created_at > now() - make_interval(secs => $11)),
     turn as (select next_at + make_interval(secs => $9) as at from lately order by next_at desc offset $8 - 1 limit 1)
     insert into mails_out (id, mail, recipient, subject, search, body, unproven, next_at)
     select $1, $2, $3, $4, $5, $6, $7, greatest(now(), (select at from turn))
     where (select count(*) from lately) < $10`,
    [
      id,
      mail,
      to,
      subject,
      foldText(`${to} ${subject}`),
      JSON.stringify(blocks),
      unproven,
      pace.count,
      pace.seconds,
      most.count,
      most.seconds,
    ],
    'insert-reply',
  );
  return rowCount === 1;
}

/** A mail that answers none: a recipient is reminded of a document, or its sender told that it did not reach somebody. */
export interface DocumentMail extends Reply {
  readonly id: string;
  /** That brought the document, or did not; of several that failed, one. */
  readonly delivery: string;
  readonly aboutFailure: boolean;
}

export async function insertDocumentMails(tx: Transaction, mails: readonly DocumentMail[]): Promise<void> {
  await tx.query(
    `insert into mails_out (id, delivery, about_failure, recipient, subject, search, body)
     select id, delivery, failure, recipient, subject, search, body::jsonb
     from unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::text[], $5::text[], $6::text[], $7::text[])
       as m(id, delivery, failure, recipient, subject, search, body)`,
    [
      mails.map(({ id }) => id),
      mails.map(({ delivery }) => delivery),
      mails.map(({ aboutFailure }) => aboutFailure),
      mails.map(({ to }) => to),
      mails.map(({ subject }) => subject),
      mails.map(({ to, subject }) => foldText(`${to} ${subject}`)),
      mails.map(({ blocks }) => JSON.stringify(blocks)),
    ],
    'insert-document-mails',
  );
}

/** The answer to a mail that carries this text, e.g. the token of a link. */
export async function selectLetterWith(
  db: Queryable,
  mail: string,
  text: string,
): Promise<Pick<ClaimedReply, 'subject' | 'body'> | undefined> {
  const { rows } = await db.query<Pick<ClaimedReply, 'subject' | 'body'>>(
    'select subject, body from mails_out where mail = $1 and position($2 in body::text) > 0 limit 1',
    [mail, text],
  );
  return rows[0];
}

export async function claimReplies(db: Queryable, limit: number, leaseSeconds: number): Promise<ClaimedReply[]> {
  const { rows } = await db.query<ClaimedReply>(
    `with due as (
       select id from mails_out where state = 'queued' and next_at <= now() and (lease_until is null or lease_until < now())
       order by next_at, id limit $1 for update skip locked)
     update mails_out o set attempt = o.attempt + 1, lease_until = now() + make_interval(secs => $2)
     from due where o.id = due.id
     returning o.id, o.attempt, o.deferrals, o.recipient, o.subject, o.body,
       (select message_id from mails_in where id = o.mail) as "inReplyTo",
       (select document from deliveries where id = o.delivery) as "tellsOf"`,
    [limit, leaseSeconds],
    'claim-replies',
  );
  return rows;
}

export interface FinishedReply {
  readonly state: 'sent' | 'failed' | 'queued';
  readonly reasonCode: string | null;
  readonly reason: string | null;
  /** For `queued`: when to try again. */
  readonly nextAt: Date | null;
}

/** False when this attempt no longer holds it. */
export async function finishReply(
  db: Queryable,
  { id, attempt }: Pick<ClaimedReply, 'id' | 'attempt'>,
  { state, reasonCode, reason, nextAt }: FinishedReply,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update mails_out set state = $3, lease_until = null, reason_code = $4, reason = $5, next_at = coalesce($6, next_at),
       deferrals = deferrals + case when $3 = 'queued' then 1 else 0 end,
       finished_at = case when $3 = 'queued' then null else now() end
     where id = $1 and attempt = $2 and state = 'queued'`,
    [id, attempt, state, reasonCode, reason, nextAt],
    'finish-reply',
  );
  return rowCount === 1;
}

/** Whether it was handed to the mail server, or may have been, and nothing is written down of that yet; it will be. @param id UUID */
export async function isReplyOnItsWay(db: Queryable, id: string): Promise<boolean> {
  const { rows } = await db.query(`select 1 from mails_out where id = $1 and state = 'queued' and attempt > 0`, [id]);
  return rows.length > 0;
}

/** A reply that was sent came back; false when there is no such reply. */
export async function failSentReply(
  db: Queryable,
  id: string,
  { reasonCode, reason }: { readonly reasonCode: string; readonly reason: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update mails_out set state = 'failed', reason_code = $2, reason = $3 where id = $1 and state in ('sent', 'failed')`,
    [id, reasonCode, reason],
  );
  return rowCount === 1;
}
