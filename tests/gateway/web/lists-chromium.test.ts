/** Home and lists in a real browser: keys, the search while typing, hostile texts, WCAG 2.2 AA. CONGVAN_SCREENSHOTS=DIR keeps pictures. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findViolations, openChromium } from '../../support/chromium.js';
import { clerksMorning, type Morning, ownAgency, receive } from '../../support/clerks-morning.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { isTooWide, keepPictures, signInOn, widths } from '../../support/judge-page.js';
import { addPerson } from '../../support/people.js';

let gateway: HttpFixture;
let browser: Browser;
let morning: Morning;
const emails: Record<'clerk' | 'leader' | 'auditor', string> = { clerk: '', leader: '', auditor: '' };
const pictures = process.env['CONGVAN_SCREENSHOTS'];

beforeAll(async () => {
  [gateway, browser] = await Promise.all([openHttpFixture(), openChromium()]);
  morning = await clerksMorning(gateway);
  emails.clerk = (await addPerson(gateway.ctx, 'clerk', ownAgency)).email;
  emails.leader = (await addPerson(gateway.ctx, 'leader', ownAgency)).email;
  emails.auditor = (await addPerson(gateway.ctx, 'auditor')).email;
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
});

/** Everything the browser complained of: refused styles and scripts, errors. */
const complaints: string[] = [];

async function signedIn(
  role: keyof typeof emails,
  options: Parameters<Browser['newContext']>[0] = {},
  language: 'vi' | 'en' = 'vi',
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: gateway.url,
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await signInOn(page, emails[role]);
  if (language === 'en') await page.goto('/tuy-chon?ngon-ngu=en');
  return page;
}

const rowUnderCursor = (page: Page) => page.locator('.row.cursor').getAttribute('data-row');

describe('home and lists', () => {
  const addresses = [
    '/',
    '/van-ban-den',
    '/van-ban-den?loc=cuoi-ngay',
    '/van-ban-den?loc=can-lam&do-khan=urgent',
    '/van-ban-den?q=kh%C3%B4ng+c%C3%B3+g%C3%AC',
    '/van-ban-di',
    '/van-ban-di?loc=bi-tu-choi',
    '/tim?q=van+ban',
  ] as const;

  it.each([
    ['clerk', 'light', 'vi'],
    ['clerk', 'dark', 'en'],
    ['leader', 'light', 'vi'],
    ['auditor', 'light', 'en'],
  ] as const)(
    'of a %s in %s colours (%s) are without violation and never wider than the screen',
    async (role, colorScheme, language) => {
      const page = await signedIn(role, { colorScheme }, language);
      for (const address of addresses) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(address);
        expect(await findViolations(page), address).toEqual([]);
        for (const width of [320, ...widths]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await isTooWide(page), `${address} at ${width}`).toBe(false);
        }
        await keepPictures(page, `${role}-${colorScheme}-${addresses.indexOf(address)}`);
      }
      await page.context().close();
    },
  );

  it('show a hostile subject as its text', async () => {
    const subject = '<img src=x onerror="alert(1)"> "\' & <script>alert(2)</script>';
    await receive(gateway, { from: 'H30.03', subject });
    const page = await signedIn('clerk');
    page.on('dialog', () => complaints.push('a script of a subject ran'));
    await page.goto('/van-ban-den');
    expect(await page.locator('.row-subject', { hasText: 'onerror' }).textContent()).toContain(subject);
    await page.fill('[data-key="/"]', 'img src');
    expect(await page.locator('.suggested').first().textContent()).toBe(subject);
    await page.context().close();
  });
});

describe('by keyboard', () => {
  it('j and k move over the rows, x ticks one, Enter opens it', async () => {
    const page = await signedIn('clerk');
    await page.goto('/van-ban-den');
    await page.keyboard.press('j');
    expect(await rowUnderCursor(page)).toBe(morning.express);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await rowUnderCursor(page)).toBe(morning.urgent);
    expect(await page.locator('.bulk').isVisible()).toBe(false);
    await page.keyboard.press('x');
    expect(await page.locator('.bulk').isVisible()).toBe(true);
    expect(await page.locator('.bulk-count').textContent()).toBe('Đã chọn 1 văn bản');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/van-ban/${morning.urgent}?tu=*`);
    await page.context().close();
  });

  it('t and r lead to accepting and refusing on the document’s page', async () => {
    const page = await signedIn('clerk');
    for (const [key, panel] of [
      ['t', 'tiep-nhan'],
      ['r', 'tu-choi'],
    ] as const) {
      await page.goto('/van-ban-den');
      await page.keyboard.press('j');
      await page.keyboard.press(key);
      await page.waitForURL(`**/van-ban/${morning.express}?*lam=${panel}`);
    }
    await page.context().close();
  });

  it('/ goes to the search, two letters show what is found, arrows choose, Enter opens, Escape closes', async () => {
    const page = await signedIn('clerk');
    await page.goto('/');
    await page.keyboard.press('/');
    const field = page.locator('[data-key="/"]');
    await page.keyboard.type('h');
    expect(await field.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.type('an han');
    await page.locator('[role=option]').first().waitFor();
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    expect(await page.locator('[role=option]').first().textContent()).toContain('ứng phó hạn hán');
    expect(await findViolations(page)).toEqual([]);
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'suggestions.png') });
    await page.keyboard.press('Escape');
    expect(await page.locator('.suggestions').isVisible()).toBe(false);
    await page.keyboard.type(' ');
    await page.locator('[role=option]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await field.getAttribute('aria-activedescendant')).toBe('goi-y-0');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/van-ban/${morning.express}`);
    await page.context().close();
  });
});

it('the browser refused nothing of the pages', () => {
  // The document's own page is not of these: it answers by itself.
  expect(complaints.filter((text) => !/status of (404|400)/.test(text))).toEqual([]);
});
