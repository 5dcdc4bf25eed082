/**
 * Proofs from the stored log: that an event is in it, that a later log contains an earlier one.
 * Source: RFC 9162 sections 2.1.3 and 2.1.4.
 */
import { Problem } from '../../schemas/problems/problem.js';
import type { Queryable } from '../database/database.js';
import { newestCheckpoint, readNode } from './log.store.js';
import { consistencyProof, inclusionProof } from './merkle.js';

async function sizeOf(database: Queryable, wanted: number | undefined): Promise<number> {
  const newest = (await newestCheckpoint(database))?.size ?? 0;
  if (wanted !== undefined && wanted > newest)
    throw new Problem('not_found', { detail: `The log has ${newest} entries` });
  return wanted ?? newest;
}

const encode = (proof: readonly Buffer[]) => proof.map((hash) => hash.toString('base64'));

/** @throws Problem `not_found` for a position the log does not have */
export async function proveInclusion(database: Queryable, position: number, wantedSize?: number) {
  const size = await sizeOf(database, wantedSize);
  if (position >= size) throw new Problem('not_found', { detail: `The log has ${size} entries` });
  const [leaf, proof] = await Promise.all([
    readNode(database, 0, position),
    inclusionProof(position, size, (level, index) => readNode(database, level, index)),
  ]);
  return { position, size, leaf: leaf.toString('base64'), proof: encode(proof) };
}

/** @throws Problem `not_found` for sizes the log does not have; `invalid_request` when `from` is the larger one */
export async function proveConsistency(database: Queryable, from: number, to?: number) {
  const size = await sizeOf(database, to);
  if (from > size) throw new Problem('invalid_request', { detail: `The log had ${size} entries`, field: 'from' });
  return {
    from,
    to: size,
    proof: encode(await consistencyProof(from, size, (level, index) => readNode(database, level, index))),
  };
}
