/** A consistency proof followed step by step, held against a checker that was written beside the product. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ConsistencyProof, followConsistency } from '../../../certs/log/consistency.js';
import { leafHash } from '../../../certs/log/tree-hash.js';
import { consistencyProof, GrowingTree, type TreeNode } from '../../../gateway/evidence/merkle.js';
import { isConsistent } from '../../support/check-merkle.js';

const most = 40;
const roots: Buffer[] = [createHash('sha256').digest()];
const nodes = new Map<string, Buffer>();
const tree = new GrowingTree(0, []);
for (let leaf = 0; leaf < most; leaf += 1) {
  for (const { level, index, hash } of tree.append(leafHash(Buffer.from(`leaf ${leaf}`))) as TreeNode[])
    nodes.set(`${level}/${index}`, hash);
  roots.push(tree.root);
}
const rootOf = (size: number): Buffer => roots[size] ?? Buffer.alloc(0);
const pathOf = (earlier: number, later: number) =>
  consistencyProof(earlier, later, async (level, index) => nodes.get(`${level}/${index}`) ?? Buffer.alloc(0));

async function proofOf(earlier: number, later: number): Promise<ConsistencyProof> {
  return { earlier, later, earlierRoot: rootOf(earlier), path: await pathOf(earlier, later) };
}

function holds(proof: ConsistencyProof): boolean {
  const last = followConsistency(proof)?.at(-1);
  return last?.earlier.equals(proof.earlierRoot) === true && last.later.equals(rootOf(proof.later));
}

const alsoHolds = ({ earlier, later, earlierRoot, path }: ConsistencyProof) =>
  isConsistent(earlier, earlierRoot, later, rootOf(later), path);

describe('a consistency proof', () => {
  it('leads to both roots, for every two sizes', async () => {
    for (let later = 1; later <= most; later += 1)
      for (let earlier = 1; earlier <= later; earlier += 1) {
        const proof = await proofOf(earlier, later);
        expect([holds(proof), alsoHolds(proof)], `${earlier} to ${later}`).toEqual([true, true]);
      }
  });

  it('shows as many steps as it has hashes, the given root being one for powers of two', async () => {
    const proof = await proofOf(4, 13);
    const steps = followConsistency(proof) ?? [];
    expect(steps).toHaveLength(proof.path.length + 1);
    expect(steps[0]?.hash.equals(rootOf(4))).toBe(true);
    expect(steps.slice(1).map(({ side }) => side)).toEqual(['right', 'right']);
    const odd = await proofOf(7, 13);
    expect(followConsistency(odd)).toHaveLength(odd.path.length);
  });

  it('with a hash changed, left out, doubled or for other sizes leads elsewhere or nowhere', async () => {
    for (const [earlier, later] of [
      [3, 7],
      [4, 7],
      [6, 8],
      [7, 40],
      [16, 33],
    ] as const) {
      const proof = await proofOf(earlier, later);
      const spoiled = proof.path.map((hash, at) => ({
        ...proof,
        path: proof.path.with(at, Buffer.from(hash.map((byte, i) => (i === 0 ? byte ^ 1 : byte)))),
      }));
      const wrong: ConsistencyProof[] = [
        ...spoiled,
        { ...proof, path: proof.path.slice(1) },
        { ...proof, path: proof.path.slice(0, -1) },
        { ...proof, path: [...proof.path, rootOf(1)] },
        { ...proof, earlierRoot: rootOf(earlier - 1) },
        { ...proof, later: later + 1 },
        { ...proof, earlier: earlier + 1 },
      ];
      for (const one of wrong) expect(holds(one), JSON.stringify([earlier, later, wrong.indexOf(one)])).toBe(false);
    }
  });

  it('between sizes that cannot be is none', () => {
    for (const [earlier, later] of [
      [0, 5],
      [5, 4],
      [-1, 3],
    ] as const)
      expect(followConsistency({ earlier, later, earlierRoot: rootOf(1), path: [rootOf(1), rootOf(2)] })).toBeNull();
  });
});
