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
