/** Rows of `agency_imports`: directory files that wait for their confirmation, for a day. */
import type { Queryable, Transaction } from '../database/database.js';

/** Keeps a file, and forgets those nobody confirmed. */
export async function insertImport(
  db: Queryable,
  { id, content, actor }: { readonly id: string; readonly content: Buffer; readonly actor: string },
): Promise<void> {
  await db.query(
    `with old as (delete from agency_imports where created_at < now() - interval '1 day')
     insert into agency_imports (id, content, created_by) values ($1, $2, $3)`,
    [id, content, actor],
  );
}

export async function selectImport(db: Queryable, id: string): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ content: Buffer }>(
    `select content from agency_imports where id = $1 and created_at > now() - interval '1 day'`,
    [id],
  );
  return rows[0]?.content;
}

/** The file, which is gone with it once the transaction commits. */
export async function takeImport(tx: Transaction, id: string): Promise<Buffer | undefined> {
  const { rows } = await tx.query<{ content: Buffer }>(
    `delete from agency_imports where id = $1 and created_at > now() - interval '1 day' returning content`,
    [id],
  );
  return rows[0]?.content;
}
