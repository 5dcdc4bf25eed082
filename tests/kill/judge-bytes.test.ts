/** The judge of containers must be able to say no: one that is gone, one with other bytes. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeBytes } from './judge-bytes.js';

const containers = new Map<string, string>();
const server = createServer((request, response) => {
  const bytes = containers.get(request.url?.split('/')[4] ?? '');
  response.writeHead(bytes === undefined ? 500 : 200).end(bytes ?? '{}');
});
let gateway: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const recipients = [
  { agency: 'R', token: 'r' },
  { agency: 'Q', token: 'q' },
];
const promised = (id: string, bytes: string) => ({
  id,
  number: id,
  key: id,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

it('finds nothing wrong with what is as promised, and names what is gone or has other bytes', async () => {
  containers.set('d1', 'one').set('d2', 'two');
  const acknowledged = [promised('d1', 'one'), promised('d2', 'two')];
  expect(await judgeBytes(gateway, recipients, acknowledged)).toEqual([]);
  containers.set('d1', 'One').delete('d2');
  expect(await judgeBytes(gateway, recipients, acknowledged)).toEqual([
    'R: the container of document d1 has other bytes',
    'Q: the container of document d2 answers 500',
  ]);
});
