/** The auditor's pages and the operator's holds in a real browser: no violation of WCAG 2.2 AA in either language, at three widths, without script. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findViolations, openChromium } from '../../support/chromium.js';
import { signInOn, widths } from '../../support/judge-page.js';
import { type AuditRoom, openAuditRoom } from './audit-room.js';

let room: AuditRoom;
let browser: Browser;
const complaints: string[] = [];
const pictures = process.env['CONGVAN_SCREENSHOTS'];

beforeAll(async () => {
  [room, browser] = await Promise.all([openAuditRoom(), openChromium()]);
  await room.operator.open('/van-hanh/giu-ho-so');
  await room.operator.submit('/van-hanh/giu-ho-so', {
    loai: 'document',
    'van-ban': room.documents[1],
    'ly-do': 'Thanh tra',
  });
});
afterAll(async () => {
  await browser.close();
  await room.gateway.close();
});

async function signedIn(email: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: room.gateway.url, ...options });
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => complaints.push(`a script ran: ${dialog.message()}`));
  await signInOn(page, email);
  return page;
}

const year = String(new Date().getFullYear());

const addressesOf = () =>
  ({
    auditor: [
      '/kiem-toan',
      '/kiem-toan?so=9999',
      '/kiem-toan?tu=2026-02-30&co-quan=x',
      `/kiem-toan/van-ban/${room.documents[0]}`,
      `/kiem-toan/van-ban/${room.documents[1]}`,
      '/kiem-toan/nhat-ky',
      '/kiem-toan/nhat-ky?tu=1&den=3',
      '/kiem-toan/nhat-ky?tu=1&den=99999',
      '/kiem-toan/xuat',
      `/kiem-toan/xuat?tu=${year}-01-01&den=${year}-12-31`,
      '/kiem-toan/tin-cay',
      '/kiem-toan/luu-tru',
    ],
    operator: ['/van-hanh/giu-ho-so'],
  }) as const;

describe.each(['vi', 'en'] as const)('in %s', (language) => {
  it.each(['auditor', 'operator'] as const)(
    'every page of the %s is without violation, never wider than the screen, in light and dark',
    async (role) => {
      const page = await signedIn(role === 'auditor' ? room.auditorEmail : room.operatorEmail);
      await page.goto(`/tuy-chon?ngon-ngu=${language}&ve=/`);
      for (const [n, address] of addressesOf()[role].entries()) {
        await page.goto(address);
        expect(await page.locator('html').getAttribute('lang')).toBe(language);
        await page.evaluate('for (const one of document.querySelectorAll("main details")) one.open = true');
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 });
          expect(await findViolations(page), `${address} at ${width}`).toEqual([]);
          expect(
            await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'),
            `${address} at ${width}`,
          ).toBe(false);
          if (pictures !== undefined)
            await page.screenshot({ path: join(pictures, `${role}-${n}-${language}-${width}.png`), fullPage: true });
        }
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await findViolations(page), `${address} dark`).toEqual([]);
        await page.emulateMedia({ colorScheme: 'light' });
      }
      await page.context().close();
    },
  );
});

describe('without script', () => {
  it('an auditor searches, follows the proof to its events, compares checkpoints and takes an export', async () => {
    const page = await signedIn(room.auditorEmail, { javaScriptEnabled: false, acceptDownloads: true });
    await page.click('nav >> text=Kiểm toán');
    await page.fill('.conditions [name=q]', 'han han');
    await page.fill('[name=co-quan]', 'tài chính');
    await page.press('.conditions [name=q]', 'Enter');
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.click('tbody a[href^="/kiem-toan/van-ban/"]');
    expect(await page.locator('h1').textContent()).toContain('đều nằm trong nhật ký đã ký');
    await page.locator('.way summary').first().click();
    expect(await page.locator('.way[open] .path li').count()).toBeGreaterThan(0);
    await page.click('nav >> text=Nhật ký');
    await page.locator('text=So với mốc mới nhất').first().click();
    expect(await page.locator('h1').textContent()).toContain('giữ nguyên mọi mục');
    await page.click('nav >> text=Xuất hồ sơ');
    await page.fill('[name=tu]', `${year}-01-01`);
    await page.fill('[name=den]', `${year}-12-31`);
    await page.click('text=Xem số lượng');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Xuất và tải về')]);
    expect(download.suggestedFilename()).toBe(`kiem-toan_${year}-01-01_${year}-12-31.zip`);
    expect(
      readFileSync(await download.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    await page.context().close();
  });

  it('an operator lifts a hold in place', async () => {
    const page = await signedIn(room.operatorEmail, { javaScriptEnabled: false });
    await page.goto('/van-hanh/giu-ho-so');
    await page.click('text=Thôi giữ…');
    await page.locator('details[open] [name=ly-do]').fill('Xong');
    await page.click('text=Thôi giữ hồ sơ này');
    expect(await page.locator('h1').textContent()).toBe('Không hồ sơ nào đang bị giữ.');
    await page.context().close();
  });
});

it('the browser refused nothing, and no script of a subject ran', () => {
  expect(complaints.filter((text) => !/status of (400|404)/.test(text))).toEqual([]);
});
