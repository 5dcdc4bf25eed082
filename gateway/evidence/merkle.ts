/**
 * The Merkle tree of the log: growth and proofs. Pure; nodes are looked up through a function.
 * Source: RFC 9162 sections 2.1.1 (the tree), 2.1.3 (inclusion), 2.1.4 (consistency).
 */
import { createHash } from 'node:crypto';
import { nodeHash } from '../../certs/log/tree-hash.js';

/** A complete subtree: covers leaves `index · 2^level` up to, not including, `(index + 1) · 2^level`. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Buffer;
}

/** Finds the hash of a complete subtree. */
export type NodeLookup = (level: number, index: number) => Promise<Buffer>;

const emptyRoot = createHash('sha256').digest();

/** The complete subtrees a tree of `size` leaves consists of, left to right. */
export function peaksOf(size: number): Omit<TreeNode, 'hash'>[] {
  const peaks: Omit<TreeNode, 'hash'>[] = [];
  for (let level = 52; level >= 0; level -= 1) {
    const index = Math.floor(size / 2 ** level);
    if (index % 2 === 1) peaks.push({ level, index: index - 1 });
  }
  return peaks;
}

/** The root over peaks given left to right. */
function rootOf(peaks: readonly Buffer[]): Buffer {
  return (
    peaks.reduceRight<Buffer | undefined>(
      (right, peak) => (right === undefined ? peak : nodeHash(peak, right)),
      undefined,
    ) ?? emptyRoot
  );
}

/** A tree that grows: knows its size and peaks only. */
export class GrowingTree {
  readonly #peaks: TreeNode[];

  /** @param peaks those of `peaksOf(size)`, left to right, with their hashes */
  constructor(
    private leaves: number,
    peaks: readonly TreeNode[],
  ) {
    this.#peaks = [...peaks];
  }

  get size(): number {
    return this.leaves;
  }

  get root(): Buffer {
    return rootOf(this.#peaks.map(({ hash }) => hash));
  }

  /** Adds a leaf; gives back every subtree that became complete, the leaf first. */
  append(hash: Buffer): TreeNode[] {
    const added: TreeNode[] = [{ level: 0, index: this.leaves, hash }];
    let newest = added[0] as TreeNode;
    for (let last = this.#peaks.at(-1); last?.level === newest.level; last = this.#peaks.at(-1)) {
      this.#peaks.pop();
      newest = { level: last.level + 1, index: last.index / 2, hash: nodeHash(last.hash, newest.hash) };
      added.push(newest);
    }
    this.#peaks.push(newest);
    this.leaves += 1;
    return added;
  }
}

/** The largest power of two smaller than `size` (size ≥ 2). */
const splitOf = (size: number) => 2 ** (Math.ceil(Math.log2(size)) - 1);

/** The hash over leaves `start` up to, not including, `end`; `start` is a multiple of the range's enclosing power of two. */
async function rangeHash(start: number, end: number, lookup: NodeLookup): Promise<Buffer> {
  const size = end - start;
  const level = Math.log2(size);
  if (Number.isInteger(level)) return lookup(level, start / size);
  const middle = start + splitOf(size);
  return nodeHash(await rangeHash(start, middle, lookup), await rangeHash(middle, end, lookup));
}

/** The path from leaf `index` to the root of the first `size` leaves, lowest first. */
export async function inclusionProof(index: number, size: number, lookup: NodeLookup, start = 0): Promise<Buffer[]> {
  if (size === 1) return [];
  const split = splitOf(size);
  const middle = start + split;
  if (index < split)
    return [...(await inclusionProof(index, split, lookup, start)), await rangeHash(middle, start + size, lookup)];
  return [
    ...(await inclusionProof(index - split, size - split, lookup, middle)),
    await rangeHash(start, middle, lookup),
  ];
}

/** Shows that the tree of `size` leaves begins with the tree of `earlier` leaves (0 < earlier ≤ size). */
export async function consistencyProof(earlier: number, size: number, lookup: NodeLookup): Promise<Buffer[]> {
  return subproof(earlier, 0, size, true, lookup);
}

async function subproof(
  earlier: number,
  start: number,
  size: number,
  isWhole: boolean,
  lookup: NodeLookup,
): Promise<Buffer[]> {
  if (earlier === size) return isWhole ? [] : [await rangeHash(start, start + size, lookup)];
  const split = splitOf(size);
  const middle = start + split;
  if (earlier <= split)
    return [...(await subproof(earlier, start, split, isWhole, lookup)), await rangeHash(middle, start + size, lookup)];
  return [
    ...(await subproof(earlier - split, middle, size - split, false, lookup)),
    await rangeHash(start, middle, lookup),
  ];
}
