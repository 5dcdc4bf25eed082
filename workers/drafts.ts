/** Hands in drafts whose undo window is over, under leases: whoever dies on the way is followed by another one. Any number of processes may run it. */
import type { GatewayContext } from '../gateway/context.js';
import { sendDraft } from '../gateway/drafts/send-draft.js';
import { claimDraft } from '../gateway/drafts/sending-drafts.store.js';
import { Leases } from './leases.js';
import { type Repeater, repeat } from './repeat.js';

/** At the same time in one process; each takes the next draft when it is free, so that a slow one holds up no other. */
const lanes = 4;

/** @returns true when there was one to send: more may be waiting */
export async function sendNextDraft(ctx: GatewayContext, leases = new Leases(ctx, 'drafts')): Promise<boolean> {
  const claimedMs = performance.now();
  const claimed = await claimDraft(ctx.database, { now: ctx.now(), leaseSeconds: ctx.config.leaseSeconds });
  if (claimed === undefined) return false;
  leases.hold(claimed, claimedMs);
  const end = await sendDraft(ctx, claimed).finally(() => leases.release(claimed));
  ctx.log.info({ draft: claimed.id, end }, 'a draft was handed in');
  return true;
}

export function startDrafts(ctx: GatewayContext): Pick<Repeater, 'wake' | 'stop'> {
  const leases = new Leases(ctx, 'drafts');
  const renewal = leases.start();
  const everyMs = ctx.config.scanSeconds * 1000;
  const loops = Array.from({ length: lanes }, () =>
    repeat({ name: 'drafts', everyMs, log: ctx.log }, () => sendNextDraft(ctx, leases)),
  );
  return {
    wake: () => {
      for (const loop of loops) loop.wake();
    },
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await renewal.stop();
    },
  };
}
