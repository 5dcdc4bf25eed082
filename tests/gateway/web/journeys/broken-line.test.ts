/** Files that go up over a line that breaks in the middle of a chunk: what arrived is kept, the rest follows, the whole is what was chosen. */
import { createHash, randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BreakingLine } from '../../../support/breaking-line.js';
import { smallPdf } from '../../../support/gateway-fixture.js';
import { type JourneyRoom, openJourneyRoom } from './journey-room.js';

const mebibyte = 1024 * 1024;
const soon = { timeout: 20_000 };

let room: JourneyRoom;
let line: BreakingLine;
beforeAll(async () => {
  room = await openJourneyRoom({
    visit: async (gatewayUrl) => {
      line = await BreakingLine.to(gatewayUrl);
      return line.url;
    },
  });
});
afterAll(async () => {
  await room.close();
  await line.close();
});

const pdf = (name: string) => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.concat([smallPdf(), Buffer.from(`%${randomBytes(2 * mebibyte).toString('hex')}\n`)]),
});

async function openCompose(): Promise<Page> {
  const page = await room.visitors.enter(await room.person('clerk', 'H30.03'));
  await page.click('a:has-text("Soạn văn bản")');
  await page.waitForURL(/\/soan\/[0-9a-f-]{36}$/);
  return page;
}

/** What the gateway has of the file, once it is whole. */
async function digestOf(name: string): Promise<string | undefined> {
  const { rows } = await room.gateway.ctx.database.query<{ sha256: string }>(
    'select sha256 from draft_files where name = $1 and sha256 is not null',
    [name],
  );
  return rows[0]?.sha256;
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

it('a line that is back soon: the upload goes on by itself, and what arrived is not sent again', async () => {
  const page = await openCompose();
  const file = pdf('ngat-mot-lat.pdf');
  line.cutAfter(2.5 * mebibyte);
  const before = line.sent;
  await page.setInputFiles('#file', file);
  await expect.poll(() => line.isCut, soon).toBe(true);
  line.mend();
  await expect.poll(() => digestOf(file.name), soon).toBe(digest(file.buffer));
  expect(line.sent - before).toBeLessThan(file.buffer.length + 1.5 * mebibyte);
  await page.locator('.file-row', { hasText: 'Chưa có chữ ký số' }).waitFor();
  await page.context().close();
});

it('a line that stays broken: the page says how far it came, and a press goes on from there', async () => {
  const page = await openCompose();
  const file = pdf('ngat-lau.pdf');
  line.cutAfter(2.5 * mebibyte);
  await page.setInputFiles('#file', file);
  await page.locator('.file-row', { hasText: /Mất kết nối ở [1-9]\d?%\. Phần đã tải được giữ lại\./ }).waitFor();
  line.mend();
  const before = line.sent;
  await page.click('button:has-text("Tải tiếp")');
  await expect.poll(() => digestOf(file.name), soon).toBe(digest(file.buffer));
  expect(line.sent - before).toBeLessThan(file.buffer.length - 1 * mebibyte);
  await page.locator('.file-row', { hasText: 'Chưa có chữ ký số' }).waitFor();
  await page.context().close();
});
