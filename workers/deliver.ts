/**
 * One claimed delivery: look whether it may set out, record the arrival, let the channel carry it, write down what happened.
 * The state of the delivery decides what is written; the attempt number keeps a worker that was presumed dead from writing too.
 * Source: design, "A document's way", steps 5 and 6.
 */
import type { Channel, DeliveryJob, DeliveryOutcome } from '../gateway/channels/channel.js';
import type { GatewayContext } from '../gateway/context.js';
import type { Transaction } from '../gateway/database/database.js';
import { pauseMs } from '../gateway/deliveries/back-off.js';
import {
  type ClaimedDelivery,
  cancelClaimed,
  type FinishedAttempt,
  finishAttempt,
  payloadOf,
} from '../gateway/deliveries/deliveries.store.js';
import { renewLeases } from '../gateway/deliveries/leases.store.js';
import { killPoint } from '../gateway/documents/kill-points.js';
import type { RequestKind } from '../gateway/documents/lifecycle.js';
import { type Approach, approachRecipient, recordArrival } from '../gateway/documents/record-arrival.js';
import type { EventKind, NewEvent } from '../gateway/evidence/events.js';
import { recordEvents } from '../gateway/evidence/events.store.js';
import { tellSenders } from '../gateway/failure-notices/tell-senders.js';
import { bufferSource } from '../schemas/asice/file-source.js';
import { isProblem } from '../schemas/problems/problem.js';

/** Somebody else holds the delivery by now: nothing of this attempt is written. */
const leaseLost = new Error('the lease of this delivery was lost');

/** How an attempt ended: as the channel said, before the channel was asked, or with nothing written because somebody else took over. */
export type Ending = DeliveryOutcome['outcome'] | 'stopped' | 'lost';

/**
 * Brings one delivery on its way. Throws only when the database does; the lease then gives the delivery back.
 * @param loss aborted when the delivery may be somebody else's
 */
export async function deliverClaimed(
  ctx: GatewayContext,
  channel: Channel,
  claimed: ClaimedDelivery,
  loss: AbortSignal,
): Promise<Ending> {
  const approach = await approachOf(ctx, claimed);
  if (approach.kind === 'stopped')
    return (await whileOurs(ctx, (tx) => stop(tx, claimed, approach.request))) ? 'stopped' : 'lost';
  const isPushed = channel.leavesGateway;
  const arrives = async (tx: Transaction) =>
    approach.kind === 'arriving' ? recordArrival(ctx, tx, approach.arrival) : undefined;
  if (isPushed && !(await whileOurs(ctx, (tx) => holding(ctx, tx, claimed, arrives)))) return 'lost';
  const outcome = await attempt(ctx, channel, claimed, loss);
  killPoint('delivery-sent');
  const isFinished = await whileOurs(ctx, async (tx) => {
    const [isOurs] = await Promise.all([
      finishAttempt(tx, claimed, finishedBy(outcome, claimed)),
      !isPushed && outcome.outcome === 'accepted' ? arrives(tx) : undefined,
      recordEvents(tx, eventsOf(claimed, outcome, isPushed)),
    ]);
    if (isOurs && outcome.outcome === 'refused') await tellSenders(ctx, tx, [claimed.id]);
    return isOurs;
  });
  return isFinished ? outcome.outcome : 'lost';
}

/** A status has nothing to meet at the other side. */
async function approachOf(ctx: GatewayContext, { kind, document, recipient }: ClaimedDelivery): Promise<Approach> {
  return kind === 'document' ? approachRecipient(ctx, document, recipient) : { kind: 'arrived' };
}

/**
 * Commits what `write` writes if it says that the delivery is still this attempt's; else nothing of it is kept.
 * @returns what `write` said
 */
async function whileOurs(ctx: GatewayContext, write: (tx: Transaction) => Promise<boolean>): Promise<boolean> {
  try {
    await ctx.database.transaction(async (tx) => {
      if (!(await write(tx))) throw leaseLost;
      tx.afterCommit(() => ctx.wake('events'));
    });
    return true;
  } catch (error) {
    if (error !== leaseLost) throw error;
    return false;
  }
}

