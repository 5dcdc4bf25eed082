/** Writing by keys and with large files: to the parts, to the preview, away and back; how long an upload still takes. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChromium, patienceMs } from '../../support/chromium.js';
import { smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { judgePage, signInOn } from '../../support/judge-page.js';
import { addPerson } from '../../support/people.js';

let gateway: HttpFixture;
let browser: Browser;

beforeAll(async () => {
  [gateway, browser] = await Promise.all([openHttpFixture(), openChromium()]);
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
});

async function openDraft(): Promise<Page> {
  const context = await browser.newContext({ baseURL: gateway.url, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  await signInOn(page, (await addPerson(gateway.ctx, 'clerk', 'H30.03')).email);
  await page.goto('/soan');
  return page;
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);

it('the parts are reached from anywhere, what was typed is seen before it is sent, and the keys stand in the foot and the help', async () => {
  const page = await openDraft();
  await page.setInputFiles('#file', { name: 'a.pdf', mimeType: 'application/pdf', buffer: smallPdf('phím') });
  await page.waitForSelector('.file-row .status');
  await page.keyboard.press('Alt+2');
  expect(await focused(page)).toBe('recipient');
  await page.keyboard.type('H30.05');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.chip');
  for (const [key, id] of [
    ['Alt+1', 'file'],
    ['Alt+3', 'type'],
  ] as const) {
    await page.keyboard.press(key);
    expect(await focused(page)).toBe(id);
  }
  await page.fill('[name=code]', 'STTTT-VP');
  await page.fill('[name=signer]', 'Trần Quốc Tuấn, Giám đốc');
  await page.fill('[name=subject]', 'V/v gửi bằng phím');
  await page.keyboard.press('Control+Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'gui');
  expect(await page.textContent('.preview-subject')).toBe('V/v gửi bằng phím');
  expect(new URL(page.url()).pathname).toMatch(/^\/soan\//);
  expect(await page.textContent('.key-foot')).toMatch(/CtrlEnter.*Alt1 … 3.*Esc/);
  await page.keyboard.press('?');
  expect(await page.textContent('dialog[open]')).toContain('xem lại, rồi ký số và gửi');
  await page.keyboard.press('Escape');
  expect(new URL(page.url()).pathname).toMatch(/^\/soan\//);
  await judgePage(page, 'compose-keys');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.focus('#gui');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('[data-countdown]');
  await page.context().close();
});

it('Ctrl+Enter in the field of addresses is no choice of a suggestion', async () => {
  const page = await openDraft();
  await page.type('#recipient', 'so tai');
  await page.waitForSelector('.meant button:has-text("Sở Tài chính")');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'gui');
  expect(await page.locator('.chip').count()).toBe(0);
  await page.context().close();
});

it('Escape closes suggestions first, then leads to the drafts, where what was just typed is kept', async () => {
  const page = await openDraft();
  await page.fill('[name=subject]', 'V/v để lại đó');
  await page.type('#recipient', 'so tai');
  await page.waitForSelector('.meant button:has-text("Sở Tài chính")');
  await page.keyboard.press('Escape');
  expect(await page.locator('.meant').count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.waitForURL('**/nhap');
  expect(await page.textContent('main')).toContain('V/v để lại đó');
  await page.context().close();
});

it('an upload says how long it still takes, by the speed its chunks come at', async () => {
  const page = await openDraft();
  await page.route('**/tep/**', async (route) => {
    if (route.request().method() === 'PATCH') await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  const bytes = Buffer.alloc(8 * 1024 * 1024, 'x');
  await page.setInputFiles('#file', { name: 'Tài liệu.txt', mimeType: 'text/plain', buffer: bytes });
  const status = page.locator('[data-upload-status]');
  await status.filter({ hasText: /còn khoảng \d+ giây/ }).waitFor();
  const [, percent = '', seconds = ''] =
    /Đã tải (\d+)%, còn khoảng (\d+) giây/.exec((await status.textContent()) ?? '') ?? [];
  // A chunk of an eighth takes 0.7 seconds and a little more.
  const left = (8 * (100 - Number(percent))) / 100;
  expect(Number(seconds)).toBeGreaterThanOrEqual(Math.floor(left * 0.7));
  expect(Number(seconds)).toBeLessThanOrEqual(Math.ceil(left * 3));
  await page.waitForSelector('.file-row:not(:has(progress))', { timeout: 20_000 });
  await page.context().close();
});
