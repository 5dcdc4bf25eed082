/** The page that verifies in a real browser: each verdict, at three widths, in both languages and colours; without script; on paper. */
import { writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChromium } from '../../support/chromium.js';
import { type FilesToVerify, filesToVerify, type VerdictName } from '../../support/files-to-verify.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { judgePage } from '../../support/judge-page.js';

let gateway: HttpFixture;
let browser: Browser;
let files: FilesToVerify;
let folder: string;
const pictures = process.env['CONGVAN_SCREENSHOTS'];
const verdicts = ['valid', 'invalid', 'undecided'] as const satisfies readonly VerdictName[];

beforeAll(async () => {
  [gateway, browser, folder] = await Promise.all([
    openHttpFixture({ config: { rateLimitVerifications: 1000 } }),
    openChromium(),
    mkdtemp(join(tmpdir(), 'congvan-verify-')),
  ]);
  files = await filesToVerify(gateway);
  for (const name of [...verdicts, 'mail'] as const) writeFileSync(pathOf(name), files[name]);
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
  await rm(folder, { recursive: true, force: true });
});

const pathOf = (name: keyof FilesToVerify) => join(folder, name === 'mail' ? 'thu.eml' : `482-SNV-CCHC-${name}.asice`);

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: gateway.url, ...options });
  return context.newPage();
}

async function bring(page: Page, name: keyof FilesToVerify, at = '/kiem-tra'): Promise<void> {
  await page.goto(at);
  await page.setInputFiles('[name=file]', pathOf(name));
  await page.click('form button.main');
  await page.waitForSelector('.verdict');
}

describe.each([
  ['vi', 'light'],
  ['en', 'dark'],
] as const)('in %s, %s colours', (language, colorScheme) => {
  it('every verdict and the page before it is without violation of WCAG 2.2 AA, folded or not', async () => {
    const page = await newPage({ colorScheme });
    await page.goto(`/tuy-chon?ngon-ngu=${language}&ve=/kiem-tra`);
    await judgePage(page, `verify-${language}`);
    for (const verdict of verdicts) {
      await bring(page, verdict);
      await judgePage(page, `verify-${verdict}-${language}`);
    }
    await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
    await judgePage(page, `verify-open-${language}`);
    await page.goto(`/kiem-tra?sha256=${'0123456789abcdef'.repeat(4)}`);
    await judgePage(page, `verify-linked-${language}`);
    await page.context().close();
  });
});

describe('without script', () => {
  it('one brings a file, reads the verdict, unfolds the details and takes the report along', async () => {
    const page = await newPage({ javaScriptEnabled: false });
    await bring(page, 'valid');
    expect((await page.locator('.verdict').textContent())?.trim()).toBe('Hợp lệ');
    expect(await page.locator('[data-print]').isVisible()).toBe(false);
    await page.click('summary:has-text("Chữ ký và chứng thư")');
    expect(await page.locator('.fold[open]').textContent()).toContain('ECDSA-SHA256');
    const download = page.waitForEvent('download');
    await page.click('a[download="report.json"]');
    const kept = JSON.parse(await readFile(await (await download).path(), 'utf8')) as { indication: string };
    expect(kept.indication).toBe('TOTAL-PASSED');
    await page.context().close();
  });

  it('a link of a printed sheet is compared with the file that is brought', async () => {
    const page = await newPage({ javaScriptEnabled: false });
    await bring(page, 'invalid');
    const address = await page.locator('.on-paper').textContent();
    await bring(page, 'invalid', address ?? '');
    expect(await page.locator('.notice').textContent()).toContain('Đúng là tệp mà phiếu in nói tới');
    await bring(page, 'valid', address ?? '');
    expect(await page.locator('.notice').textContent()).toContain('Không phải tệp');
    await page.context().close();
  });
});

describe('with script', () => {
  /** As somebody drops a file somewhere on the page. */
  const drop = (page: Page, name: string, base64: string) =>
    page.evaluate(
      ([fileName, content]) => {
        const bytes = Uint8Array.from(atob(content ?? ''), (one) => one.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], fileName ?? ''));
        document.querySelector('h1')?.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true }));
        const drops = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector('h1')?.dispatchEvent(drops);
      },
      [name, base64],
    );

  it('a file dropped anywhere on the page is verified at once', async () => {
    const page = await newPage();
    await page.goto('/kiem-tra');
    await drop(page, 'thả.asice', files.invalid.toString('base64'));
    await page.waitForSelector('.verdict.invalid');
    expect(await page.locator('.file-line').textContent()).toContain('thả.asice');
    await page.context().close();
  });

  it('the sheet is printed by its button', async () => {
    const page = await newPage();
    await bring(page, 'valid');
    await page.evaluate('globalThis.printed = 0; globalThis.print = () => { globalThis.printed += 1; }');
    await page.click('[data-print]');
    expect(await page.evaluate('globalThis.printed')).toBe(1);
    await page.context().close();
  });
});

describe('on paper', () => {
  it('the folds are open, what one presses is gone, the link is written out', async () => {
    const page = await newPage();
    await bring(page, 'invalid');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.fold dl').first().isVisible()).toBe(true);
    expect(await page.locator('a[download]').first().isVisible()).toBe(false);
    expect(await page.locator('.on-paper').isVisible()).toBe(true);
    const qrMillimetres = await page.evaluate(
      'document.querySelector(".qr").getBoundingClientRect().width / 96 * 25.4',
    );
    expect(qrMillimetres).toBeCloseTo(25, 0);
    if (pictures !== undefined) writeFileSync(join(pictures, 'verify.pdf'), await page.pdf({ format: 'A4' }));
    await page.context().close();
  });
});
