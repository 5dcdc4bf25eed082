/**
 * Deliveries whose worker went away: queued again, later each time, so that what brings workers down does not do so at once again.
 * A lease that is renewed is not lost, however long a channel works.
 */
import type { GatewayContext } from '../gateway/context.js';
import { pauseMs } from '../gateway/deliveries/back-off.js';
import { type LostDelivery, lockLost, requeueLost } from '../gateway/deliveries/leases.store.js';
import type { NewEvent } from '../gateway/evidence/events.js';
import { recordEvents } from '../gateway/evidence/events.store.js';

const perRound = 200;
const reason = { code: 'lease_lost', detail: 'the worker did not come back in time' };

/** Returns how many were lost. */
export async function takeBackLost(ctx: GatewayContext): Promise<number> {
  return ctx.database.transaction(async (tx) => {
    const lost = await lockLost(tx, perRound);
    if (lost.length === 0) return 0;
    const nextAt = ({ deferrals }: LostDelivery) => Date.now() + pauseMs({ deferrals, random: Math.random() });
    await requeueLost(
      tx,
      lost.map((one) => ({ id: one.id, nextAt: new Date(nextAt(one)) })),
      reason,
    );
    await recordEvents(tx, lost.map(lostEvent));
    tx.afterCommit(() => ctx.wake('events'));
    return lost.length;
  });
}

const lostEvent = ({
  id,
  kind,
  document,
  documentId,
  target,
  channel,
  attempt,
  fromAgency,
}: LostDelivery): NewEvent => ({
  kind: 'delivery.deferred',
  document,
  agencies: [fromAgency, target],
  payload: { delivery: id, kind, documentId, target, channel, attempt, ...reason },
});
