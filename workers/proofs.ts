/**
 * Brings proofs further, in the background: timestamps and revocation data for what was sealed. A slow or dead authority holds up
 * nothing but this, and while many documents are on their way proofs make way for them.
 * Does not know what a step is (gateway/proofs).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayContext } from '../gateway/context.js';
import { advanceProof } from '../gateway/proofs/advance-proof.js';
import { claimProofs } from '../gateway/proofs/proofs.store.js';

const atOnce = 16;
const inParallel = 4;
/** Longer than any authority may take for one timestamp (`timestamp-source.ts`), times those that share a worker's turn. */
const leaseSeconds = 600;
/** Each step costs as much as a document: so long each worker waits before the next one while documents have the way. */
const courtesyMs = 1_000;

/**
 * One round: what is due now, as far as it goes.
 * @param areDocumentsWaiting asked before each step
 * @returns true when more is waiting and it makes sense to go on at once
 */
export async function advanceProofs(
  ctx: GatewayContext,
  areDocumentsWaiting: () => boolean = () => false,
): Promise<boolean> {
  const claimed = await claimProofs(ctx.database, atOnce, leaseSeconds);
  const waiting = [...claimed];
  let advanced = 0;
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      if (areDocumentsWaiting()) await pause(courtesyMs);
      if (await advanceProof(ctx, one)) advanced += 1;
    }
  };
  await Promise.all(Array.from({ length: inParallel }, work));
  return claimed.length === atOnce && advanced > 0;
}
