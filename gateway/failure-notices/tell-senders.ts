/**
 * A sender that takes what it is told by mail learns whom its document did not reach. Written in the transaction that fails the
 * delivery, so once each time one fails; those of a document that fail together are in one mail. The mail itself is no delivery: when
 * it comes back, nobody is written to.
 * Source: issue "The e-mail gateway", part 2: "permanent failure told to the sender".
 */
import { v7 as uuidv7 } from 'uuid';
import { baseAddress } from '../config.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { type DocumentMail, insertDocumentMails } from '../mailbox/mails-out.store.js';
import { documentAddress } from '../web/document-address.js';
import { composeFailure } from './compose-failure.js';
import { type MailedFailure, selectMailedFailures } from './failures.store.js';

/**
 * Writes the mails; they are sent once the transaction is committed.
 * @param deliveries deliveries.id: those that this transaction has made fail, and no other
 */
export async function tellSenders(ctx: GatewayContext, tx: Transaction, deliveries: readonly string[]): Promise<void> {
  // Without a mail server agencies read here.
  if (ctx.config.smtpUrl === null || deliveries.length === 0) return;
  const failures = await selectMailedFailures(tx, deliveries);
  if (failures.length === 0) return;
  await insertDocumentMails(
    tx,
    failures.map((failure) => mailAbout(ctx, failure)),
  );
  tx.afterCommit(() => ctx.wake('mails'));
}

function mailAbout({ config }: GatewayContext, { id, delivery, address, ...failure }: MailedFailure): DocumentMail {
  const href = new URL(documentAddress(id, null), baseAddress(config)).href;
  return { id: uuidv7(), delivery, aboutFailure: true, to: address, ...composeFailure({ ...failure, href }) };
}
