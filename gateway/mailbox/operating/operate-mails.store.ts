/** Changes an operator makes to rows of `mails_in` and `mails_out`; each guarded by the state it was found in. */
import type { Queryable, Transaction } from '../../database/database.js';
import type { MailInRow } from './view-mail.store.js';

export interface LockedMail extends Pick<MailInRow, 'state' | 'result' | 'vouched' | 'originalRemovedAt'> {
  /** Whether a worker handles it at this moment. */
  isHeld: boolean;
}

export async function lockMailIn(tx: Transaction, id: string): Promise<LockedMail | undefined> {
  const { rows } = await tx.query<LockedMail>(
    `select state, result, vouched, original_removed_at as "originalRemovedAt", coalesce(lease_until > now(), false) as "isHeld"
     from mails_in where id = $1 for update`,
    [id],
  );
  return rows[0];
}

/** Sets a locked mail aside for good. The attempt is raised, so that a worker whose lease is over cannot finish it any more. */
export async function discardLocked(tx: Transaction, id: string): Promise<void> {
  await tx.query(
    `update mails_in set state = 'discarded', attempt = attempt + 1, lease_until = null, finished_at = now() where id = $1`,
    [id],
  );
}

export async function lockReply(
  tx: Transaction,
  id: string,
): Promise<{ state: string; mail: string | null } | undefined> {
  const { rows } = await tx.query<{ state: string; mail: string | null }>(
    'select state, mail from mails_out where id = $1 for update',
    [id],
  );
  return rows[0];
}

/** Queues a failed answer again. */
export async function requeueReply(tx: Queryable, id: string): Promise<void> {
  await tx.query(
    `update mails_out set state = 'queued', next_at = now(), deferrals = 0, reason_code = null, reason = null, finished_at = null
     where id = $1 and state = 'failed'`,
    [id],
  );
}
