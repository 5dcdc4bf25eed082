/** A day's work without a mouse: what has the focus is seen, and everything is reached by Tab, letters and Enter. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { smallPdf } from '../../../support/gateway-fixture.js';
import { type JourneyRoom, openJourneyRoom } from './journey-room.js';

let room: JourneyRoom;
beforeAll(async () => {
  room = await openJourneyRoom();
});
afterAll(() => room.close());

/** What the focus is on, as it is called; and whether it is drawn around. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement as HTMLInputElement | null;
    const name = at?.labels?.[0]?.textContent ?? at?.getAttribute('aria-label') ?? at?.textContent ?? '';
    return { id: at?.id ?? '', name: name.trim(), outline: at === null ? '' : getComputedStyle(at).outlineWidth };
  });

/** Steps on until the focus is on what is called so. */
async function stepTo(page: Page, wanted: RegExp): Promise<void> {
  const met: string[] = [];
  while (met.length < 80) {
    await page.keyboard.press('Tab');
    const { name, outline } = await focused(page);
    met.push(name);
    if (!wanted.test(name)) continue;
    expect(outline, `seen on ${name}`).toBe('3px');
    return;
  }
  expect.unreachable(`no ${wanted} among ${met.join(' | ')}`);
}

it('a document is searched for, opened, accepted, and one goes back and on to the next', async () => {
  const older = await room.receive('V/v cử cán bộ tham gia đoàn kiểm tra an toàn thực phẩm');
  const wanted = await room.receive('Công điện về việc ứng phó hạn hán, xâm nhập mặn');
  const page = await room.visitors.enter(await room.person('clerk', 'H30.05'));
  await page.waitForURL('/');
  await page.keyboard.press('/');
  await page.keyboard.type('han han');
  await page.locator('[role=option]', { hasText: 'hạn hán' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/van-ban/${wanted}`);
  await stepTo(page, /^Tiếp nhận, lấy số đến/);
  await page.keyboard.press('Enter');
  await page.locator('.notice', { hasText: 'Đã tiếp nhận, số đến' }).waitFor();
  await page.keyboard.press('u');
  await page.waitForURL('**/van-ban-den');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/van-ban/${wanted}?*`);
  await page.keyboard.press('j');
  await page.waitForURL(`**/van-ban/${older}?*`);
  await page.keyboard.press('k');
  await page.waitForURL(`**/van-ban/${wanted}?*`);
  await page.context().close();
});

it('a document is written, addressed and sent', async () => {
  const page = await room.visitors.enter(await room.person('clerk', 'H30.03'));
  await page.waitForURL('/');
  // Browsers are told only from here on to ask nobody for the file.
  const chooser = page.waitForEvent('filechooser', { timeout: 60_000 });
  await page.keyboard.press('c');
  await page.waitForURL(/\/soan\/[0-9a-f-]{36}$/);
  await stepTo(page, /^Thả tệp vào bất cứ đâu/);
  await page.keyboard.press('Space');
  await (await chooser).setFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: smallPdf('bàn phím') });
  await page.locator('.file-row', { hasText: 'Chưa có chữ ký số' }).waitFor();
  await stepTo(page, /^Gõ tên cơ quan/);
  await page.keyboard.type('so tai chinh');
  await page.locator('[value^="add-recipient:"]', { hasText: 'Sở Tài chính' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.chip', { hasText: 'Sở Tài chính' }).waitFor();
  expect((await focused(page)).id).toBe('recipient');
  await page.keyboard.type('H30.15');
  await page.keyboard.press('Enter');
  await page.locator('.chip', { hasText: 'Sở Y tế' }).waitFor();
  await stepTo(page, /^Số và ký hiệu/);
  await page.keyboard.type('STTTT-VP');
  await stepTo(page, /^Trích yếu/);
  await page.keyboard.type('V/v gửi không dùng chuột');
  await stepTo(page, /^Người ký/);
  await page.keyboard.type('Trần Quốc Tuấn, Giám đốc');
  await stepTo(page, /^Ký số và gửi 2 nơi/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/van-ban\/[0-9a-f-]{36}$/);
  expect(await page.locator('h1').textContent()).toBe('V/v gửi không dùng chuột');
  await page.context().close();
});

it('the browser refused nothing and complained of nothing', () => {
  expect(room.visitors.complaints).toEqual([]);
});
