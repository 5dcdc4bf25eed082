/**
 * Where an inclusion proof leads: the root that it puts a leaf under.
 * Source: RFC 9162 section 2.1.3.2.
 */
import { nodeHash } from './tree-hash.js';

export interface Inclusion {
  /** Hash of the leaf, its index, and how many leaves the tree has. */
  readonly leaf: Buffer;
  readonly index: number;
  readonly size: number;
  /** Siblings from the leaf to the root. */
  readonly path: readonly Buffer[];
}

const isPlaceIn = (index: number, size: number) =>
  Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
const half = (value: number) => Math.floor(value / 2);

/** The root, or null for a path that does not end at one. */
export function rootThrough({ leaf, index, size, path }: Inclusion): Buffer | null {
  if (!isPlaceIn(index, size)) return null;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return null;
    const isRight = node % 2 === 1 || node === last;
    hash = isRight ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    // The last node of a level may have no sibling there: it rises until it is somebody's right child.
    while (isRight && node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? hash : null;
}
