/** Writing a document in a real browser: files dropped, an address typed, confirmed, taken back, sent. CONGVAN_SCREENSHOTS=DIR keeps pictures. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawOfficialLetter } from '../../../gateway/documents/sample/official-letter.js';
import { findViolations, openChromium, patienceMs } from '../../support/chromium.js';
import { smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { signInOn } from '../../support/judge-page.js';
import { addPerson } from '../../support/people.js';

let gateway: HttpFixture;
let browser: Browser;
const pictures = process.env['CONGVAN_SCREENSHOTS'];
const widths = [320, 390, 820, 1440] as const;

beforeAll(async () => {
  [gateway, browser] = await Promise.all([
    openHttpFixture({ workers: true, config: { composeUndoSeconds: 12 } }),
    openChromium(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
});

/** Everything the browser complained of. */
const complaints: string[] = [];

async function newPage(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL: gateway.url,
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await signInOn(page, (await addPerson(gateway.ctx, 'clerk', 'H30.03')).email);
  return page;
}

/** What reaches beyond the right edge of the page. */
const sticksOut = `[...document.querySelectorAll('main *, header *, footer *')]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && getComputedStyle(one).position !== 'absolute')
  .map((one) => one.tagName + '.' + one.className + '#' + one.id)`;

/** The page as somebody with script sees it, in another tab: axe at every width, and nothing sticks out at the side. */
async function judge(page: Page, name: string, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
  const context = await browser.newContext({ colorScheme, storageState: await page.context().storageState() });
  const tab = await context.newPage();
  await tab.goto(page.url());
  for (const width of widths) {
    await tab.setViewportSize({ width, height: 900 });
    expect(await findViolations(tab), `${name} at ${width}`).toEqual([]);
    expect(await tab.evaluate(sticksOut), `${name} at ${width}`).toEqual([]);
    if (pictures !== undefined) await tab.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
  }
  await context.close();
}

const pdf = (name: string, text = 'Kính gửi') => ({ name, mimeType: 'application/pdf', buffer: smallPdf(text) });
const fields = {
  code: 'STTTT-VP',
  subject: 'V/v cử công chức tham gia lớp bồi dưỡng nghiệp vụ',
  signer: 'Trần Quốc Tuấn, Giám đốc',
};

const letter = {
  ...{ above: 'UBND TỈNH HẬU GIANG', issuer: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG', notation: 'STTTT-CNTT' },
  ...{ place: 'Vị Thanh', date: '2016-05-19', kind: '', subject: 'cử công chức tập huấn', addressees: ['Sở Y tế'] },
  paragraphs: ['Đề nghị Quý cơ quan cử 02 công chức tham dự./.'],
  signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Phạm Quốc Việt' },
};

async function fillIn(page: Page, values: Readonly<Record<string, string>> = fields): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.fill(`[name=${name}]`, value);
}

describe('without script', () => {
  it('a document is written and confirmed by forms alone', async () => {
    const page = await newPage({ javaScriptEnabled: false });
    await page.click('a:has-text("Soạn văn bản")');
    await judge(page, 'compose-empty');
    await page.setInputFiles('#file', [
      pdf('483-SNV-CCVC.pdf'),
      { name: 'Biểu mẫu.txt', mimeType: 'text/plain', buffer: Buffer.from('Mẫu số 1\n') },
    ]);
    await page.click('text=Thêm tệp');
    await page.fill('[name=recipient]', 'so');
    await page.press('[name=recipient]', 'Enter');
    await expect.poll(() => page.locator('.meant button').count()).toBeGreaterThan(1);
    await judge(page, 'compose-suggestions');
    await page.click('.meant button:has-text("Sở Tài chính")');
    await fillIn(page);
    await page.check('[value=urgent]');
    await page.click('text=Xem lại');
    await judge(page, 'compose-filled');
    await page.click('button:has-text("Ký số và gửi 1 nơi")');
    await judge(page, 'compose-sending');
    await page.click('text=Rút lại');
    expect(await page.locator('[role=status] >> nth=0').textContent()).toContain('Đã rút lại');
    await page.goto('/nhap');
    await judge(page, 'drafts');
    await page.click('summary:has-text("Bỏ bản nháp")');
    await page.click('button:has-text("Bỏ bản nháp này")');
    await judge(page, 'drafts-empty');
    await page.context().close();
  });

  it('what is wrong is said where it is', async () => {
    const page = await newPage({ javaScriptEnabled: false, colorScheme: 'dark' });
    await page.goto('/soan');
    await page.setInputFiles('#file', [{ name: 'a.exe', mimeType: 'text/plain', buffer: Buffer.from('MZ') }]);
    await page.click('text=Thêm tệp');
    expect(await page.locator('[role=alert]').textContent()).toContain('Không nhận tệp a.exe');
    await fillIn(page, { date: '5/2016' });
    await page.click('text=Lưu nháp');
    await page.click('button:has-text("Ký số và gửi")');
    await judge(page, 'compose-faults-dark', 'dark');
    expect(await page.locator('[data-field=date] .error').textContent()).toContain('19/05/2016');
    await page.click('text=English');
    await judge(page, 'compose-faults-english');
    await page.context().close();
  });
});

