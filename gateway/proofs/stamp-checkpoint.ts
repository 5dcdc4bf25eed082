/**
 * Has the log's newest checkpoint timestamped now and then, with what shows that the keys behind its messages are good: receipts and statuses
 * carry no timestamp of their own, and a proof composed when their keys have ended needs a time at which they had not. Every stamp is an event
 * of the log, so that the next one covers it.
 * Source: RFC 3161; ETSI EN 319 102-1 V1.3.1 section 5.6.2.3 (proofs of existence).
 */
import { hash } from 'node:crypto';
import { isProblem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import {
  insertStamp,
  selectLastStamp,
  selectMessageSealers,
  selectUnstamped,
  type UnstampedCheckpoint,
} from '../evidence/checkpoint-stamps.store.js';
import { recordEvents } from '../evidence/events.store.js';
import { readTrust } from '../identity/trust.js';
import { NestedSeals } from './nested-seals.js';

/** So much of the time before its key ends a receipt may lose; each stamp costs a request to the authority. */
const stampEveryMs = 10 * 60_000;
/** Also a log where nothing happens is stamped so often: each stamp shows that those before are older than the end of their authority. */
const renewEveryMs = 30 * 86_400_000;

/**
 * Stamps the newest checkpoint when the last stamp is old enough; gives back whether it did. Without an authority that answers the next
 * checkpoint will do as well.
 * @throws Problem `database_unavailable`
 */
export async function stampCheckpoint(ctx: GatewayContext): Promise<boolean> {
  if (ctx.timestamps.worthAsking() === 0) return false;
  const ago = (ms: number) => new Date(ctx.now().getTime() - ms);
  const due = await selectUnstamped(ctx.database, { before: ago(stampEveryMs), renewBefore: ago(renewEveryMs) });
  if (due === undefined) return false;
  try {
    return await stamp(ctx, due);
  } catch (error) {
    if (isProblem(error, 'timestamp_unavailable')) return false;
    throw error;
  }
}

async function stamp(ctx: GatewayContext, { size, note, stampedSize }: UnstampedCheckpoint): Promise<boolean> {
  const token = await ctx.timestamps.request(hash('sha256', note, 'buffer'));
  const seals = new NestedSeals();
  const last = await selectLastStamp(ctx.database, ctx.now());
  if (last !== undefined) seals.addTimestamp(last.token);
  for (const sealer of await selectMessageSealers(ctx.database, stampedSize, size)) seals.addSealer(sealer);
  const evidence = await seals.evidence(ctx, await readTrust(ctx.database));
  return ctx.database.transaction(async (tx) => {
    if (!(await insertStamp(tx, { size, token, at: ctx.now(), evidence }))) return false;
    const payload = { size, token: hash('sha256', token) };
    await recordEvents(tx, [{ kind: 'log.stamped', agencies: [], payload }]);
    return true;
  });
}
