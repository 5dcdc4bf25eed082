/** Rows of `mail_confirmations`: what mails ask a person to confirm. The token itself is never kept. */

import type { Bilingual } from '../../schemas/words/bilingual.js';
import type { Queryable, Transaction } from '../database/database.js';
import type { Block } from '../mail/mail-body.js';

export interface NewConfirmation {
  /** Of the token, hex. */
  readonly tokenSha256: string;
  /** mails_in.id */
  readonly mail: string;
  /** Code of the agency that is asked. */
  readonly agency: string;
  readonly title: Bilingual;
  readonly blocks: readonly Block[];
  readonly expiresAt: Date;
}

export async function insertConfirmation(tx: Transaction, confirmation: NewConfirmation): Promise<void> {
  const { tokenSha256, mail, agency, title, blocks, expiresAt } = confirmation;
  await tx.query(
    `insert into mail_confirmations (token_sha256, mail, agency, title, body, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [tokenSha256, mail, agency, JSON.stringify(title), JSON.stringify(blocks), expiresAt],
  );
}

export interface ConfirmationRow {
  readonly mail: string;
  readonly agency: string;
  readonly title: Bilingual;
  readonly blocks: readonly Block[];
  /** ISO 8601 UTC. */
  readonly expiresAt: string;
  readonly usedAt: string | null;
  /** Its mail still waits for it. */
  readonly isAwaited: boolean;
}

export async function selectConfirmation(db: Queryable, tokenSha256: string): Promise<ConfirmationRow | undefined> {
  const { rows } = await db.query<ConfirmationRow>(
    `select c.mail, c.agency, c.title, c.body as blocks, c.expires_at as "expiresAt", c.used_at as "usedAt",
       m.state = 'awaiting' as "isAwaited"
     from mail_confirmations c join mails_in m on m.id = c.mail where c.token_sha256 = $1`,
    [tokenSha256],
  );
  return rows[0];
}

/** Marks it used; undefined when it was before, or its time is over. */
export async function useConfirmation(
  tx: Transaction,
  tokenSha256: string,
  now: Date,
): Promise<Pick<ConfirmationRow, 'mail' | 'agency'> | undefined> {
  const { rows } = await tx.query<Pick<ConfirmationRow, 'mail' | 'agency'>>(
    `update mail_confirmations set used_at = $2 where token_sha256 = $1 and used_at is null and expires_at > $2
     returning mail, agency`,
    [tokenSha256, now],
  );
  return rows[0];
}
