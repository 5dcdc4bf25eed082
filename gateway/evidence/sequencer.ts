/**
 * Gives events their place in the log: one sequencer at a time, in batches, each batch with a signed checkpoint.
 * Writers of events never wait for it. Everything of a batch is one transaction, so a crash leaves nothing half done.
 * Source: design, "The log"; RFC 9162 section 2.1.
 */
import { leafHash } from '../../certs/log/tree-hash.js';
import type { GatewayContext } from '../context.js';
import { signCheckpoint } from './checkpoint.js';
import { becomeSequencer, growLog, leafData, newestCheckpoint, readPeaks, unsequencedEvents } from './log.store.js';
import { GrowingTree } from './merkle.js';

const batchSize = 2000;

/** Sequences up to one batch; gives back how many events got their place (0 when another process is at it). */
export async function sequenceOnce(ctx: GatewayContext): Promise<number> {
  const signer = await ctx.keys.checkpointSigner();
  return ctx.database.transaction(async (tx) => {
    if (!(await becomeSequencer(tx))) return 0;
    const waiting = await unsequencedEvents(tx, batchSize);
    if (waiting.length === 0) return 0;
    const start = (await newestCheckpoint(tx))?.size ?? 0;
    const tree = new GrowingTree(start, await readPeaks(tx, start));
    const nodes = waiting.flatMap((event) => tree.append(leafHash(leafData(event))));
    const note = signCheckpoint(tree.size, tree.root, signer);
    await growLog(tx, {
      ids: waiting.map(({ id }) => id),
      start,
      nodes,
      checkpoint: { size: tree.size, root: tree.root, note },
    });
    return waiting.length;
  });
}
