/** Rows of `mail_confirmations`: which token lets an agency confirm which mail. The token itself is never kept. */
import type { Queryable, Transaction } from '../database/database.js';

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

export async function insertConfirmation(
  db: Queryable,
  tokenSha256: string,
  { mail, agency, expiresAt }: ConfirmationSubject & { readonly expiresAt: Date },
): Promise<void> {
  await db.query('insert into mail_confirmations (token_sha256, mail, agency, expires_at) values ($1, $2, $3, $4)', [
    tokenSha256,
    mail,
    agency,
    expiresAt,
  ]);
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

/** Marks it used, once; undefined when it had been, is over, or never was. */
export async function useConfirmation(
  tx: Transaction,
  tokenSha256: string,
  now: Date,
): Promise<ConfirmationSubject | undefined> {
  const { rows } = await tx.query<ConfirmationSubject>(
    `update mail_confirmations set used_at = $2 where token_sha256 = $1 and used_at is null and expires_at > $2
     returning mail, agency`,
    [tokenSha256, now],
  );
  return rows[0];
}
