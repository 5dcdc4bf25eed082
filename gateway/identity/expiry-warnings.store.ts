/** Rows of `expiry_warnings`: of which certificate it was said how long before its end. */
import type { Transaction } from '../database/database.js';

/** False when it was said before. */
export async function insertExpiryWarning(
  tx: Transaction,
  fingerprint: string,
  days: number,
  at: Date,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'insert into expiry_warnings (fingerprint, days, warned_at) values ($1, $2, $3) on conflict do nothing',
    [fingerprint, days, at],
  );
  return rowCount === 1;
}
