/**
 * Brings proofs further, in the background: timestamps and revocation data for what was sealed. A slow or dead authority holds up
 * nothing but this, and while many documents are on their way proofs make way for them.
 * Does not know what a step is (gateway/proofs).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayContext } from '../gateway/context.js';
import { advanceProof } from '../gateway/proofs/advance-proof.js';
import { claimProofs, type ProofNeed } from '../gateway/proofs/proofs.store.js';

const atOnce = 16;
const inParallel = 4;
/** Longer than any authority may take for one timestamp (`timestamp-source.ts`), times those that share a worker's turn. */
const leaseMs = 600_000;
/** Each step costs as much as a document: so long each worker waits before the next one while documents have the way. */
const courtesyMs = 1_000;

function claim(ctx: GatewayContext, need: ProofNeed, limit: number) {
  const now = ctx.now();
  return claimProofs(ctx.database, { need, limit, now, leaseUntil: new Date(now.getTime() + leaseMs) });
}

/**
 * One round: what is due now, as far as it goes, what waits longest first. While every authority is left alone nothing is claimed that
 * needs one, and one proof alone finds out whether they answer again.
 * @param areDocumentsWaiting asked before each step
 * @returns true when more is waiting and it makes sense to go on at once
 */
export async function advanceProofs(
  ctx: GatewayContext,
  areDocumentsWaiting: () => boolean = () => false,
): Promise<boolean> {
  const toStamp = await claim(ctx, 'timestamp', Math.min(atOnce, ctx.timestamps.worthAsking()));
  const toValidate = await claim(ctx, 'validation-data', atOnce);
  const waiting = [...toStamp, ...toValidate];
  let advanced = 0;
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      if (areDocumentsWaiting()) await pause(courtesyMs);
      if (await advanceProof(ctx, one)) advanced += 1;
    }
  };
  await Promise.all(Array.from({ length: inParallel }, work));
  return Math.max(toStamp.length, toValidate.length) === atOnce && advanced > 0;
}
