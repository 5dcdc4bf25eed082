/** Files that anybody may send to be verified: whoever sends slowly, or much, or many, keeps nobody else from being served. */
import { stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { drafts, openDrafts } from './left-behind.js';

const maxVerificationBytes = 200_000;
const path = '/api/v1/verifications';

let gateway: HttpFixture;

beforeAll(async () => {
  // One may be judged at a time, sixteen may be on their way: four from each address.
  const config = { verificationsAtOnce: 1, maxVerificationBytes, rateLimitVerifications: 1000 };
  gateway = await openHttpFixture({ config: { ...config, uploadIdleSeconds: 2, trustedProxies: ['127.0.0.1'] } });
});
afterAll(() => gateway.close());

const open: Slow[] = [];
afterEach(async () => {
  for (const slow of open.splice(0)) slow.end();
  await expect.poll(() => drafts(gateway), { timeout: 3_000 }).toEqual([]);
  expect(openDrafts()).toEqual([]);
});

/** A client that has sent a beginning, and a byte of a form or file every now and then. */
class Slow {
  answer = '';
  readonly #socket: Socket;
  #dripping: NodeJS.Timeout | undefined;

  constructor(from: string, beginning: string | Buffer, type = 'application/octet-stream') {
    open.push(this);
    const { port, hostname } = new URL(gateway.url);
    this.#socket = connect(Number(port), hostname);
    this.#socket.on('error', () => {});
    this.#socket.on('data', (data) => {
      this.answer += String(data);
    });
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${from}\r\nContent-Type: ${type}`;
    this.#socket.write(`${head}\r\nContent-Length: ${maxVerificationBytes}\r\n\r\n`);
    this.#socket.write(beginning);
  }

  drip(): this {
    this.#dripping = setInterval(() => this.#socket.write('x'), 100);
    return this;
  }

  end(): void {
    clearInterval(this.#dripping);
    this.#socket.destroy();
  }
}

const ask = (from: string, bytes: Buffer = Buffer.from('chào')) =>
  gateway.call(path, null, {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: { 'content-type': 'application/octet-stream', 'x-forwarded-for': from },
  });

const underWay = (count: number) => expect.poll(() => drafts(gateway), { timeout: 3_000 }).toHaveLength(count);

/** Waits until so many bytes have come to the disk. */
async function taken(bytes: number): Promise<void> {
  const folder = join(gateway.folder, 'blobs', 'drafts');
  const sizeOf = async (name: string) => (await stat(join(folder, name))).size;
  const sum = async () =>
    (await Promise.all((await drafts(gateway)).map(sizeOf))).reduce((one, other) => one + other, 0);
  await expect.poll(sum, { timeout: 3_000 }).toBeGreaterThanOrEqual(bytes);
}

describe('a file that comes slowly', () => {
  it('keeps no place from those whose files are there: two drip, a third one is served', async () => {
    new Slow('192.0.2.1', 'PK').drip();
    new Slow('192.0.2.2', 'PK').drip();
    await underWay(2);
    for (const from of ['192.0.2.3', '192.0.2.1']) {
      const served = await ask(from);
      expect([served.status, await served.json()]).toEqual([415, expect.objectContaining({ code: 'file_unknown' })]);
    }
    expect(await drafts(gateway)).toHaveLength(2);
  });

  it.each([
    ['as the body', 'PK', 'application/octet-stream'],
    [
      'in a form whose beginning does not end',
      '--X\r\nContent-Disposition: form-data; name="',
      'multipart/form-data; boundary=X',
    ],
  ])('is given up after a while, %s, though it never stands still', async (_how, beginning, type) => {
    const slow = new Slow('192.0.2.4', beginning, type).drip();
    await expect.poll(() => slow.answer, { timeout: 6_000 }).toContain('upload_interrupted');
    expect(slow.answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(await drafts(gateway)).toEqual([]);
  });
});

describe('files that are on their way', () => {
  it('are four from one address, and others are served meanwhile', async () => {
    for (let n = 0; n < 4; n += 1) new Slow('192.0.2.5', 'PK').drip();
    await underWay(4);
    const refused = await ask('192.0.2.5');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
    expect((await ask('192.0.2.6')).status).toBe(415);
  });

  it('are sixteen in all', async () => {
    for (let n = 0; n < 16; n += 1) new Slow(`192.0.2.${10 + (n % 4)}`, 'PK').drip();
    await underWay(16);
    expect((await ask('192.0.2.7')).status).toBe(429);
  });

  it('take no more of the disk than one address, and all together, may', async () => {
    const most = Buffer.alloc(maxVerificationBytes - 1_000, 'x');
    const half = 100_000;
    new Slow('192.0.2.8', most).drip();
    await taken(most.length);
    expect((await ask('192.0.2.8', Buffer.alloc(half))).status).toBe(429);
    new Slow('192.0.2.9', most).drip();
    await taken(2 * most.length);
    expect((await ask('192.0.2.7', Buffer.alloc(half))).status).toBe(429);
    expect((await ask('192.0.2.7')).status).toBe(415);
  });

  it('give back what they took when they are gone', async () => {
    for (let n = 0; n < 4; n += 1) new Slow('192.0.2.5', Buffer.alloc(40_000));
    await underWay(4);
    for (const slow of open.splice(0)) slow.end();
    await underWay(0);
    expect((await ask('192.0.2.5', Buffer.alloc(190_000))).status).toBe(415);
  });
});
