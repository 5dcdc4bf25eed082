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
  /** Whether the agency exists, and has the address the link went to. */
  readonly isAsked: boolean;
}

/** Agencies `a` that a confirmation `c` still asks, on a day. */
const asked = (day: string) => `a.code = c.agency and lower(a.email) = lower(coalesce(c.address, a.email))
  and coalesce(a.valid_from, ${day}::date) <= ${day} and coalesce(a.valid_to, ${day}::date) >= ${day}`;

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

interface StoredConfirmation extends Omit<ConfirmationRow, 'expiresAt' | 'usedAt'> {
  expiresAt: string;
  usedAt: string | null;
}

/** @param day YYYY-MM-DD */
export async function selectConfirmation(
  db: Queryable,
  tokenSha256: string,
  day: string,
): Promise<ConfirmationRow | undefined> {
  const { rows } = await db.query<StoredConfirmation>(
    `select c.mail, c.agency, c.expires_at as "expiresAt", c.used_at as "usedAt",
       exists (select from agencies a where ${asked('$2')}) as "isAsked"
     from mail_confirmations c where c.token_sha256 = $1`,
    [tokenSha256, day],
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
     where c.token_sha256 = $1 and c.used_at is null and c.expires_at > $2 and ${asked('$3')}
     returning c.mail, c.agency`,
    [tokenSha256, now, day],
  );
  return rows[0];
}
