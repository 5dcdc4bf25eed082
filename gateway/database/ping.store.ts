/** Whether the database answers. */
import type { Queryable } from './database.js';

/** @throws Problem `database_unavailable` */
export async function pingDatabase(db: Queryable): Promise<void> {
  await db.query('select 1', [], 'ping');
}
