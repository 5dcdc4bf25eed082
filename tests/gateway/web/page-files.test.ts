/** The files every page loads: small on the way, the same at the end, kept for good by whoever has them. */
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileAddress, pageFiles } from '../../../gateway/web/page-files.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';

let gateway: HttpFixture;

beforeAll(async () => {
  gateway = await openHttpFixture();
});
afterAll(() => gateway.close());

/** As it comes over the line: nothing is unpacked on the way. */
function fetchRaw(path: string, encodings?: string) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; bytes: Buffer }>((resolve, reject) => {
    const headers = encodings === undefined ? {} : { 'accept-encoding': encodings };
    request(`${gateway.url}${path}`, { headers }, (answer) => {
      buffer(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes }),
        reject,
      );
    })
      .on('error', reject)
      .end();
  });
}

describe.each([...pageFiles.keys()])('%s', (name) => {
  const plain = pageFiles.get(name)?.bytes ?? Buffer.alloc(0);

  it('is the same packed and as it is, and kept for good', async () => {
    const packed = await fetchRaw(fileAddress(name), 'br;q=0.5, gzip, deflate');
    expect(packed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(packed.headers['vary']).toContain('accept-encoding');
    const isPacked = packed.headers['content-encoding'] === 'gzip';
    expect(isPacked).toBe(!name.endsWith('.woff2'));
    expect((isPacked ? gunzipSync(packed.bytes) : packed.bytes).equals(plain)).toBe(true);
    for (const encodings of [undefined, 'br', 'gzip;q=0', 'gzip;q=0.000', 'identity']) {
      const answer = await fetchRaw(fileAddress(name), encodings);
      expect(answer.headers['content-encoding'], encodings).toBeUndefined();
      expect(answer.bytes.equals(plain)).toBe(true);
    }
  });
});

it('the script of all pages together stays below 30 KB on the way', async () => {
  let sum = 0;
  for (const name of pageFiles.keys())
    if (name.endsWith('.js')) sum += (await fetchRaw(fileAddress(name), 'gzip')).bytes.length;
  expect(sum).toBeLessThan(30 * 1024);
});
