/** Hands in drafts whose undo window is over, under leases: whoever dies on the way is followed by another one. Any number of processes may run it. */
import type { GatewayContext } from '../gateway/context.js';
import { sendDraft } from '../gateway/drafts/send-draft.js';
import { claimDrafts } from '../gateway/drafts/sending-drafts.store.js';
import { Leases } from './leases.js';
import { type Repeater, repeat } from './repeat.js';

const atOnce = 4;

/** One round. @returns true when more may be waiting */
export async function sendDrafts(ctx: GatewayContext, leases = new Leases(ctx, 'drafts')): Promise<boolean> {
  const claimedMs = performance.now();
  const { leaseSeconds } = ctx.config;
  const claimed = await claimDrafts(ctx.database, { limit: atOnce, now: ctx.now(), leaseSeconds });
  const work = async (one: (typeof claimed)[number]) => {
    leases.hold(one, claimedMs);
    const end = await sendDraft(ctx, one).finally(() => leases.release(one));
    ctx.log.info({ draft: one.id, end }, 'a draft was handed in');
  };
  await Promise.all(claimed.map(work));
  return claimed.length === atOnce;
}

export function startDrafts(ctx: GatewayContext): Pick<Repeater, 'wake' | 'stop'> {
  const leases = new Leases(ctx, 'drafts');
  const renewal = leases.start();
  const everyMs = ctx.config.scanSeconds * 1000;
  const loop = repeat({ name: 'drafts', everyMs, log: ctx.log }, () => sendDrafts(ctx, leases));
  return {
    wake: () => loop.wake(),
    stop: async () => {
      await loop.stop();
      await renewal.stop();
    },
  };
}
