/**
 * What people do with deliveries: an operator looks at them, sends one again, pauses a channel and lets it go on; a sender sends again what failed.
 * A paused channel drains: what is being sent is finished, nothing new is begun, and nothing expires meanwhile.
 */
import { validate as isUuid } from 'uuid';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { channels } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { maySetOut } from '../documents/lifecycle.js';
import { recordEvents } from '../evidence/events.store.js';
import { type Principal, requireScope } from '../identity/access.js';
import {
  type DeliveryFilter,
  deletePause,
  extendExpiry,
  insertPause,
  type ListedDelivery,
  type LockedDelivery,
  lockDelivery,
  requeue,
  selectDeliveries,
  selectFailed,
  selectOwnDelivery,
  selectPauses,
} from './operator.store.js';

export interface DeliveryPage {
  readonly items: readonly ListedDelivery[];
  readonly next: string | null;
}

/** Newest first. @param cursor `next` of the page before */
export async function listDeliveries(
  ctx: GatewayContext,
  filter: Partial<DeliveryFilter>,
  cursor: string | null,
  limit: number,
): Promise<DeliveryPage> {
  const wanted = { state: null, channel: null, reason: null, target: null, ...filter };
  const rows = await selectDeliveries(ctx.database, wanted, cursor, limit + 1);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/**
 * Queues a delivery again that failed, or that was sent or pushed and the other side lost: under the same id (a mail has the same
 * Message-ID), as a new attempt, with its full time to live.
 * @throws Problem `not_found`; `illegal_move` when it is still open, was never pushed, or would bring what the sender took
 *   back or replaced
 */
export async function retryDelivery(ctx: GatewayContext, id: string, actor: string): Promise<void> {
  if (!isUuid(id)) throw new Problem('not_found');
  await requeueIf(ctx, id, actor, requireRetriable);
}

/**
 * Queues the document again for one of its recipients whom it did not reach: what its sender may do.
 * @throws Problem `missing_scope`; `not_found` for a document the principal's agencies did not send, or another recipient;
 *   `illegal_move` unless the delivery has failed
 */
export async function retryForRecipient(
  ctx: GatewayContext,
  principal: Principal,
  document: string,
  recipient: string,
): Promise<void> {
  requireScope(principal, 'documents:submit');
  const id = isUuid(document)
    ? await selectOwnDelivery(ctx.database, document, recipient, principal.agencies)
    : undefined;
  if (id === undefined) throw new Problem('not_found');
  await requeueIf(ctx, id, principal.actor, (found) => {
    if (found.state !== 'failed')
      throw new Problem('illegal_move', { detail: `The delivery has not failed; it is ${found.state}` });
    requireRetriable(found);
  });
}

/** @param requireAllowed throws unless the locked delivery may be queued again */
async function requeueIf(
  ctx: GatewayContext,
  id: string,
  actor: string,
  requireAllowed: (found: LockedDelivery) => void,
): Promise<void> {
  await ctx.database.transaction(async (tx) => {
    const found = await lockDelivery(tx, id);
    if (found === undefined) throw new Problem('not_found');
    requireAllowed(found);
    await requeue(tx, id, found.state, new Date(ctx.now().getTime() + ctx.config.deliveryExpiryHours * 3_600_000));
    await recordEvents(tx, [
      {
        kind: 'delivery.retried',
        document: found.document,
        agencies: [found.fromAgency, found.target],
        payload: { delivery: id, was: found.state, channel: found.channel, actor },
      },
    ]);
    tx.afterCommit(() => ctx.wake('deliveries'));
  });
}

/** Pressed again, the next ones follow. */
const retriedAtOnce = 500;

export interface RetriedDeliveries {
  readonly retried: number;
  /** What could not be sent again: somebody else did it a moment ago, or the sender took it back. */
  readonly left: number;
}

/**
 * Queues those again that failed in a channel for one reason, oldest first, at most 500; each as `retryDelivery` does.
 * @throws Problem `not_found` for an unknown channel
 */
export async function retryFailed(
  ctx: GatewayContext,
  group: { readonly channel: string; readonly reason: string },
  actor: string,
): Promise<RetriedDeliveries> {
  requireChannel(group.channel);
  let retried = 0;
  const ids = await selectFailed(ctx.database, group, retriedAtOnce);
  for (const id of ids) if (await isRetried(ctx, id, actor)) retried += 1;
  return { retried, left: ids.length - retried };
}

async function isRetried(ctx: GatewayContext, id: string, actor: string): Promise<boolean> {
  try {
    await retryDelivery(ctx, id, actor);
    return true;
  } catch (error) {
    if (isProblem(error, 'illegal_move')) return false;
    throw error;
  }
}

function requireRetriable({ state, kind, channel, request, requestKind }: LockedDelivery): void {
  const wrong = (detail: string) => new Problem('illegal_move', { detail });
  if (state !== 'failed' && state !== 'sent' && state !== 'delivered')
    throw wrong(`Only a delivery that failed, was sent or was delivered can be sent again; this one is ${state}`);
  if (state === 'delivered' && channel === 'local')
    throw wrong('The agency reads its inbox here: there is nothing to send again');
  if (kind === 'document' && !maySetOut({ kind: requestKind, state: request }))
    throw wrong('The sender took this document back or replaced it');
}

function requireChannel(name: string): void {
  if (!(channels as readonly string[]).includes(name))
    throw new Problem('not_found', { detail: `There is no channel "${name.slice(0, 40)}"` });
}

/** Pausing a paused channel changes nothing. @throws Problem `not_found` for an unknown channel */
export async function pauseChannel(
  ctx: GatewayContext,
  channel: string,
  actor: string,
  reason: string | null,
): Promise<void> {
  requireChannel(channel);
  await ctx.database.transaction(async (tx) => {
    if (await insertPause(tx, channel, actor, reason))
      await recordEvents(tx, [{ kind: 'channel.paused', agencies: [], payload: { channel, actor, reason } }]);
  });
}

/** Resuming a running channel changes nothing. @throws Problem `not_found` for an unknown channel */
export async function resumeChannel(ctx: GatewayContext, channel: string, actor: string): Promise<void> {
  requireChannel(channel);
  await ctx.database.transaction(async (tx) => {
    const pausedSince = await deletePause(tx, channel);
    if (pausedSince === undefined) return;
    await extendExpiry(tx, channel, pausedSince);
    await recordEvents(tx, [{ kind: 'channel.resumed', agencies: [], payload: { channel, actor } }]);
    tx.afterCommit(() => ctx.wake('deliveries'));
  });
}

export const listPauses = (ctx: GatewayContext) => selectPauses(ctx.database);
