/**
 * Whether the stored log is what it claims to be: every payload against its digest, every leaf against the tree, the root
 * against the newest signed checkpoint. Reads everything once, in batches.
 * Source: RFC 9162 section 2.1; C2SP tlog-checkpoint.
 */
import { leafHash } from '../../certs/log/tree-hash.js';
import type { GatewayContext } from '../context.js';
import { openCheckpoint } from './checkpoint.js';
import { payloadDigest } from './events.store.js';
import { leafData, newestCheckpoint, type StoredCheckpoint, sequencedEvents } from './log.store.js';
import { GrowingTree } from './merkle.js';

const batchSize = 5000;

export interface LogVerification {
  readonly size: number;
  /** What is wrong; empty when the log is consistent. */
  readonly faults: readonly string[];
}

export async function verifyLog(
  ctx: GatewayContext,
  onProgress: (done: number) => void = () => {},
): Promise<LogVerification> {
  const checkpoint = await newestCheckpoint(ctx.database);
  if (checkpoint === undefined) return { size: 0, faults: [] };
  const tree = new GrowingTree(0, []);
  const faults: string[] = [];
  while (tree.size < checkpoint.size) {
    const before = tree.size;
    faults.push(...(await growByBatch(ctx, tree, checkpoint.size)));
    if (tree.size === before) return { size: checkpoint.size, faults: [...faults, `position ${before} is missing`] };
    onProgress(tree.size);
  }
  return { size: checkpoint.size, faults: [...faults, ...(await checkCheckpoint(ctx, checkpoint, tree.root))] };
}

/** Adds the next events to the tree, up to the first missing position; gives back what is wrong with their payloads. */
async function growByBatch(ctx: GatewayContext, tree: GrowingTree, size: number): Promise<string[]> {
  const faults: string[] = [];
  for (const event of await sequencedEvents(ctx.database, tree.size, Math.min(batchSize, size - tree.size))) {
    if (event.position !== tree.size) break;
    if (!payloadDigest(event.salt, event.payload).equals(event.payload_sha256))
      faults.push(`the payload of event ${event.id} was changed`);
    tree.append(leafHash(leafData(event)));
  }
  return faults;
}

async function checkCheckpoint(ctx: GatewayContext, checkpoint: StoredCheckpoint, root: Buffer): Promise<string[]> {
  const signer = await ctx.keys.checkpointSigner();
  const opened = openCheckpoint(checkpoint.note, signer.name, signer.publicKey);
  if (opened === undefined) return ['the newest checkpoint does not carry our signature'];
  return opened.size === checkpoint.size && opened.root.equals(root)
    ? []
    : ['the newest checkpoint is over another tree'];
}
