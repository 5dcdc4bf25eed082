/** Figures about mails, for metrics and the examination. Each question walks an index or the mails of a day. */
import type { Queryable } from '../../database/database.js';

export interface WaitingMails {
  state: 'new' | 'quarantined' | 'awaiting';
  count: number;
  /** Seconds the oldest one has been waiting, from when it was taken in or released. */
  oldestSeconds: number;
}

export async function selectWaitingMails(db: Queryable): Promise<WaitingMails[]> {
  const { rows } = await db.query<WaitingMails>(
    `select state, count(*)::int as count,
       greatest(0, extract(epoch from now() - min(coalesce(vouched_at, taken_at))))::float8 as "oldestSeconds"
     from mails_in where state in ('new', 'quarantined', 'awaiting') group by state`,
  );
  return rows;
}

export interface MailResults {
  state: string;
  result: string | null;
  count: number;
}

/** What became of the mails taken in since; asked by their ids, which are times (RFC 9562 section 5.7). @param since a UUIDv7 */
export async function countMailsSince(db: Queryable, since: string): Promise<MailResults[]> {
  const { rows } = await db.query<MailResults>(
    'select state, result, count(*)::int as count from mails_in where id >= $1 group by state, result',
    [since],
  );
  return rows;
}

export interface ReplyFigures {
  state: 'queued' | 'failed';
  count: number;
}

/** Answers that are not with the mail server. */
export async function countReplies(db: Queryable): Promise<ReplyFigures[]> {
  const { rows } = await db.query<ReplyFigures>(
    `select state, count(*)::int as count from mails_out where state in ('queued', 'failed') group by state`,
  );
  return rows;
}

export interface MailboxFigures {
  account: string;
  /** Since its reader last found it in order; null when it never did. */
  readSeconds: number | null;
  /** Why it cannot be read. */
  fault: string | null;
}

/** @param accounts those that are configured: others are no longer read, and not missed */
export async function selectMailboxes(db: Queryable, accounts: readonly string[]): Promise<MailboxFigures[]> {
  const { rows } = await db.query<MailboxFigures>(
    `select account, extract(epoch from now() - read_at)::float8 as "readSeconds", fault
     from unnest($1::text[]) as configured(account) left join mailboxes using (account) order by account`,
    [accounts],
  );
  return rows;
}