/** Writes something while nobody can take the delivery over; false when somebody has. */
async function holding(
  ctx: GatewayContext,
  tx: Transaction,
  claimed: ClaimedDelivery,
  write: (tx: Transaction) => Promise<void>,
): Promise<boolean> {
  const [held] = await Promise.all([renewLeases(tx, 'deliveries', [claimed], ctx.config.leaseSeconds), write(tx)]);
  return held.has(claimed.id);
}

async function stop(tx: Transaction, claimed: ClaimedDelivery, request: RequestKind): Promise<boolean> {
  const { document, documentId, fromAgency, id, recipient } = claimed;
  const stopped: NewEvent = {
    kind: 'delivery.cancelled',
    document,
    agencies: [fromAgency],
    payload: { documentId, request, delivery: id, recipients: [recipient] },
  };
  const [isOurs] = await Promise.all([cancelClaimed(tx, claimed, request), recordEvents(tx, [stopped])]);
  return isOurs;
}

async function attempt(
  ctx: GatewayContext,
  channel: Channel,
  claimed: ClaimedDelivery,
  loss: AbortSignal,
): Promise<DeliveryOutcome> {
  try {
    return await channel.deliver(ctx, await jobOf(ctx, claimed, loss));
  } catch (error) {
    if (isProblem(error, 'database_unavailable')) throw error;
    ctx.log.error(
      { delivery: claimed.id, document: claimed.document, err: error },
      'a delivery attempt failed on our side',
    );
    return { outcome: 'deferred', code: isProblem(error) ? error.code : 'internal', detail: 'a fault of this gateway' };
  }
}

async function jobOf(ctx: GatewayContext, claimed: ClaimedDelivery, loss: AbortSignal): Promise<DeliveryJob> {
  const payload = await payloadOf(ctx.database, claimed);
  if (payload === undefined) throw new Error(`delivery ${claimed.id} has nothing to bring`);
  const { sha256, status } = payload;
  return {
    delivery: claimed.id,
    kind: claimed.kind,
    document: claimed.document,
    documentId: claimed.documentId,
    target: claimed.target,
    status: status === null ? null : { id: claimed.status ?? '', code: status.code, agency: claimed.recipient },
    sha256,
    loss,
    open: async () =>
      status === null ? ctx.blobs.open(sha256) : Object.assign(bufferSource(status.message), { close: async () => {} }),
  };
}

function finishedBy(outcome: DeliveryOutcome, claimed: ClaimedDelivery): FinishedAttempt {
  switch (outcome.outcome) {
    case 'accepted':
      return { state: 'delivered', outcome: 'accepted', detail: outcome.detail, reasonCode: null, nextAt: null };
    case 'sent':
      return { state: 'sent', outcome: 'accepted', detail: outcome.detail, reasonCode: null, nextAt: null };
    case 'refused':
      return { state: 'failed', outcome: 'refused', detail: outcome.detail, reasonCode: outcome.code, nextAt: null };
    case 'deferred': {
      const pause = pauseMs({ deferrals: claimed.deferrals, askedMs: outcome.askedMs, random: Math.random() });
      return {
        state: 'queued',
        outcome: 'deferred',
        detail: outcome.detail,
        reasonCode: outcome.code,
        nextAt: new Date(Date.now() + pause),
      };
    }
  }
}

const eventKinds: Readonly<Record<DeliveryOutcome['outcome'], EventKind>> = {
  accepted: 'delivery.delivered',
  sent: 'delivery.sent',
  deferred: 'delivery.deferred',
  refused: 'delivery.failed',
};

/** Local arrivals tell of themselves by their receipt. */
function eventsOf(claimed: ClaimedDelivery, outcome: DeliveryOutcome, isPushed: boolean): NewEvent[] {
  if (outcome.outcome === 'accepted' && !isPushed) return [];
  const reason = outcome.outcome === 'deferred' || outcome.outcome === 'refused' ? { code: outcome.code } : {};
  const payload = {
    delivery: claimed.id,
    kind: claimed.kind,
    documentId: claimed.documentId,
    target: claimed.target,
    channel: claimed.channel,
    attempt: claimed.attempt,
    detail: outcome.detail,
    ...reason,
    ...(outcome.outcome === 'sent' ? outcome.facts : {}),
  };
  const kind = eventKinds[outcome.outcome];
  return [{ kind, document: claimed.document, agencies: [claimed.fromAgency, claimed.target], payload }];
}
