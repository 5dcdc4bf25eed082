/**
 * What an operator does with mails: releases one from quarantine, sets one aside, sends one again. Each change is an event with its
 * actor, in the same transaction. What a released mail may do is decided where mails are handled (handle-*.ts).
 */
import { validate as isUuid } from 'uuid';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import type { Transaction } from '../../database/database.js';
import { retryDelivery } from '../../deliveries/operate-deliveries.js';
import type { EventKind } from '../../evidence/events.js';
import { recordEvents } from '../../evidence/events.store.js';
import { vouchForMail } from '../mails-in.store.js';
import { isDelivery } from './list-mails.js';
import { discardLocked, type LockedMail, lockMailIn, lockReply, requeueReply } from './operate-mails.store.js';
import { selectMailOut } from './view-mail.store.js';

type MailState = LockedMail['state'];

/** From where an operator may move a mail. Released from `discarded` undoes setting it aside. */
const releasable: readonly MailState[] = ['quarantined', 'awaiting', 'discarded'];
const discardable: readonly MailState[] = ['quarantined', 'awaiting', 'new'];

/** Where a mail is after the act; the same act repeated answers alike and changes nothing. */
export interface MovedMail {
  readonly id: string;
  readonly state: string;
}

const wrong = (detail: string) => new Problem('illegal_move', { detail });

async function lock(tx: Transaction, id: string): Promise<LockedMail> {
  const mail = isUuid(id) ? await lockMailIn(tx, id) : undefined;
  if (mail === undefined) throw new Problem('not_found', { detail: 'There is no such incoming mail' });
  return mail;
}

const recordAct = (tx: Transaction, kind: EventKind, payload: Readonly<Record<string, unknown>>) =>
  recordEvents(tx, [{ kind, agencies: [], payload }]);

/**
 * Has a mail handled again, with the operator vouching that it is from whom it claims to be.
 * @throws Problem `not_found`; `illegal_move` when it does not wait; `original_removed` when there is nothing left to handle
 */
export async function releaseMail(
  ctx: GatewayContext,
  id: string,
  actor: string,
  reason: string | null,
): Promise<MovedMail> {
  return ctx.database.transaction(async (tx) => {
    const mail = await lock(tx, id);
    if (mail.vouched === 'operator' && (mail.state === 'new' || mail.state === 'done'))
      return { id, state: mail.state };
    if (!releasable.includes(mail.state)) throw wrong(`A mail that is ${mail.state} does not wait for anybody`);
    if (mail.originalRemovedAt !== null)
      throw new Problem('original_removed', { detail: `Removed at ${mail.originalRemovedAt}` });
    await vouchForMail(tx, id, { as: 'operator', by: actor, from: releasable });
    await recordAct(tx, 'mail.released', { mail: id, was: mail.state, result: mail.result, reason, actor });
    tx.afterCommit(() => ctx.wake('mails'));
    return { id, state: 'new' };
  });
}

/**
 * Sets a mail aside: it is kept, and nothing comes of it. Also one that could not be handled yet, unless it is being handled now.
 * @throws Problem `not_found`; `illegal_move` when something was done with it, or is being done
 */
export async function discardMail(
  ctx: GatewayContext,
  id: string,
  actor: string,
  reason: string | null,
): Promise<MovedMail> {
  return ctx.database.transaction(async (tx) => {
    const mail = await lock(tx, id);
    if (mail.state === 'discarded') return { id, state: mail.state };
    if (!discardable.includes(mail.state)) throw wrong(`A mail that is ${mail.state} cannot be set aside any more`);
    if (mail.isHeld) throw wrong('The mail is being handled at this moment');
    await discardLocked(tx, id);
    await recordAct(tx, 'mail.discarded', { mail: id, was: mail.state, result: mail.result, reason, actor });
    return { id, state: 'discarded' };
  });
}

/**
 * Sends a mail of ours again that failed, under the Message-ID it had: an answer, or a delivery by mail (as `retryDelivery`).
 * @throws Problem `not_found`; `illegal_move` when it did not fail
 */
export async function resendMail(ctx: GatewayContext, id: string, actor: string): Promise<MovedMail> {
  const found = isUuid(id) ? await selectMailOut(ctx.database, id, true) : undefined;
  if (found === undefined) throw new Problem('not_found', { detail: 'There is no such outgoing mail' });
  if (!isDelivery(found)) return resendReply(ctx, id, actor);
  await retryDelivery(ctx, id, actor);
  return { id, state: 'queued' };
}

async function resendReply(ctx: GatewayContext, id: string, actor: string): Promise<MovedMail> {
  return ctx.database.transaction(async (tx) => {
    const reply = await lockReply(tx, id);
    if (reply?.state === 'queued') return { id, state: reply.state };
    if (reply?.state !== 'failed') throw wrong('The mail server took this mail: there is nothing to send again');
    await requeueReply(tx, id);
    await recordAct(tx, 'mail.resent', { mail: id, answers: reply.mail, actor });
    tx.afterCommit(() => ctx.wake('mails'));
    return { id, state: 'queued' };
  });
}
