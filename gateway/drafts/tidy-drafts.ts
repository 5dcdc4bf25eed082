/** What time ends of drafts: those that were sent, only opened, or left alone for long, and bytes that belong to none. */
import type { GatewayContext } from '../context.js';
import { keepHolds } from '../retention/held.store.js';
import { selectKnownFiles } from './draft-files.store.js';
import { deleteOldDrafts } from './drafts.store.js';
import { sweepUploads } from './upload-bytes.js';

const dayMs = 86_400_000;
/** An upload writes its bytes in the transaction that tells of them: younger ones may not be known yet. */
const orphanAgeMs = 3_600_000;

/** @returns drafts removed */
export async function tidyDrafts(ctx: GatewayContext): Promise<number> {
  const now = ctx.now().getTime();
  const ended = { brief: new Date(now - dayMs), long: new Date(now - ctx.config.draftDays * dayMs) };
  const removed = await ctx.database.transaction(async (tx) => {
    await keepHolds(tx);
    return deleteOldDrafts(tx, ended);
  });
  await sweepUploads(ctx, orphanAgeMs, (names) => selectKnownFiles(ctx.database, names));
  return removed;
}
