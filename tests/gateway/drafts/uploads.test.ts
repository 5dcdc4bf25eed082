/** Files in chunks over HTTP: whatever order, length and repetition chunks come in, what is kept is the file, from its beginning, without a hole. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tidyDrafts } from '../../../gateway/drafts/tidy-drafts.js';
import { writeChunk } from '../../../gateway/drafts/upload-bytes.js';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { BrowserSession } from '../../support/browser-session.js';
import { smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let browser: BrowserSession;
let draft: string;
let token: string;

beforeAll(async () => {
  gateway = await openHttpFixture({ config: { draftBytesPerAgency: 3_000_000, maxFileBytes: 2_000_000 } });
  browser = BrowserSession.of(gateway);
  await browser.signIn((await addPerson(gateway.ctx, 'clerk', 'H30.03')).email, goodPassword);
  draft = (await browser.open('/soan')).path;
  token = browser.hiddenFields(draft)['form-token'] ?? '';
});
afterAll(() => gateway.close());

const pathOf = (file: string, at = draft) => `${at}/tep/${file}`;
const own = () => ({ origin: gateway.url, 'x-form-token': token });

const announce = (file: string, name: string, size: number, headers: Record<string, string> = own()) =>
  browser.request(pathOf(file), { method: 'PUT', headers, body: new URLSearchParams({ name, size: String(size) }) });

const patch = (file: string, offset: number | string, chunk: Buffer, headers: Record<string, string> = {}) =>
  browser.request(pathOf(file), {
    method: 'PATCH',
    headers: { ...own(), 'content-type': 'application/partial-upload', 'upload-offset': String(offset), ...headers },
    body: new Uint8Array(chunk),
  });

async function standing(file: string) {
  const { status, headers } = await browser.request(pathOf(file), { method: 'HEAD' });
  return { status, offset: Number(headers.get('upload-offset')), complete: headers.get('upload-complete') };
}

const stored = (file: string) => readFile(join(gateway.ctx.blobs.uploadsFolder, `${draft.split('/')[2]}.${file}`));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();
const text = (bytes: number) => Buffer.from(randomBytes(bytes).toString('hex').slice(0, bytes));

async function remove(file: string): Promise<void> {
  const body = new URLSearchParams({ 'form-token': token, act: `remove-file:${file}` });
  await browser.request(draft, { method: 'POST', body, headers: { origin: gateway.url } });
}

describe('chunks', () => {
  it('count exactly when they begin where the last one ended; repeats, gaps and overlaps change nothing', async () => {
    const wish = fc.record({
      // Where a chunk begins, as what a browser may believe after a broken line: right, behind, ahead.
      belief: fc.constantFrom('right', 'right', 'behind', 'ahead', 'start'),
      length: fc.integer({ min: 0, max: 900 }),
    });
    const places = { right: 0, behind: -7, ahead: 5, start: Number.NEGATIVE_INFINITY };
    /** Sends one chunk from where it is believed to belong; where the file ends then. */
    const sendOne = async (file: string, content: Buffer, end: number, at: number, length: number): Promise<number> => {
      const chunk = content.subarray(at, at + length);
      const answer = await patch(file, at, chunk);
      const next = at === end ? end + chunk.length : end;
      expect(answer.status).toBe(at === end ? 204 : 409);
      expect(Number(answer.headers.get('upload-offset'))).toBe(next);
      if (at !== end) expect(await answer.json()).toMatchObject({ 'expected-offset': end, 'provided-offset': at });
      expect(await standing(file)).toEqual({
        status: 204,
        offset: next,
        complete: next === content.length ? '?1' : '?0',
      });
      if (next > 0) expect((await stored(file)).subarray(0, next).equals(content.subarray(0, next))).toBe(true);
      return next;
    };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2_000 }), fc.array(wish, { maxLength: 8 }), async (size, wishes) => {
        const [file, content] = [randomUUID(), text(size)];
        expect((await announce(file, `${file}.txt`, size)).status).toBe(201);
        let end = 0;
        for (const { belief, length } of wishes)
          end = await sendOne(file, content, end, Math.max(0, end + places[belief]), length);
        const last = await patch(file, end, content.subarray(end));
        expect(last.headers.get('repr-digest')).toBe(`sha-256=:${sha256(content).toString('base64')}:`);
        expect((await stored(file)).equals(content)).toBe(true);
        await remove(file);
      }),
      { numRuns: 25 },
    );
  });

  it('that come twice at the same moment count once', async () => {
    const [file, content] = [randomUUID(), text(4_000)];
    await announce(file, `${file}.txt`, 4_000);
    const answers = await Promise.all(Array.from({ length: 5 }, () => patch(file, 0, content.subarray(0, 2_500))));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409, 409, 409]);
    expect((await standing(file)).offset).toBe(2_500);
    await remove(file);
  });

  it('behind a crash that wrote bytes nobody acknowledged go on where the acknowledged ones end', async () => {
    const [file, content] = [randomUUID(), text(3_000)];
    await announce(file, `${file}.txt`, 3_000);
    await patch(file, 0, content.subarray(0, 1_000));
    await writeChunk(gateway.ctx, { draft: draft.split('/')[2] ?? '', id: file }, 1_000, Buffer.alloc(2_000, 'lost'));
    expect((await standing(file)).offset).toBe(1_000);
    await patch(file, 1_000, content.subarray(1_000));
    expect((await stored(file)).equals(content)).toBe(true);
    await remove(file);
  });

  it('of another file than the one that was digested are not kept', async () => {
    const [file, content] = [randomUUID(), text(100)];
    await announce(file, 'lạ.txt', 100);
    const answer = await patch(file, 0, content, {
      'repr-digest': `sha-256=:${sha256(Buffer.from('x')).toString('base64')}:`,
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('không giống tệp đã gửi');
    expect((await standing(file)).status).toBe(404);
  });
});

