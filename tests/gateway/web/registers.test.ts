/** The books and the report as people use them: in a real browser, on paper as Chromium prints it, in files as others read them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterPaper } from '../../../gateway/registers/reserve-numbers.js';
import { BrowserSession } from '../../support/browser-session.js';
import { findViolations, openChromium } from '../../support/chromium.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { fillYear, hostile } from '../../support/office-year.js';
import { addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let browser: Browser;
let folder: string;
let clerk: string;
const pictures = process.env['CONGVAN_SCREENSHOTS'];
const widths = [390, 820, 1440] as const;

beforeAll(async () => {
  [gateway, browser] = await Promise.all([openHttpFixture(), openChromium()]);
  folder = mkdtempSync(join(tmpdir(), 'congvan-books-'));
  await fillYear(gateway);
  clerk = (await addPerson(gateway.ctx, 'clerk', 'H30.03')).email;
}, 60_000);
afterAll(async () => {
  await browser.close();
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

const complaints: string[] = [];

async function signedIn(email: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: gateway.url, ...options });
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', () => complaints.push('a script ran'));
  await page.goto('/dang-nhap');
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', goodPassword);
  await page.press('[name=password]', 'Enter');
  await page.waitForSelector('[action="/dang-xuat"]', { state: 'attached' });
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
  }
}

/** What sticks out at the side; nothing where the page does not scroll sideways. */
const stickingOut = (page: Page) =>
  page.evaluate(
    `document.documentElement.scrollWidth > document.documentElement.clientWidth
      ? [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
          .map((one) => one.outerHTML.slice(0, 90)) : []`,
  );

const addresses = {
  out: '/so-dang-ky',
  in: '/so-dang-ky?so=den&co-quan=H30.05',
  'follow-up': '/so-dang-ky?so=theo-doi',
  nothing: '/so-dang-ky?q=kh%C3%B4ng+c%C3%B3',
  paper: '/so-dang-ky/van-ban-giay?so=di',
  'paper-in': '/so-dang-ky/van-ban-giay?so=den',
  report: '/bao-cao',
  'report-own': '/bao-cao?co-quan=H30.03&tu=2016-01&den=2016-05',
  'report-in': '/bao-cao?chieu=den',
  'report-empty': '/bao-cao?tu=1999-01&den=1999-02',
  public: '/bao-cao/cong-khai',
} as const;

describe('every page', () => {
  it.each([
    ['light', 'vi'],
    ['dark', 'en'],
  ] as const)(
    'is without violation in %s colours and %s, and never wider than the screen',
    async (colorScheme, language) => {
      const page = await signedIn(clerk, { colorScheme });
      await page.goto(`/tuy-chon?ngon-ngu=${language}&ve=/`);
      for (const [name, address] of Object.entries(addresses)) {
        await page.goto(address.replace('&co-quan=H30.05', ''));
        expect(await findViolations(page), name).toEqual([]);
        for (const width of [320, ...widths]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await stickingOut(page), `${name} at ${width}`).toEqual([]);
        }
        await picture(page, `${name}-${colorScheme}`);
      }
      await page.context().close();
      expect(complaints.filter((text) => !/status of (403|422)/.test(text))).toEqual([]);
    },
    60_000,
  );
});
