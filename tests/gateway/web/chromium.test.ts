import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { turnOnSecondFactor } from '../../../gateway/identity/second-factors.js';
import { findViolations, openChromium } from '../../support/chromium.js';
import { arriveDocument, metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { isTooWide, keepPictures, signInOn, widths } from '../../support/judge-page.js';
import { addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let browser: Browser;
let clerk: string;

beforeAll(async () => {
  [gateway, browser] = await Promise.all([openHttpFixture(), openChromium()]);
  clerk = (await addPerson(gateway.ctx, 'clerk', 'H30.05')).email;
  const letters = [
    {
      urgency: 'express',
      subject: 'Công điện về việc ứng phó hạn hán, xâm nhập mặn trên địa bàn tỉnh',
      dueDate: '2016-05-20',
    },
    { urgency: 'urgent', subject: 'V/v chuẩn bị các điều kiện phục vụ ngày bầu cử đại biểu Quốc hội khóa XIV' },
    { subject: 'V/v cử cán bộ tham gia đoàn kiểm tra an toàn thực phẩm đợt 2 năm 2016' },
  ];
  for (const letter of letters) {
    const { id } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadataOf(letter));
    await arriveDocument(gateway.ctx, id, 'H30.05');
  }
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
});

/** Everything the browser complained of: refused styles, missing files, errors. */
const complaints: string[] = [];

async function newPage(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: gateway.url, ...options });
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  // The stream of changes ends when its page is left.
  page.on('requestfailed', (request) => request.url().endsWith('/song') || complaints.push(`${request.url()} failed`));
  return page;
}

async function signIn(page: Page, email = clerk): Promise<void> {
  await signInOn(page, email);
}

describe('without script', () => {
  it('one signs in, reads the inbox, changes the language and signs out', async () => {
    const page = await newPage({ javaScriptEnabled: false });
    await signIn(page);
    expect(await page.locator('h1').textContent()).toBe('Còn 3 việc phải làm trong hôm nay');
    await page.click('nav >> text=Văn bản đến');
    await page.fill('.masthead [name=q]', 'han han xam nhap man');
    await page.press('.masthead [name=q]', 'Enter');
    expect(await page.locator('[data-row]').count()).toBe(1);
    expect(await page.locator('.stamp').textContent()).toBe('Hỏa tốc');
    await page.click('text=English');
    expect(await page.locator('h1').textContent()).toBe('Documents with “han han xam nhap man”');
    await page.click('summary:has-text("Clerk")');
    await page.click('button:has-text("Sign out")');
    expect(await page.locator('.notice').textContent()).toContain('You are signed out.');
    await page.context().close();
  });
});

describe('by keyboard alone', () => {
  it('the first step leads past the navigation, and every field and button is reached in order', async () => {
    const page = await newPage();
    await page.goto('/dang-nhap');
    const reached: (string | null)[] = [];
    for (let step = 0; step < 5; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(
          'document.activeElement.name || document.activeElement.getAttribute("href") || document.activeElement.type',
        ),
      );
    }
    expect(reached).toEqual(['#noi-dung', '/', 'email', 'password', 'submit']);
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineWidth');
    expect(outline).toBe('3px');
    await page.context().close();
  });
});

describe('every page', () => {
  const addresses = ['/', '/van-ban-den', '/van-ban-den?q=kh%C3%B4ng+c%C3%B3', '/van-ban-di', '/tai-khoan'] as const;

  it.each(['light', 'dark'] as const)(
    'is without violation in %s colours, and never wider than the screen',
    async (colorScheme) => {
      const page = await newPage({ colorScheme });
      const judge = async (name: string) => {
        expect(await findViolations(page), name).toEqual([]);
        for (const width of [320, ...widths]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await isTooWide(page), `${name} at ${width}`).toBe(false);
        }
        await keepPictures(page, `${name}-${colorScheme}`);
      };
      await page.goto('/');
      await judge('welcome');
      await page.goto('/dang-nhap');
      await judge('sign-in');
      await page.fill('[name=email]', clerk);
      await page.fill('[name=password]', 'sai mật khẩu rồi');
      await page.press('[name=password]', 'Enter');
      await judge('sign-in-refused');
      await signIn(page);
      for (const address of addresses) {
        await page.goto(address);
        await judge(`page-${addresses.indexOf(address)}`);
      }
      await page.context().close();
    },
  );

  it('of the second factor and of other roles is without violation', async () => {
    const { id, email } = await addPerson(gateway.ctx, 'auditor');
    const page = await newPage();
    await signIn(page, email);
    expect(await findViolations(page)).toEqual([]);
    await keepPictures(page, 'auditor');
    await page.goto('/tai-khoan');
    await page.fill('[name=confirm-password]', goodPassword);
    await page.press('[name=confirm-password]', 'Enter');
    expect(await page.locator('svg.qr').count()).toBe(1);
    expect(await findViolations(page)).toEqual([]);
    await keepPictures(page, 'second-factor-setting-up');
    await expect(turnOnSecondFactor(gateway.ctx, id, '000000')).rejects.toThrow();
    const operator = await addPerson(gateway.ctx, 'operator');
    await page.context().clearCookies();
    await signIn(page, operator.email);
    expect(await findViolations(page)).toEqual([]);
    await keepPictures(page, 'operator');
    await page.goto('/van-ban-den');
    expect(await findViolations(page)).toEqual([]);
    await keepPictures(page, 'forbidden');
    await page.context().close();
  });

  it('loads its own typefaces, and the browser refused nothing', async () => {
    const page = await newPage();
    await page.goto('/');
    await page.evaluate('document.fonts.ready');
    expect(await page.evaluate('document.fonts.check("500 32px Literata", "Nơi gửi")')).toBe(true);
    expect(await page.evaluate('[...document.fonts].filter((f) => f.status === "loaded").length')).toBe(4);
    await page.context().close();
    // What the browser says of answers that are no success is not about the page, nor that a stream ends with it.
    expect(complaints.filter((text) => !/status of (401|403)|\/song failed$/.test(text))).toEqual([]);
  });
});
