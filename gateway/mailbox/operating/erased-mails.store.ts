/** Which originals must not stay: those of mails that carried a state secret. Of their rows only time, sender and digest are left. */
import type { Queryable, Transaction } from '../../database/database.js';

/** Takes from a finished mail what it says, and orders its original to be erased. */
export async function orderErasure(tx: Transaction, mail: string): Promise<void> {
  await tx.query(
    `update mails_in set subject = '', search = coalesce(sender, ''), detail = null, erase_due = true where id = $1`,
    [mail],
  );
}

/** True for the original of a secret that was erased, or is about to be; others go when their time is over (tidy-mails.ts). */
export async function isErased(db: Queryable, sha256: string): Promise<boolean> {
  const { rows } = await db.query(
    `select from mails_in where sha256 = $1
       and (erase_due or (original_removed_at is not null and result = 'secret_refused')) limit 1`,
    [sha256],
  );
  return rows.length > 0;
}

/** Whether `lockErasureDue` may find something: asked after every few mails, and hardly ever so. */
export async function isErasureDue(db: Queryable): Promise<boolean> {
  const { rows } = await db.query('select from mails_in where erase_due limit 1', [], 'is-erasure-due');
  return rows.length > 0;
}

/** Locks a row until the end of the transaction, so that an order that comes meanwhile is a new one. No hold keeps a state secret here. */
export async function lockErasureDue(tx: Transaction): Promise<{ id: string; sha256: string } | undefined> {
  const { rows } = await tx.query<{ id: string; sha256: string }>(
    'select id, sha256 from mails_in where erase_due order by id limit 1 for update skip locked',
  );
  return rows[0];
}

export async function markErased(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.query('update mails_in set erase_due = false, original_removed_at = $2 where id = $1', [id, at]);
}