describe('what is announced', () => {
  it('again is the same; under another name or size it is a conflict', async () => {
    const file = randomUUID();
    expect((await announce(file, 'a.txt', 10)).status).toBe(201);
    await patch(file, 0, Buffer.from('12345'));
    const again = await announce(file, 'a.txt', 10);
    expect([again.status, again.headers.get('upload-offset')]).toEqual([201, '5']);
    expect((await announce(file, 'a.txt', 11)).status).toBe(409);
    expect((await announce(randomUUID(), 'A.txt', 10)).status).toBe(409);
    await remove(file);
  });

  it.each([
    ['no size', 'a.txt', Number.NaN, 'invalid_request'],
    ['an empty file', 'a.txt', 0, 'file_empty'],
    ['a file beyond the limit', 'a.txt', 2_000_001, 'file_too_large'],
    ['a path', '../a.txt', 10, 'file_name'],
    ['a name that is a stamp', 'Tuyệt mật.pdf', 10, 'secret_refused'],
  ] as const)('is refused with the reason: %s', async (_, name, size, code) => {
    const file = randomUUID();
    const answer = await announce(file, name, size);
    expect(answer.status).toBe(catalogue[code].status);
    expect(await answer.text()).toBe(catalogue[code].titleVi);
    expect((await standing(file)).status).toBe(404);
  });

  it('beyond the room of the agency is refused until something is removed', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    expect((await announce(one, 'một.txt', 1_900_000)).status).toBe(201);
    expect((await announce(two, 'hai.txt', 1_900_000)).status).toBe(413);
    await remove(one);
    expect((await announce(two, 'hai.txt', 1_900_000)).status).toBe(201);
    await remove(two);
  });

  it('is nobody else’s, and needs the token of a form', async () => {
    const file = randomUUID();
    expect((await announce(file, 'a.txt', 10, { origin: gateway.url })).status).toBe(403);
    await announce(file, 'a.txt', 10);
    expect((await patch(file, 0, Buffer.from('1'), { 'x-form-token': 'x' })).status).toBe(403);
    expect((await patch(file, 'x', Buffer.from('1'))).status).toBe(400);
    const stranger = BrowserSession.of(gateway);
    await stranger.signIn((await addPerson(gateway.ctx, 'clerk', 'H30.05')).email, goodPassword);
    expect((await stranger.request(pathOf(file), { method: 'HEAD' })).status).toBe(404);
    await remove(file);
  });

  it('is looked at when it is whole: a wrong kind of file is removed with the reason', async () => {
    const file = randomUUID();
    const bytes = Buffer.from('MZ this is no PDF');
    await announce(file, 'a.pdf', bytes.length);
    const answer = await patch(file, 0, bytes);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await standing(file)).status).toBe(404);
    await expect(stored(file)).rejects.toThrow('ENOENT');
  });
});

it('tidying removes drafts nobody needs and bytes that belong to none, and nothing else', async () => {
  const { ctx } = gateway;
  const file = randomUUID();
  const bytes = smallPdf();
  await announce(file, 'giữ lại.pdf', bytes.length);
  await patch(file, 0, bytes);
  await browser.open('/soan');
  gateway.setNow(new Date(Date.now() + 2 * 86_400_000));
  expect(await tidyDrafts(ctx)).toBe(1);
  expect((await stored(file)).equals(bytes)).toBe(true);
  gateway.setNow(new Date(Date.now() + 91 * 86_400_000));
  expect(await tidyDrafts(ctx)).toBe(1);
  gateway.setNow(null);
  await utimes(join(ctx.blobs.uploadsFolder, `${draft.split('/')[2]}.${file}`), 0, 0);
  await tidyDrafts(ctx);
  await expect(stored(file)).rejects.toThrow('ENOENT');
});
