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
import {
  deleteNotice,
  lockWaitingNotices,
  type MailedFailure,
  rewriteNotice,
  selectMailedFailures,
} from './failures.store.js';

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

/**
 * Something of a document that had failed arrived after all: what has not gone out yet tells only of those that did fail, or does not go
 * out. What went out is not taken back.
 * @param document documents.id
 */
export async function tellOnlyOfFailed(ctx: GatewayContext, tx: Transaction, document: string): Promise<void> {
  for (const { id, deliveries } of await lockWaitingNotices(tx, document)) {
    const [failure] = await selectMailedFailures(tx, deliveries);
    await (failure === undefined ? deleteNotice(tx, id) : rewriteNotice(tx, id, words(ctx, failure).blocks));
  }
}

function words({ config }: GatewayContext, failure: MailedFailure) {
  return composeFailure({ ...failure, href: new URL(documentAddress(failure.id, null), baseAddress(config)).href });
}

function mailAbout(ctx: GatewayContext, failure: MailedFailure): DocumentMail {
  const { delivery, address } = failure;
  return { id: uuidv7(), delivery, aboutFailure: true, to: address, ...words(ctx, failure) };
}
