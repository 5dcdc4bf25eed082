/**
 * Is a proof of the log right? What anybody who keeps its checkpoints would compute, written down beside the product, not taken from it.
 * Source: RFC 9162 sections 2.1.3.2 (inclusion) and 2.1.4.2 (consistency).
 */
import { createHash } from 'node:crypto';

const nodeHash = (left: Buffer, right: Buffer): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.of(1), left, right]))
    .digest();

/**
 * Climbs from a leaf to the root, telling each step on which side the sibling stands.
 * @returns whether the proof ends exactly at the root (RFC 9162, the common part of 2.1.3.2 and 2.1.4.2)
 */
function climb(
  from: number,
  lastIndex: number,
  siblings: readonly Buffer[],
  step: (sibling: Buffer, isLeft: boolean) => void,
): boolean {
  let [node, last] = [from, lastIndex];
  const rise = () => {
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  };
  for (const sibling of siblings) {
    if (last === 0) return false;
    const isLeft = node % 2 === 1 || node === last;
    step(sibling, isLeft);
    while (isLeft && node % 2 === 0 && node !== 0) rise();
    rise();
  }
  return last === 0;
}

/** RFC 9162 section 2.1.3.2. */
export function isIncluded(leaf: Buffer, index: number, size: number, proof: readonly Buffer[], root: Buffer): boolean {
  let hash = leaf;
  const isComplete = climb(index, size - 1, proof, (sibling, isLeft) => {
    hash = isLeft ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  });
  return index < size && isComplete && hash.equals(root);
}

/** RFC 9162 section 2.1.4.2. */
export function isConsistent(
  earlier: number,
  earlierRoot: Buffer,
  size: number,
  root: Buffer,
  proof: readonly Buffer[],
): boolean {
  if (earlier === size) return proof.length === 0 && earlierRoot.equals(root);
  if (earlier === 0 || earlier > size) return false;
  const path = Number.isInteger(Math.log2(earlier)) ? [earlierRoot, ...proof] : [...proof];
  const first = path.shift();
  if (first === undefined) return false;
  let [node, last] = [earlier - 1, size - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  let [earlierHash, hash] = [first, first];
  const isComplete = climb(node, last, path, (sibling, isLeft) => {
    if (isLeft) earlierHash = nodeHash(sibling, earlierHash);
    hash = isLeft ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  });
  return isComplete && earlierHash.equals(earlierRoot) && hash.equals(root);
}
