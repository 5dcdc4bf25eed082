/** The judge of the kill test must be able to say no: each kind of loss or doubling, made up, is found. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Evidence, judge } from './judge.js';

interface Row {
  readonly id: string;
  readonly statuses?: Record<string, number>;
}
interface World {
  boxes: Record<string, Row[]>;
  register: { ordinal: number; state: string }[];
}

let world: World;
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://gateway');
  const who = (request.headers.authorization ?? '').replace('Bearer ', '');
  const items = url.pathname.endsWith('/registers/out') ? world.register : (world.boxes[who] ?? []);
  response.end(JSON.stringify({ items, next: null }));
});
let gateway: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const sent = (id: string) => ({ id, statuses: { '01': 2 } });
beforeEach(() => {
  world = {
    boxes: {
      sender: [sent('d1'), sent('d2')],
      reader: [{ id: 'd1' }, { id: 'd2' }],
      pushed: [{ id: 'd1' }, { id: 'd2' }],
    },
    register: [
      { ordinal: 1, state: 'issued' },
      { ordinal: 2, state: 'issued' },
    ],
  };
});

const push = (document: string, delivery: string) => ({
  document,
  delivery,
  kind: 'document',
  sha256: `of ${document}`,
  isTaken: true,
});
const evidence = (changes: Partial<Evidence> = {}): Evidence => ({
  gateway,
  sender: 'S',
  senderToken: 'sender',
  readers: [{ agency: 'R', token: 'reader' }],
  webhookAgency: { agency: 'W', token: 'pushed' },
  acknowledged: [
    { id: 'd1', number: '01', key: 'k1', sha256: 'of d1' },
    { id: 'd2', number: '02', key: 'k2', sha256: 'of d2' },
  ],
  pushes: [push('d1', 'a'), push('d2', 'b'), push('d2', 'b')],
  kills: 1,
  ...changes,
});
const faults = async (changes?: Partial<Evidence>) => (await judge(evidence(changes))).faults.join('\n');

describe('the judge', () => {
  it('finds nothing wrong with a run in which nothing was lost, a push repeated under its delivery id included', async () => {
    expect(await faults()).toBe('');
  });

  it('misses a document that was answered 201 in an inbox, and in the outbox', async () => {
    world.boxes['reader'] = [{ id: 'd1' }];
    expect(await faults()).toContain('R: document d2 was answered 201 and is missing');
    world.boxes['sender'] = [sent('d2')];
    expect(await faults()).toContain('S (outbox): document d1');
  });

  it('sees a document that is there twice, and one that nobody was told of', async () => {
    world.boxes['pushed'] = [{ id: 'd1' }, { id: 'd1' }, { id: 'd2' }, { id: 'd3' }];
    const found = await faults();
    expect(found).toContain('document d1 is listed more than once');
    expect(found).toContain('document d3 is there, and no client was told of it');
  });

  it('sees a receipt that is missing', async () => {
    world.boxes['sender'] = [sent('d1'), { id: 'd2', statuses: { '01': 1, none: 1 } }];
    expect(await faults()).toContain('document d2: receipts');
  });

  it('sees a push that never came, one under two delivery ids, and one with other bytes', async () => {
    expect(await faults({ pushes: [push('d1', 'a')] })).toContain('d2 was answered 201 and never pushed');
    expect(await faults({ pushes: [push('d1', 'a'), push('d2', 'b'), push('d2', 'c')] })).toContain(
      'under 2 delivery ids',
    );
    expect(await faults({ pushes: [push('d1', 'a'), { ...push('d2', 'b'), sha256: 'x' }] })).toContain('other bytes');
  });

  it('does not take a refused push for a delivery, and sees a push that nobody was told of', async () => {
    const refused = { ...push('d2', 'b'), isTaken: false };
    expect(await faults({ pushes: [push('d1', 'a'), refused] })).toContain('given up after a refusal');
    expect(await faults({ pushes: [push('d1', 'a'), refused, push('d2', 'b')] })).toBe('');
    expect(await faults({ pushes: [push('d1', 'a'), push('d2', 'b'), push('d3', 'c')] })).toContain(
      'document d3 was pushed, and no client was told of it',
    );
  });

  it('sees a gap, an open reservation, more cancelled numbers than kills, and a number given twice', async () => {
    world.register = [
      { ordinal: 1, state: 'issued' },
      { ordinal: 3, state: 'reserved' },
      { ordinal: 4, state: 'cancelled' },
      { ordinal: 5, state: 'cancelled' },
    ];
    const found = await faults();
    expect(found).toContain('place 2 holds number 3');
    expect(found).toContain('neither issued nor cancelled');
    expect(found).toContain('2 cancelled numbers for 1 kills');
    const twice = evidence().acknowledged.map((document) => ({ ...document, number: '01' }));
    expect(await faults({ acknowledged: twice })).toContain('two documents answered 201 share a number');
  });
});
