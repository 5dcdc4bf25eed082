/** The witness of the log must be able to say no: a log that was rewritten, grew another way, or lost entries. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leafHash } from '../../certs/log/tree-hash.js';
import { consistencyProof, GrowingTree, inclusionProof, type TreeNode } from '../../gateway/evidence/merkle.js';
import { LogWitness } from './log-witness.js';

interface Log {
  readonly leaves: Buffer[];
  readonly root: Buffer;
  readonly nodes: ReadonlyMap<string, Buffer>;
}

function logOf(entries: readonly string[]): Log {
  const tree = new GrowingTree(0, []);
  const leaves = entries.map((entry) => leafHash(Buffer.from(entry)));
  const nodes = leaves.flatMap((leaf): TreeNode[] => tree.append(leaf));
  return {
    leaves,
    root: tree.root,
    nodes: new Map(nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash])),
  };
}

let log: Log;
const lookup = async (level: number, index: number) => log.nodes.get(`${level}/${index}`) ?? Buffer.alloc(32);
const encode = (proof: readonly Buffer[]) => proof.map((hash) => hash.toString('base64'));

async function answer({ pathname, searchParams }: URL): Promise<string> {
  const number = (name: string) => Number(searchParams.get(name));
  if (pathname.endsWith('/checkpoint')) return `test/log\n${log.leaves.length}\n${log.root.toString('base64')}\n`;
  if (pathname.endsWith('/consistency'))
    return JSON.stringify({ proof: encode(await consistencyProof(number('from'), number('to'), lookup)) });
  const position = number('position');
  const proof = encode(await inclusionProof(position, number('size'), lookup));
  return JSON.stringify({ leaf: log.leaves[position]?.toString('base64'), proof });
}

const server = createServer((request, response) => {
  void answer(new URL(request.url ?? '', 'http://gateway')).then((text) => response.end(text));
});
let gateway: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

/** What a witness says who saw the logs one after the other. */
async function faults(...logs: readonly (readonly string[])[]): Promise<string> {
  const witness = new LogWitness([gateway], 'token');
  for (const entries of logs) {
    log = logOf(entries);
    await witness.look(gateway);
  }
  return (await witness.judge()).faults.join('\n');
}

describe('the witness of the log', () => {
  it('finds nothing wrong with a log that only grows', async () => {
    expect(await faults(['a'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd', 'e'])).toBe('');
  });

  it('sees an entry that was changed, and a log that grew another way', async () => {
    expect(await faults(['a', 'b', 'c'], ['a', 'X', 'c'])).toContain('two checkpoints of 3 entries differ');
    expect(await faults(['a', 'b', 'c'], ['a', 'X', 'c', 'd'])).toContain('3 entries is not a beginning of that of 4');
  });

  it('sees a log that lost its newest entries', async () => {
    expect(await faults(['a', 'b', 'c'], ['a', 'b'])).toContain('3 entries is not a beginning of that of 2');
  });

  it('sees an entry that is not what the checkpoint was made of', async () => {
    log = logOf(['a', 'b', 'c']);
    log.leaves[1] = leafHash(Buffer.from('X'));
    const witness = new LogWitness([gateway], 'token');
    const found = (await witness.judge()).faults.join('\n');
    expect(found).toContain('entry 1 is not proven');
    expect(found).toContain('the first 3 entries have another root');
  });
});
