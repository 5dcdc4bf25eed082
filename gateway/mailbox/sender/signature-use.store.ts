/** Which mail an S/MIME signature was believed for; column `mails_in.signature_sha256`, unique. */
import type { Queryable } from '../../database/database.js';
import type { ClaimedMail } from '../incoming-mail.js';

/** The delivery that another mail with this signature was about; undefined when there is no such mail. */
export async function selectSignatureUse(
  db: Queryable,
  sha256: string,
  mail: string,
): Promise<{ readonly delivery: string | null } | undefined> {
  const { rows } = await db.query<{ delivery: string | null }>(
    'select delivery from mails_in where signature_sha256 = $1 and id <> $2',
    [sha256, mail],
    'signature-use',
  );
  return rows[0];
}

/**
 * Ties the signature to this mail for ever. False when this attempt no longer holds the mail.
 * @throws the database's error when another mail has it (unique index `mails_in_signature`)
 */
export async function updateSignature(
  db: Queryable,
  { id, attempt }: Pick<ClaimedMail, 'id' | 'attempt'>,
  sha256: string,
  delivery: string,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update mails_in set signature_sha256 = $3, delivery = $4 where id = $1 and attempt = $2 and state = 'new'`,
    [id, attempt, sha256, delivery],
  );
  return rowCount === 1;
}
