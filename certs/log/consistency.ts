/**
 * Where a consistency proof leads: the roots of the earlier and of the later tree that it was made of, step by step. Who compares them
 * with the roots of two checkpoints knows whether the later log holds everything of the earlier one.
 * Source: RFC 9162 section 2.1.4.2.
 */
import { nodeHash } from './tree-hash.js';

export interface ConsistencyProof {
  /** Sizes of the two trees; 0 < earlier ≤ later. */
  readonly earlier: number;
  readonly later: number;
  readonly earlierRoot: Buffer;
  readonly path: readonly Buffer[];
}

export interface ConsistencyStep {
  /** Taken from the proof; the first one begins both ways. */
  readonly hash: Buffer;
  /** A left sibling belongs to both trees, a right one only to the later. */
  readonly side: 'start' | 'left' | 'right';
  /** What the step leads to. */
  readonly earlier: Buffer;
  readonly later: Buffer;
}

const half = (value: number) => Math.floor(value / 2);

/** How the proof begins: with a whole subtree of the earlier tree, which is that tree itself when its size is a power of two. */
function beginningOf({ earlier, later, earlierRoot, path }: ConsistencyProof): readonly Buffer[] | null {
  if (earlier < 1 || earlier > later) return null;
  if (earlier === later) return path.length === 0 ? [earlierRoot] : null;
  return Number.isInteger(Math.log2(earlier)) ? [earlierRoot, ...path] : path;
}

/** Where that subtree's place is, and the last one of its level. */
function placeOf({ earlier, later }: ConsistencyProof): [node: number, last: number] {
  let [node, last] = [earlier - 1, later - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  return earlier === later ? [0, 0] : [node, last];
}

const stepWith = (hash: Buffer, before: ConsistencyStep, isLeft: boolean): ConsistencyStep =>
  isLeft
    ? { hash, side: 'left', earlier: nodeHash(hash, before.earlier), later: nodeHash(hash, before.later) }
    : { hash, side: 'right', earlier: before.earlier, later: nodeHash(before.later, hash) };

/** The steps; the last one has both roots. Null for a path that does not fit the sizes. */
export function followConsistency(proof: ConsistencyProof): ConsistencyStep[] | null {
  const [first, ...siblings] = beginningOf(proof) ?? [];
  if (first === undefined) return null;
  let [node, last] = placeOf(proof);
  let step: ConsistencyStep = { hash: first, side: 'start', earlier: first, later: first };
  const steps = [step];
  for (const hash of siblings) {
    if (last === 0) return null;
    const isLeft = node % 2 === 1 || node === last;
    step = stepWith(hash, step, isLeft);
    steps.push(step);
    // The last node of a level may have no sibling there: it rises until it is somebody's right child.
    while (isLeft && node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? steps : null;
}
