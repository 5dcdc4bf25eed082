/** Rows of `mail_confirmations`: which token lets an agency confirm which mail. The token itself is never kept. */
import type { Queryable, Transaction } from '../../database/database.js';

export interface ConfirmationSubject {
  /** mails_in.id */
  readonly mail: string;
  /** Code of the agency that is asked. */
  readonly agency: string;
}

export interface ConfirmationRow extends ConfirmationSubject {
  readonly expiresAt: Date;
  /** Null until it was confirmed. */
  readonly usedAt: Date | null;
}

export interface NewConfirmation extends ConfirmationSubject {
  /** Where the link goes. */
  readonly address: string;
  readonly expiresAt: Date;
}

export async function insertConfirmation(
  db: Queryable,
  tokenSha256: string,
  { mail, agency, address, expiresAt }: NewConfirmation,
): Promise<void> {
  await db.query(
    'insert into mail_confirmations (token_sha256, mail, agency, address, expires_at) values ($1, $2, $3, $4, $5)',
    [tokenSha256, mail, agency, address, expiresAt],
  );
}

export async function selectConfirmation(db: Queryable, tokenSha256: string): Promise<ConfirmationRow | undefined> {
  const { rows } = await db.query<{ mail: string; agency: string; expiresAt: string; usedAt: string | null }>(
    'select mail, agency, expires_at as "expiresAt", used_at as "usedAt" from mail_confirmations where token_sha256 = $1',
    [tokenSha256],
  );
  return rows.map((row) => ({
    ...row,
    expiresAt: new Date(row.expiresAt),
    usedAt: row.usedAt === null ? null : new Date(row.usedAt),
  }))[0];
}

/**
 * Marks it used, once; undefined when it had been, is over, or never was, or when the agency is closed or has another address by now.
 * @param day YYYY-MM-DD of `now`
 */
export async function useConfirmation(
  tx: Transaction,
  tokenSha256: string,
  now: Date,
  day: string,
): Promise<ConfirmationSubject | undefined> {
  const { rows } = await tx.query<ConfirmationSubject>(
    `update mail_confirmations c set used_at = $2 from agencies a
     where c.token_sha256 = $1 and c.used_at is null and c.expires_at > $2
       and a.code = c.agency and lower(a.email) = lower(coalesce(c.address, a.email))
       and coalesce(a.valid_from, $3::date) <= $3 and coalesce(a.valid_to, $3::date) >= $3
     returning c.mail, c.agency`,
    [tokenSha256, now, day],
  );
  return rows[0];
}