describe('with script', () => {
  /** As if somebody let files go over the page. */
  async function dropFiles(
    page: Page,
    files: readonly { name: string; text: string; bytes?: number }[],
  ): Promise<void> {
    await page.evaluate((given) => {
      const data = new DataTransfer();
      for (const { name, text, bytes = 0 } of given) data.items.add(new File([text, new Uint8Array(bytes)], name));
      document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, files);
  }
  const rows = (page: Page) => page.locator('.file-row');
  const pdfText = smallPdf().toString();

  it('files are dropped, an address is typed, the document is confirmed, taken back, confirmed again, and sent', async () => {
    const page = await newPage();
    await page.click('[data-key=c]');
    // Until its script runs a page takes no drop.
    await page.waitForURL(/\/soan/);
    await dropFiles(page, [
      { name: '483-SNV-CCVC.pdf', text: pdfText },
      { name: 'Phụ lục.pdf', text: `${pdfText}% 2` },
    ]);
    await page.waitForSelector('.file-row:nth-child(2) .status:has-text("Chưa có chữ ký số")');
    await page.type('#recipient', 'so tai');
    await page.waitForSelector('.meant button:has-text("Sở Tài chính")');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.chip:has-text("Sở Tài chính")');
    const subject = 'V/v gửi từ trình duyệt';
    await fillIn(page, { ...fields, subject });
    await page.waitForSelector(`.preview-subject:has-text("${subject}")`);
    await page.click('button:has-text("Ký số và gửi 1 nơi")');
    await page.waitForSelector('[data-countdown]');
    await page.keyboard.press('z');
    await page.waitForSelector('text=Đã rút lại');
    await page.click('button:has-text("Ký số và gửi 1 nơi")');
    await page.waitForURL(/\/van-ban\/[0-9a-f-]{36}$/, { timeout: 25_000 });
    const { rows: sent } = await gateway.ctx.database.query('select state from documents where subject = $1', [
      subject,
    ]);
    expect(sent).toEqual([{ state: 'sealed' }]);
    await page.context().close();
  });

  it('what a dropped PDF says fills the fields, except one that somebody typed in', async () => {
    const page = await newPage();
    await page.goto('/soan');
    await page.fill('[name=signer]', 'Trần Quốc Tuấn');
    await page.setInputFiles('#file', [{ ...pdf('cong-van.pdf'), buffer: await drawOfficialLetter(letter) }]);
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('[name=subject]')?.value !== '');
    expect(await page.inputValue('[name=subject]')).toContain('cử công chức tập huấn');
    expect(await page.inputValue('[name=code]')).toBe('/STTTT-CNTT');
    expect(await page.inputValue('[name=signer]')).toBe('Trần Quốc Tuấn');
    await page.context().close();
  });

  it('Enter adds the address that was typed, without a choice among suggestions', async () => {
    const page = await newPage();
    await page.goto('/soan');
    await page.fill('#recipient', 'H30.05');
    await page.press('#recipient', 'Enter');
    await page.waitForSelector('.chip:has-text("Sở Tài chính")');
    expect(await page.inputValue('#recipient')).toBe('');
    await page.context().close();
  });

  it('an upload whose line breaks goes on by itself; one that stays broken is kept, and goes on in another tab', async () => {
    const page = await newPage();
    await page.goto('/soan');
    let chunks = 0;
    await page.route('**/tep/**', (route) => {
      if (route.request().method() !== 'PATCH') return route.continue();
      chunks += 1;
      return chunks === 2 ? route.abort() : route.continue();
    });
    const big = { name: 'Tài liệu.txt', text: 'x'.repeat(3_500_000) };
    await dropFiles(page, [big]);
    await page.waitForFunction(
      () =>
        document.querySelectorAll('.file-row').length === 1 && document.querySelector('.file-row progress') === null,
    );
    expect(chunks).toBeGreaterThan(4);
    chunks = 0;
    await page.unroute('**/tep/**');
    await page.route('**/tep/**', (route) => {
      const isChunk = route.request().method() === 'PATCH';
      chunks += isChunk ? 1 : 0;
      return isChunk && chunks > 2 ? route.abort() : route.continue();
    });
    const other = { name: 'Biểu mẫu.txt', text: 'y'.repeat(3_500_000) };
    await dropFiles(page, [other]);
    await page.waitForSelector('progress.broken');
    await page.waitForSelector('text=Mất kết nối ở 59%', { timeout: 20_000 });
    await judge(page, 'compose-broken');
    const tab = await page.context().newPage();
    await tab.goto(page.url());
    let first = '';
    tab.on('request', (request) => {
      if (request.method() === 'PATCH') first ||= request.headers()['upload-offset'] ?? '';
    });
    await tab.click('text=Tải tiếp');
    await tab.setInputFiles('#file', [{ name: other.name, mimeType: 'text/plain', buffer: Buffer.from(other.text) }]);
    await tab.waitForFunction(() => document.querySelector('.file-row progress') === null);
    expect(first).toBe(String(2 * 1024 * 1024));
    await expect.poll(() => rows(tab).count()).toBe(2);
    await page.context().close();
  });

  it('a file that may not be sent says why, and hostile names stay text', async () => {
    const page = await newPage();
    await page.goto('/soan');
    const nasty = '<img src=x onerror=alert(1)>';
    await dropFiles(page, [
      { name: 'kế hoạch.txt', text: 'Kế hoạch\nTUYỆT MẬT\n' },
      { name: 'a&b.txt', text: 'x' },
    ]);
    await page.waitForSelector('[role=alert]:has-text("Không được gửi văn bản mật")');
    await page.waitForSelector('.file-row:has-text("a&b.txt")');
    expect(await rows(page).count()).toBe(1);
    await page.fill('#recipient', nasty);
    await page.press('#recipient', 'Enter');
    await page.waitForSelector('.meant.empty-line');
    await fillIn(page, { subject: nasty });
    await page.waitForSelector(`.preview-subject:has-text("onerror")`);
    expect(await page.locator('img').count()).toBe(0);
    await page.context().close();
  });

  it('the browser refused nothing and found no fault in the script', () => {
    const aborted = /net::ERR_FAILED/;
    expect(complaints.filter((text) => !aborted.test(text) && !/status of (404|409|422)/.test(text))).toEqual([]);
  });
});

