/** Whether something of a mail was used before (signatures: sender/signature-use.ts): its Message-ID, the document it became, the answer it gave. */
import type { Queryable } from '../../database/database.js';

/** True when a document of the agency was sent by another mail under this Message-ID. */
export async function isMessageIdUsed(
  db: Queryable,
  agency: string,
  messageId: string,
  mail: string,
): Promise<boolean> {
  const { rows } = await db.query(
    `select from mails_in where agency = $1 and message_id = $2 and result = 'submitted' and id <> $3 limit 1`,
    [agency, messageId, mail],
    'is-message-id-used',
  );
  return rows.length > 0;
}

/** True when another mail was answered with this document: the same one, handed in twice. */
export async function isAnnounced(db: Queryable, document: string, mail: string): Promise<boolean> {
  const { rows } = await db.query(
    `select from mails_in where document = $1 and result = 'submitted' and id <> $2 limit 1`,
    [document, mail],
    'is-announced',
  );
  return rows.length > 0;
}

/**
 * How many mails from this address ended with this result instead of as a document, with nothing that proves their sender.
 * @param since a UUIDv7: ids are times (RFC 9562 section 5.7)
 */
export async function countUnproven(
  db: Queryable,
  { sender, result, since }: { readonly sender: string; readonly result: string; readonly since: string },
): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from mails_in where id >= $1 and sender = $2 and kind = 'document' and result = $3
       and proof is null and signature_sha256 is null`,
    [since, sender, result],
    'count-unproven',
  );
  return rows[0]?.n ?? 0;
}

/** True when another copy of the mail, under the same Message-ID, answered the same delivery with the same result. */
export async function isAnswered(
  db: Queryable,
  answer: { readonly delivery: string; readonly messageId: string; readonly result: string },
  mail: string,
): Promise<boolean> {
  const { rows } = await db.query(
    'select from mails_in where delivery = $1 and message_id = $2 and result = $3 and id <> $4',
    [answer.delivery, answer.messageId, answer.result, mail],
    'is-answered',
  );
  return rows.length > 0;
}
