import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentDisposition } from '../../../gateway/http/send-bytes.js';
import { metadataOf, smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../../support/http-fixture.js';
import { openDrafts } from './left-behind.js';

const name = 'Báo cáo “số 1” (bản đẹp) 100%.pdf';
const content = Buffer.concat([smallPdf(), Buffer.from(Array.from({ length: 5_000 }, (_, index) => index % 251))]);

let gateway: HttpFixture;
let sender: string;
let file: string;
let container: string;
let sealed: string;

beforeAll(async () => {
  gateway = await openHttpFixture({ agencies: { 'H30.03': { numbering: 'agency' } } });
  sender = await gateway.token(['H30.03']);
  const sent = await gateway.call('/api/v1/documents', sender, {
    method: 'POST',
    body: submissionForm(metadataOf({ number: '15', notation: 'QĐ-STTTT', type: 'QĐ' }), [[name, content]]),
  });
  const { id, sha256 } = (await sent.json()) as { id: string; sha256: string };
  sealed = sha256;
  container = `/api/v1/documents/${id}/container`;
  file = `/api/v1/documents/${id}/files/1`;
});
afterAll(() => gateway.close());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  gateway.call(path, sender, { method, headers });
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
const tagOf = (bytes: Buffer) => `"${createHash('sha256').update(bytes).digest('hex')}"`;

describe('bytes of a document', () => {
  it('carry their digest as entity tag, their type, and never change', async () => {
    const answer = await get(file);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe(tagOf(content));
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('accept-ranges')).toBe('bytes');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-length')).toBe(String(content.length));
    expect((await bytesOf(answer)).equals(content)).toBe(true);
    const whole = await bytesOf(await get(container));
    expect(tagOf(whole)).toBe(`"${sealed}"`);
    expect((await bytesOf(await get(container))).equals(whole)).toBe(true);
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=2-9', 2, 10],
    ['bytes=100-', 100, content.length],
    ['bytes=-5', content.length - 5, content.length],
    ['bytes=-999999999', 0, content.length],
    [`bytes=10-${content.length + 500}`, 10, content.length],
    [`bytes=${content.length - 1}-`, content.length - 1, content.length],
  ])('in part: %s', async (range, start, end) => {
    const answer = await get(file, { range });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${content.length}`);
    expect(answer.headers.get('content-length')).toBe(String(end - start));
    expect((await bytesOf(answer)).equals(content.subarray(start, end))).toBe(true);
  });

  it.each(['bytes=0-1,5-6', 'bytes=5-2', 'bytes=a-b', 'bytes=-', 'items=0-5', 'bytes 0-5', ''])(
    'whole when the range is several, backwards or none we know: %j',
    async (range) => {
      const answer = await get(file, { range });
      expect(answer.status).toBe(200);
      expect((await bytesOf(answer)).equals(content)).toBe(true);
    },
  );

  it.each([`bytes=${content.length}-`, 'bytes=999999999-', 'bytes=-0', 'bytes=99999999999999999999-'])(
    'not at all when the range lies outside: %s',
    async (range) => {
      const answer = await get(file, { range });
      expect(answer.status).toBe(416);
      expect(answer.headers.get('content-range')).toBe(`bytes */${content.length}`);
      expect(await answer.json()).toMatchObject({ code: 'range_unsatisfiable' });
    },
  );

  it.each([
    [tagOf(content), 304],
    [`W/${tagOf(content)}`, 304],
    [`"other", ${tagOf(content)}`, 304],
    ['*', 304],
    ['"other"', 200],
    [tagOf(content).slice(1, -1), 200],
  ])('If-None-Match %s answers %i', async (tag, status) => {
    const answer = await get(file, { 'if-none-match': tag });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('etag')).toBe(tagOf(content));
    expect((await bytesOf(answer)).length).toBe(status === 304 ? 0 : content.length);
  });

  it('If-None-Match goes before a range; If-Range lets only the same bytes be continued', async () => {
    expect((await get(file, { 'if-none-match': tagOf(content), range: 'bytes=0-1' })).status).toBe(304);
    expect((await get(file, { 'if-range': tagOf(content), range: 'bytes=0-1' })).status).toBe(206);
    expect((await get(file, { 'if-range': '"other"', range: 'bytes=0-1' })).status).toBe(200);
    expect((await get(file, { 'if-range': `W/${tagOf(content)}`, range: 'bytes=0-1' })).status).toBe(200);
    expect((await get(file, { 'if-range': '"other"', range: 'bytes=999999999-' })).status).toBe(200);
  });

  it('HEAD says the same without the bytes', async () => {
    for (const path of [file, container]) {
      const [head, whole] = [await get(path, {}, 'HEAD'), await get(path)];
      expect(head.status).toBe(200);
      for (const header of ['etag', 'content-length', 'content-type', 'content-disposition', 'accept-ranges'])
        expect(head.headers.get(header), header).toBe(whole.headers.get(header));
      expect((await bytesOf(head)).length).toBe(0);
      await bytesOf(whole);
    }
  });

  it('are named as the sender named them, and in ASCII for old readers', async () => {
    const disposition = (await get(file)).headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(
      /^attachment; filename="[\x20-\x21\x23-\x7e]+"; filename\*=UTF-8''[A-Za-z0-9._~!$&+^`|%-]+$/,
    );
    expect(decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(disposition)?.[1] ?? '')).toBe(name);
    const ofContainer = (await get(container)).headers.get('content-disposition') ?? '';
    expect(decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(ofContainer)?.[1] ?? '')).toBe('15-QĐ-STTTT.asice');
  });

  it.each(['a"b.pdf', "a'b.pdf", 'a\\b.pdf', 'a\r\nSet-Cookie: x.pdf', 'ạ;ẹ,ị.pdf', '%41.pdf', 'a*b(c).pdf'])(
    'a name like %j cannot break out of its header',
    (strange) => {
      const header = contentDisposition(strange);
      expect(header).toMatch(/^attachment; filename="[^"\\%\r\n]*"; filename\*=UTF-8''[^\s"'();,*]*$/);
      expect(decodeURIComponent(/''(.*)$/.exec(header)?.[1] ?? '')).toBe(strange);
    },
  );

  it('a file that is not there is not found; a number that is none is refused', async () => {
    expect((await get(file.replace(/1$/, '2'))).status).toBe(404);
    expect((await get(file.replace(/1$/, '0'))).status).toBe(400);
    expect((await get(file.replace(/1$/, 'x'))).status).toBe(400);
    expect((await get('/api/v1/documents/nonsense/container')).status).toBe(400);
  });

  it('broken off by the client cost no handle', async () => {
    for (let round = 0; round < 20; round += 1) {
      const stop = new AbortController();
      const answer = await gateway.call(container, sender, { signal: stop.signal });
      stop.abort();
      await answer.arrayBuffer().catch(() => {});
    }
    await expect.poll(openDrafts).toEqual([]);
  });
});