describe('the directory', () => {
  it('is searched without marks; a group is made, filled, renamed and deleted', async () => {
    const page = await newPage({ javaScriptEnabled: false });
    await page.goto('/danh-ba');
    await judge(page, 'directory');
    await page.fill('main [name=q]', 'so y te');
    await page.press('main [name=q]', 'Enter');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    await page.fill('[name=name]', 'Khối văn xã');
    await page.press('[name=name]', 'Enter');
    for (const name of ['Sở Y tế', 'Sở Tài chính']) {
      await page.fill('[name=tim]', name);
      await page.press('[name=tim]', 'Enter');
      await page.click(`.meant button:has-text("${name}")`);
    }
    await page.fill('[name=name]', 'Khối <b>văn xã</b>');
    await page.click('text=Đổi tên');
    expect(await page.locator('h1').textContent()).toBe('Nhóm “Khối <b>văn xã</b>” có 2 cơ quan.');
    await judge(page, 'group');
    await page.click('[aria-label="Bỏ Sở Y tế khỏi nhóm"]');
    await expect.poll(() => page.locator('.chip').count()).toBe(1);
    await page.click('summary:has-text("Xóa nhóm")');
    await page.click('button:has-text("Xóa nhóm này")');
    expect(await page.locator('[role=status] >> nth=0').textContent()).toContain('Đã xóa nhóm');
    await page.context().close();
  });
});
