/** What time ends about incoming mails: confirmations nobody gave, tokens, originals that are not kept any longer. */
import type { Queryable, Transaction } from '../../database/database.js';
import { isHeld } from '../../retention/held.store.js';

/** Puts mails in quarantine whose last confirmation has ended unused. @returns how many */
export async function quarantineUnconfirmed(db: Queryable, result: string, now: Date): Promise<number> {
  const { rowCount } = await db.query(
    `update mails_in m set state = 'quarantined', result = $1, finished_at = $2
     where state = 'awaiting' and exists (select from mail_confirmations c where c.mail = m.id)
       and not exists (select from mail_confirmations c where c.mail = m.id and c.expires_at > $2)`,
    [result, now],
  );
  return rowCount;
}

/** Forgets tokens that ended before. */
export async function deleteEndedTokens(db: Queryable, before: Date): Promise<void> {
  await db.query('delete from answer_tokens where expires_at < $1', [before]);
  await db.query('delete from mail_confirmations where expires_at < $1', [before]);
}

export interface OldOriginal {
  id: string;
  sha256: string;
}

/** Locks mails that ended before and still have their original, oldest first; held ones stay. */
export async function lockOldOriginals(tx: Transaction, before: Date, limit: number): Promise<OldOriginal[]> {
  const { rows } = await tx.query<OldOriginal>(
    `select id, sha256 from mails_in m
     where state in ('done', 'discarded') and original_removed_at is null and finished_at < $1 and not ${isHeld('m')}
     order by finished_at limit $2 for update of m skip locked`,
    [before, limit],
  );
  return rows;
}

/** Marks originals as removed. @returns digests no other mail keeps: the same mail may have come to several mailboxes */
export async function markOriginalsRemoved(tx: Transaction, ids: readonly string[], now: Date): Promise<string[]> {
  const { rows } = await tx.query<{ sha256: string }>(
    'update mails_in set original_removed_at = $2 where id = any ($1::uuid[]) returning sha256',
    [ids, now],
  );
  const { rows: free } = await tx.query<{ sha256: string }>(
    `select w.sha256 from unnest($1::text[]) as w(sha256)
     where not exists (select from mails_in m where m.sha256 = w.sha256 and m.original_removed_at is null)`,
    [[...new Set(rows.map(({ sha256 }) => sha256))]],
  );
  return free.map(({ sha256 }) => sha256);
}
