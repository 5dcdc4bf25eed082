/** The document page in a real browser: read, without violation, on every screen; acted on by keyboard. CONGVAN_SCREENSHOTS=DIR keeps pictures. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sequenceOnce } from '../../../gateway/evidence/sequencer.js';
import { findViolations, openChromium } from '../../support/chromium.js';
import { buildScene, type DocumentScene } from '../../support/document-scene.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { isTooWide, signInOn, widths } from '../../support/judge-page.js';
import { addPerson } from '../../support/people.js';
import { untilFileShown } from '../../support/until-file-shown.js';

let gateway: HttpFixture;
let browser: Browser;
let scene: DocumentScene;
const pictures = process.env['CONGVAN_SCREENSHOTS'];

beforeAll(async () => {
  [gateway, browser] = await Promise.all([openHttpFixture(), openChromium()]);
  scene = await buildScene(gateway);
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
});

/** Everything the browser complained of: refused styles and scripts, missing files, errors. */
const complaints: string[] = [];

async function pageOf(agency: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: gateway.url, ...options });
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  const { email } = await addPerson(gateway.ctx, 'clerk', agency);
  await signInOn(page, email);
  return page;
}

async function judge(page: Page, name: string): Promise<void> {
  expect(await findViolations(page), name).toEqual([]);
  for (const width of [320, ...widths]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await isTooWide(page), `${name} at ${width}`).toBe(false);
    if (pictures === undefined || width === 320) continue;
    await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
  }
}

const viewsOf = () =>
  [
    ['H30.03', scene.outgoing, '', 'outgoing'],
    ['H30.03', scene.outgoing, '?lam=thu-hoi', 'outgoing-recall'],
    ['H30.03', scene.recalled, '', 'recalled'],
    ['H30.03', scene.outgoing, '/phieu', 'sheet'],
    ['H30.03', scene.outgoing, '/lich-su-xem', 'history'],
    ['H30.05', scene.incoming, '', 'incoming'],
    ['H30.05', scene.incoming, '?lam=tu-choi', 'incoming-refuse'],
    ['H30.05', scene.recalled, '?lam=dong-y', 'incoming-asked'],
  ] as const;

describe('the page of a document', () => {
  it.each(['light', 'dark'] as const)(
    'is without violation in %s colours, in both languages, and never wider than the screen',
    async (colorScheme) => {
      for (const agency of ['H30.03', 'H30.05']) {
        const page = await pageOf(agency, { colorScheme });
        for (const [, id, path, name] of viewsOf().filter(([reader]) => reader === agency)) {
          await page.goto(`/van-ban/${id}${path}`);
          await judge(page, `${name}-${colorScheme}`);
        }
        await page.goto('/tuy-chon?ngon-ngu=en');
        for (const [, id, path, name] of viewsOf().filter(([reader]) => reader === agency)) {
          await page.goto(`/van-ban/${id}${path}`);
          expect(await findViolations(page), name).toEqual([]);
        }
        await page.context().close();
      }
    },
    180_000,
  );
});

/** Types nothing: presses a key of the page and waits for where it leads. */
async function press(page: Page, key: string, leadsTo: string): Promise<void> {
  await page.keyboard.press(key);
  await page.waitForURL(leadsTo);
}

describe('keys', () => {
  it('go on in the list, back to it, and to the print sheet', async () => {
    const page = await pageOf('H30.05');
    const list = '/van-ban-den?q=bau+cu+han+han';
    await page.goto('/van-ban-den');
    await page.locator(`a.row-subject[href*="${scene.incoming}"]`).click();
    await page.waitForURL(`**/van-ban/${scene.incoming}?*`);
    await page.keyboard.press('j');
    await page.waitForURL((address) => !address.pathname.endsWith(scene.incoming));
    await press(page, 'k', `**/van-ban/${scene.incoming}?*`);
    await press(page, 'p', `**/van-ban/${scene.incoming}/phieu?*`);
    await press(page, 'u', `**/van-ban/${scene.incoming}?*`);
    await press(page, 'u', '**/van-ban-den');
    await page.goto(`/van-ban/${scene.incoming}?${new URLSearchParams({ tu: list })}`);
    await press(page, 'u', `**${list}`);
    await page.context().close();
  });

  it('reach every act, and send a form, without a mouse', async () => {
    const page = await pageOf('H30.05');
    await page.goto(`/van-ban/${scene.incoming}?lam=tu-choi`);
    await page.focus('[name=ly-do]');
    // As fast as a hand: whatever the page still loads leaves the focus where it is.
    await page.keyboard.type('Thiếu phụ lục 2', { delay: 150 });
    expect(await page.inputValue('[name=ly-do]')).toBe('Thiếu phụ lục 2');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Từ chối và gửi lý do');
    await page.context().close();
  });
});

describe('the file in the page', () => {
  it('is shown by the browser’s own viewer', async () => {
    const page = await pageOf('H30.05');
    const shown = page.waitForResponse((answer) => answer.url().endsWith(`/van-ban/${scene.incoming}/tep/1`));
    await page.goto(`/van-ban/${scene.incoming}`);
    await page.locator('iframe').scrollIntoViewIfNeeded();
    expect((await shown).headers()['content-type']).toBe('application/pdf');
    const frame = await (await page.waitForSelector('iframe')).contentFrame();
    // What may not be framed becomes an error page.
    expect(frame?.url()).toContain(`/van-ban/${scene.incoming}/tep/1`);
    await page.context().close();
  });

  it('takes the focus and the keys from nobody, and is read by whoever goes there', async () => {
    const page = await pageOf('H30.05');
    await page.goto(`/van-ban/${scene.incoming}?${new URLSearchParams({ tu: '/van-ban-den' })}`);
    await untilFileShown(page);
    const focused = () => page.evaluate('document.activeElement.tagName');
    // The viewer is a process of its own: the focus is there a moment after the key.
    const isRead = () => expect.poll(focused, { timeout: 10_000 }).toBe('IFRAME');
    expect(await focused()).toBe('BODY');
    await page.locator('.file-view-head a').focus();
    await page.keyboard.press('Tab');
    await isRead();
    await page.reload();
    await untilFileShown(page);
    const { x, y, width } = (await page.locator('iframe').boundingBox()) ?? expect.unreachable();
    await page.mouse.move(x + width / 2, y + 50, { steps: 3 });
    await page.mouse.down();
    await page.mouse.up();
    await isRead();
    await page.reload();
    await untilFileShown(page);
    await press(page, 'u', '**/van-ban-den');
    await page.context().close();
  });
});

describe('without script', () => {
  it('a document is accepted, and its sender’s open page shows it without being loaded again', async () => {
    const sent = await pageOf('H30.03');
    await sent.goto(`/van-ban/${scene.incoming}`);
    await sent.evaluate('globalThis.stayed = true');
    const page = await pageOf('H30.05', { javaScriptEnabled: false });
    await page.goto(`/van-ban/${scene.incoming}`);
    await page.click('button:has-text("Tiếp nhận, lấy số đến")');
    expect(await page.locator('.notice').textContent()).toMatch(/Đã tiếp nhận, số đến \d+/);
    await sequenceOnce(gateway.ctx);
    await sent.locator('#dien-bien:has-text("tiếp nhận, số đến")').waitFor();
    expect(await sent.evaluate('globalThis.stayed')).toBe(true);
    expect(await sent.locator('#tinh-trang').textContent()).toContain('đã tiếp nhận');
    await page.context().close();
    await sent.context().close();
  });
});

describe('the browser', () => {
  it('refused nothing and complained of nothing', () => {
    expect(complaints).toEqual([]);
  });
});
