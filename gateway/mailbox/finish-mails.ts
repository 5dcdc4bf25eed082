/**
 * Writes down what became of mails, with everything that belongs to it (changes, events, the mail that answers), in one transaction for all of
 * them or not at all. Decides nothing (process-mail.ts).
 */
import { v7 as uuidv7 } from 'uuid';
import { allSettled } from '../all-settled.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import type { ClaimedMail, Handled } from './incoming-mail.js';
import { type MailFace, quarantineFinished, updateFinished } from './mails-in.store.js';
import { insertReply, type ReplyLimit } from './mails-out.store.js';

export interface MailEnd {
  readonly row: ClaimedMail;
  readonly face: MailFace;
  readonly handled: Handled;
  /** How many answers its sender may get. */
  readonly limit: ReplyLimit;
}

export const replyHeldBack = new Error('the address got too many answers lately');

/**
 * @returns for each whether it was written: false when somebody else holds the mail by now
 * @throws `replyHeldBack` when one of them waits for somebody whom only its answer would tell; what the database says
 */
export async function finishMails(ctx: GatewayContext, ends: readonly MailEnd[]): Promise<boolean[]> {
  return ctx.database.transaction(async (tx) => {
    const written = await updateFinished(tx, ends);
    const ours = ends.filter(({ row }) => written.has(row.id));
    const events = await allSettled(ours.map(async ({ handled }) => handled.write?.(tx) ?? []));
    await recordEvents(tx, events.flat());
    for (const end of ours) await answer(ctx, tx, end);
    tx.afterCommit(() => {
      ctx.wake('events');
      if (ours.some(({ handled }) => handled.reply !== undefined)) ctx.wake('mails');
    });
    return ends.map(({ row }) => written.has(row.id));
  });
}

async function answer(ctx: GatewayContext, tx: Transaction, { row, handled, limit }: MailEnd): Promise<void> {
  const { state, reply } = handled;
  if (reply === undefined || (await insertReply(tx, uuidv7(), row.id, reply, limit))) return;
  if (state === 'awaiting') throw replyHeldBack;
  ctx.log.warn({ mail: row.id }, 'a mail is not answered: its sender got too many answers lately');
  if (!didSomething(handled)) await quarantineFinished(tx, row.id);
}

/** Else whoever wrote it had only the answer to learn that nothing was done. */
const didSomething = ({ isRecorded, write }: Handled) => isRecorded === true || write !== undefined;
