/**
 * The whole way of a document at the demonstration as `npm start` makes it: written by a clerk, sent to three agencies, accepted by another
 * one, seen by its sender while the page lies open, counted in the report, verified by a stranger.
 */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vietnamDay } from '../../../../gateway/agencies/agency.js';
import { dayMonthYear } from '../../../../schemas/words/vietnam-time.js';
import { type DemonstrationContent, openDemonstration } from '../../../screenshots/demonstration-content.js';
import { openChromium } from '../../../support/chromium.js';
import { officialLetter, letterSubject as subject } from '../../../support/official-letter.js';
import { untilFileShown } from '../../../support/until-file-shown.js';
import { type Account, dropFiles, Visitors } from '../../../support/visitors.js';

const today = vietnamDay(new Date());

let demonstration: DemonstrationContent;
let browser: Browser;
let visitors: Visitors;
let letter: Buffer;

beforeAll(async () => {
  [demonstration, browser, letter] = await Promise.all([
    openDemonstration({ CONGVAN_COMPOSE_UNDO_SECONDS: '2' }),
    openChromium(),
    officialLetter('', today),
  ]);
  visitors = new Visitors(browser, demonstration.url);
});
afterAll(async () => {
  await browser.close();
  await demonstration.stop();
});

function clerkOf(agency: string): Account {
  const found = demonstration.accounts.find((one) => one.role === 'clerk' && one.agency === agency);
  return found ?? expect.unreachable(`the demonstration has no clerk of ${agency}`);
}

/** How many documents the agency sent this month, as its report says. */
async function reported(page: Page): Promise<number> {
  await page.goto('/bao-cao?co-quan=H30.03');
  const figures = page.locator('details:has(table.shares)');
  await figures.locator('summary').click();
  return Number(await figures.locator('tbody tr').last().locator('[data-label="Văn bản"]').textContent());
}

async function address(page: Page, typed: string, name: string): Promise<void> {
  await page.locator('#recipient').pressSequentially(typed);
  await page.locator('[value^="add-recipient:"]', { hasText: name }).first().click();
  await page.locator('.chip', { hasText: name }).waitFor();
}

async function writeAndSend(page: Page): Promise<void> {
  await page.click('a:has-text("Soạn văn bản")');
  await dropFiles(page, [{ name: 'van-ban.pdf', content: letter }]);
  await page.locator('.file-row', { hasText: 'Chưa có chữ ký số' }).waitFor();
  await expect.poll(() => page.inputValue('[name=subject]'), { timeout: 20_000 }).toBe(subject);
  expect(await page.inputValue('[name=date]')).toBe(dayMonthYear(today));
  expect(await page.inputValue('[name=signer]')).toContain('Phạm Quốc Việt');
  await address(page, 'so tai chinh', 'Sở Tài chính');
  await address(page, 'so noi vu', 'Sở Nội vụ');
  await address(page, 'van phong uy ban', 'Văn phòng');
  await page.click('button:has-text("Ký số và gửi 3 nơi")');
  await page.locator('[data-countdown]').waitFor();
  await page.waitForURL(/\/van-ban\/[0-9a-f-]{36}$/);
}

/** As somebody who was handed the file brings it, without an account. */
async function verdictOn(content: Buffer): Promise<string | null> {
  const page = await visitors.enter(null);
  await page.click('a:has-text("Kiểm tra văn bản")');
  await page.setInputFiles('[name=file]', {
    name: 'van-ban.asice',
    mimeType: 'application/vnd.etsi.asic-e+zip',
    buffer: content,
  });
  await page.click('form button.main');
  const verdict = await page.locator('.verdict').textContent();
  await page.context().close();
  return verdict?.trim() ?? null;
}

/** The document's PDF with another letter in it. */
function forged(container: Buffer): Buffer {
  const copy = Buffer.from(container);
  const at = copy.indexOf('%PDF-') + 200;
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

it('a document goes its whole way: sent, accepted, seen live, reported, verified', async () => {
  const sender = await visitors.enter(clerkOf('H30.03'));
  const before = await reported(sender);
  await writeAndSend(sender);
  let navigations = 0;
  sender.on('framenavigated', () => {
    navigations += 1;
  });
  const timeline = sender.locator('#dien-bien');

  const recipient = await visitors.enter(clerkOf('H30.05'));
  await recipient.locator('a.row-subject', { hasText: subject }).click();
  await untilFileShown(recipient);
  await recipient.click('button:has-text("Tiếp nhận, lấy số đến")');
  const said = await recipient.locator('.notice').textContent();
  const [, number] = /Đã tiếp nhận, số đến (\d+)/.exec(said ?? '') ?? [];

  await timeline.locator('li', { hasText: `Sở Tài chính tiếp nhận, số đến ${number}` }).waitFor();
  expect(await sender.locator('#tinh-trang').textContent()).toContain('1 đã tiếp nhận');
  expect(navigations).toBe(0);

  const container = sender.waitForEvent('download');
  await sender.locator('.aside-part summary').first().click();
  await sender.click('a:has-text("Gói ký số")');
  const content = await readFile(await (await container).path());
  expect(await reported(sender)).toBe(before + 1);
  expect(await verdictOn(content)).toBe('Hợp lệ');
  expect(await verdictOn(forged(content))).toBe('Không hợp lệ');
  expect(visitors.complaints).toEqual([]);
}, 120_000);
