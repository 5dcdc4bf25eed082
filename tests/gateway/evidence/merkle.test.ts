import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rootThrough } from '../../../certs/log/inclusion.js';
import { leafHash } from '../../../certs/log/tree-hash.js';
import {
  consistencyProof,
  GrowingTree,
  inclusionProof,
  type NodeLookup,
  peaksOf,
  type TreeNode,
} from '../../../gateway/evidence/merkle.js';
import { isConsistent, isIncluded } from '../../support/check-merkle.js';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();

/** RFC 9162 section 2.1.1, written down as it stands there: the independent oracle. */
function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256(Buffer.alloc(0));
  if (leaves.length === 1) return sha256(Buffer.concat([Buffer.of(0), leaves[0] as Buffer]));
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.concat([Buffer.of(1), naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split))]));
}

function grow(leaves: readonly Buffer[]) {
  const tree = new GrowingTree(0, []);
  const nodes = new Map<string, TreeNode>();
  for (const leaf of leaves)
    for (const node of tree.append(leafHash(leaf))) nodes.set(`${node.level}/${node.index}`, node);
  const lookup: NodeLookup = async (level, index) => {
    const node = nodes.get(`${level}/${index}`);
    if (node === undefined) throw new Error(`no node ${level}/${index}`);
    return node.hash;
  };
  return { tree, lookup };
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, index) => Buffer.from(`event ${index}`));

describe('the Merkle tree', () => {
  it('has the empty root and the roots of the well-known test leaves', () => {
    // The inputs and roots that Certificate Transparency implementations share.
    const inputs = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ].map((hex) => Buffer.from(hex, 'hex'));
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    expect(grow([]).tree.root.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    for (const [index, root] of roots.entries())
      expect(grow(inputs.slice(0, index + 1)).tree.root.toString('hex')).toBe(root);
  });

  it('grows to the same root as the definition computes, also when resumed from its peaks', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(50), (count, more) => {
        const leaves = leavesOf(count + more);
        const first = grow(leaves.slice(0, count)).tree;
        expect(first.root).toEqual(naiveRoot(leaves.slice(0, count)));
        const peaks = peaksOf(count).map(({ level, index }) => ({
          level,
          index,
          hash: naiveRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)),
        }));
        const resumed = new GrowingTree(count, peaks);
        for (const leaf of leaves.slice(count)) resumed.append(leafHash(leaf));
        expect(resumed.root).toEqual(naiveRoot(leaves));
      }),
      { numRuns: 60 },
    );
  });

  it('proves every leaf of every size, and no other leaf', async () => {
    for (let size = 1; size <= 40; size += 1) {
      const leaves = leavesOf(size);
      const { tree, lookup } = grow(leaves);
      for (const [index, leaf] of leaves.entries()) {
        const proof = await inclusionProof(index, size, lookup);
        expect(isIncluded(leafHash(leaf), index, size, proof, tree.root)).toBe(true);
        expect(isIncluded(leafHash(Buffer.from('other')), index, size, proof, tree.root)).toBe(false);
        expect(isIncluded(leafHash(leaf), index, size, [...proof, proof[0] ?? tree.root], tree.root)).toBe(false);
        const followed = { leaf: leafHash(leaf), index, size, path: proof };
        expect(rootThrough(followed)).toEqual(naiveRoot(leaves));
        expect(rootThrough({ ...followed, path: [...proof, tree.root] })).toBeNull();
        if (proof.length > 0) expect(rootThrough({ ...followed, path: proof.slice(0, -1) })).toBeNull();
      }
    }
  });

  it('proves that every earlier tree is the beginning of a later one, and refuses another', async () => {
    const leaves = leavesOf(40);
    for (let size = 1; size <= leaves.length; size += 1) {
      const { tree, lookup } = grow(leaves.slice(0, size));
      for (let earlier = 1; earlier <= size; earlier += 1) {
        const proof = await consistencyProof(earlier, size, lookup);
        const root = naiveRoot(leaves.slice(0, earlier));
        expect(isConsistent(earlier, root, size, tree.root, proof)).toBe(true);
        expect(isConsistent(earlier, leafHash(Buffer.from('x')), size, tree.root, proof)).toBe(false);
      }
    }
  });
});
