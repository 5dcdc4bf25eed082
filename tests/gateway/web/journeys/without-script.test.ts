/** The same work in a browser that runs no script: forms and links alone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesToVerify } from '../../../support/files-to-verify.js';
import { letterSubject, officialLetter } from '../../../support/official-letter.js';
import { type JourneyRoom, openJourneyRoom } from './journey-room.js';

let room: JourneyRoom;
beforeAll(async () => {
  room = await openJourneyRoom();
});
afterAll(() => room.close());

const plain = { javaScriptEnabled: false };

async function statusesOf(id: string): Promise<unknown> {
  const { rows } = await room.gateway.ctx.database.query(
    'select code, reason from statuses where document = $1 order by id',
    [id],
  );
  return rows;
}

it('a document is written from what its PDF says, addressed, and sent once the time to undo is over', async () => {
  const page = await room.visitors.enter(await room.person('clerk', 'H30.03'), plain);
  await page.click('a:has-text("Soạn văn bản")');
  const buffer = await officialLetter('KẾ HOẠCH');
  await page.setInputFiles('#file', { name: 'ke-hoach.pdf', mimeType: 'application/pdf', buffer });
  await page.click('text=Thêm tệp');
  await page.locator('.file-row', { hasText: 'ke-hoach.pdf' }).waitFor();
  expect(await page.inputValue('[name=type]')).toBe('KH');
  expect(await page.inputValue('[name=code]')).toBe('/KH-STTTT');
  expect(await page.inputValue('[name=subject]')).toBe(letterSubject);
  expect(await page.inputValue('[name=date]')).toBe('19/05/2016');
  await page.fill('[name=recipient]', 'so tai chinh');
  await page.click('text=Thêm nơi nhận');
  await page.locator('.chip', { hasText: 'Sở Tài chính' }).waitFor();
  await page.fill('[name=signer]', 'Trần Quốc Tuấn, Giám đốc');
  await page.click('text=Xem lại');
  await page.click('button:has-text("Ký số và gửi 1 nơi")');
  expect(await page.locator('h1').textContent()).toContain('Sẽ ký số và gửi');
  await page.waitForURL(/\/van-ban\/[0-9a-f-]{36}$/);
  expect(await page.locator('h1').textContent()).toBe(letterSubject);
  await page.context().close();
});

it('a document is accepted, another refused with its reason, which has to be given', async () => {
  const [accepted, refused] = [await room.receive('V/v nhận'), await room.receive('V/v từ chối')];
  const page = await room.visitors.enter(await room.person('clerk', 'H30.05'), plain);
  await page.click('a.row-subject:has-text("V/v nhận")');
  await page.click('button:has-text("Tiếp nhận, lấy số đến")');
  expect(await page.locator('.notice').textContent()).toContain('Đã tiếp nhận');
  await page.click('.way-back');
  await page.click('a.row-subject:has-text("V/v từ chối")');
  await page.click('a:has-text("Từ chối…")');
  await page.fill('[name=ly-do]', ' ');
  await page.click('button:has-text("Từ chối và gửi lý do")');
  expect(await page.locator('[role=alert]').textContent()).toContain('Hãy ghi lý do');
  await page.fill('[name=ly-do]', 'Thiếu phụ lục 2');
  await page.click('button:has-text("Từ chối và gửi lý do")');
  expect(await page.locator('.notice').textContent()).toContain('Đã từ chối');
  expect(await statusesOf(accepted)).toEqual([
    { code: '01', reason: null },
    { code: '03', reason: null },
  ]);
  expect(await statusesOf(refused)).toEqual([
    { code: '01', reason: null },
    { code: '02', reason: 'Thiếu phụ lục 2' },
  ]);
  await page.context().close();
});

it('a file is verified', async () => {
  const files = await filesToVerify(room.gateway);
  const page = await room.visitors.enter(null, plain);
  for (const [verdict, word] of [
    ['valid', 'Hợp lệ'],
    ['invalid', 'Không hợp lệ'],
  ] as const) {
    await page.click('a:has-text("Kiểm tra văn bản")');
    await page.setInputFiles('[name=file]', { name: 'a.asice', mimeType: 'application/zip', buffer: files[verdict] });
    await page.click('form button.main');
    expect((await page.locator('.verdict').textContent())?.trim()).toBe(word);
    await page.goto('/');
  }
  await page.context().close();
});
