/**
 * Removes the originals of mails that carried a state secret. Ordered in the transaction that finishes the mail and done after it, again and
 * again until it is done, so that no crash leaves one behind. No hold keeps a state secret here.
 * Source: Decision 28/2018/QĐ-TTg article 1; what survives of a refused secret is time, sender and digest.
 */
import type { GatewayContext } from '../../context.js';
import { keepHolds } from '../../retention/held.store.js';
import { isErasureDue, lockErasureDue, markErased } from './erased-mails.store.js';

async function eraseOne(ctx: GatewayContext): Promise<boolean> {
  return ctx.database.transaction(async (tx) => {
    await keepHolds(tx);
    const due = await lockErasureDue(tx);
    if (due === undefined) return false;
    await ctx.blobs.remove(due.sha256);
    await markErased(tx, due.id, ctx.now());
    ctx.log.info({ mail: due.id, sha256: due.sha256 }, 'the original of a mail marked as a state secret was removed');
    return true;
  });
}

/** All that are due. */
export async function eraseOriginals(ctx: GatewayContext): Promise<void> {
  if (!(await isErasureDue(ctx.database))) return;
  while (await eraseOne(ctx));
}
