/** Rows of `mailboxes`: how far each mailbox was read, and which process reads it. */
import type { Queryable } from '../../database/database.js';

/** Up to where a mailbox was read. UIDs mean something only together with their UIDVALIDITY. Source: RFC 3501 section 2.3.1.1. */
export interface MailboxPosition {
  readonly uidValidity: number;
  readonly lastUid: number;
}

/**
 * Makes `holder` the one that reads the mailbox for so long, when nobody else does.
 * @returns how far it was read; undefined while another process reads it
 */
export async function holdMailbox(
  db: Queryable,
  account: string,
  holder: string,
  seconds: number,
): Promise<MailboxPosition | undefined> {
  const { rows } = await db.query<MailboxPosition>(
    `insert into mailboxes as m (account, holder, holder_until) values ($1, $2, now() + make_interval(secs => $3))
     on conflict (account) do update set holder = $2, holder_until = now() + make_interval(secs => $3)
       where m.holder = $2 or m.holder_until is null or m.holder_until < now()
     returning uid_validity as "uidValidity", last_uid as "lastUid"`,
    [account, holder, seconds],
    'hold-mailbox',
  );
  return rows[0];
}

/** Lets another process read on at once. */
export async function leaveMailbox(db: Queryable, account: string, holder: string): Promise<void> {
  await db.query('update mailboxes set holder_until = null where account = $1 and holder = $2', [account, holder]);
}

/** Every mail up to here is in `mails_in`. */
export async function noteRead(db: Queryable, account: string, position: MailboxPosition): Promise<void> {
  await db.query(
    'update mailboxes set uid_validity = $2, last_uid = $3, read_at = now(), fault = null where account = $1',
    [account, position.uidValidity, position.lastUid],
    'note-read',
  );
}

/** Why the mailbox cannot be read, in words for an operator. */
export async function noteFault(db: Queryable, account: string, fault: string): Promise<void> {
  await db.query('update mailboxes set fault = $2 where account = $1', [account, fault.slice(0, 500)]);
}
