/** The books and the report as people use them: in a real browser, on paper as Chromium prints it, in files as others read them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterPaper } from '../../../gateway/registers/reserve-numbers.js';
import { demonstrationAgencies } from '../../../schemas/directory/level-one.js';
import { BrowserSession } from '../../support/browser-session.js';
import { findViolations, openChromium } from '../../support/chromium.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { keepPictures, signInOn, widths } from '../../support/judge-page.js';
import { fillYear, hostile } from '../../support/office-year.js';
import { addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let browser: Browser;
let folder: string;
let clerk: string;
const pictures = process.env['CONGVAN_SCREENSHOTS'];

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
/** What the browser says of an answer that is meant to refuse. */
const refusals = /status of (400|403|422)/;

async function signedIn(email: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: gateway.url, ...options });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (!refusals.test(message.text())) complaints.push(message.text());
  });
  page.on('dialog', () => complaints.push('a script ran'));
  await signInOn(page, email);
  return page;
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
  'report-period': '/bao-cao?tu=2016-05&den=2016-01',
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
        await keepPictures(page, `${name}-${colorScheme}`);
      }
      await page.context().close();
      expect(complaints).toEqual([]);
    },
    60_000,
  );
});

const visit = async (email: string, goal = '/'): Promise<BrowserSession> => {
  const session = BrowserSession.of(gateway);
  await session.signIn(email, goodPassword, goal);
  return session;
};
const person = async (...who: Parameters<typeof addPerson> extends [unknown, ...infer Rest] ? Rest : never) =>
  visit((await addPerson(gateway.ctx, ...who)).email);

describe('a clerk, without script', () => {
  it('enters a paper document, corrects it with a reason, cancels it, and the report follows', async () => {
    const page = await signedIn(clerk, { javaScriptEnabled: false });
    const own = '/bao-cao?tu=2016-05&den=2016-05&co-quan=H30.03';
    const counted = async () => {
      await page.goto(own);
      return page.locator('.agencies tbody tr').first().locator('.amount').allTextContents();
    };
    const before = await counted();
    await page.goto('/so-dang-ky');
    await page.click('text=Nhập văn bản đi bằng giấy');
    await page.fill('[name=notation]', 'TTr-SNV');
    await page.selectOption('[name=type]', 'Tờ trình');
    await page.fill('[name=subject]', 'Về Đề án vị trí việc làm');
    await page.selectOption('[name=paperReason]', 'original');
    await page.click('button:has-text("Vào sổ")');
    expect(await page.locator('[role=status] strong').first().textContent()).toMatch(/^Đã vào sổ số \d+\/TTr-SNV\.$/);
    const row = page.locator('tr', { hasText: 'Tờ trình: Về Đề án vị trí việc làm' });
    expect(await row.locator('.column-note').textContent()).toBe('Giấy');
    expect(await counted()).not.toEqual(before);
    expect(await page.locator('.agencies tbody').textContent()).toContain('Nơi nhận cần bản gốc giấy: 1 văn bản');

    await page.goto('/so-dang-ky');
    await row.locator('text=Sửa').click();
    await page.fill('[name=unit]', 'Phòng Tổ chức');
    await page.fill('[name=reason]', 'Ghi thiếu nơi lưu');
    await page.click('button:has-text("Lưu phần sửa")');
    expect(await row.locator('.column-unit').textContent()).toBe('Phòng Tổ chức');

    await row.locator('text=Sửa').click();
    await page.click('.ask > summary');
    await page.fill('[name=cancel-reason]', 'Không ban hành');
    await page.click('.ask button');
    const struck = page.locator('tr.cancelled', { hasText: 'Không ban hành' });
    expect(await struck.locator('s').count()).toBe(1);
    expect(await struck.textContent()).toContain('Trần Thị Bé');
    expect(await counted()).toEqual(before);
    await page.context().close();
  });

  it('adds to an electronic document what it does not say, and cannot change what it says', async () => {
    const session = await visit(clerk);
    const { html } = await session.open('/so-dang-ky?q=03/SNV');
    const [, id = ''] = /href="\/so-dang-ky\/muc\/([^"]*)"/.exec(html) ?? [];
    await session.open(`/so-dang-ky/muc/${id}`);
    const fields = { unit: 'Văn thư', subject: 'Đổi trích yếu', reason: 'Bổ sung nơi lưu' };
    const after = await session.submit(`/so-dang-ky/muc/${id}/sua`, fields);
    expect(after.html).toContain('Văn thư');
    expect(after.html).not.toContain('Đổi trích yếu');
    const { rows } = await gateway.ctx.database.query<{ payload: { before: object; after: object; reason: string } }>(
      `select payload from events where kind = 'register.corrected' and payload->>'entry' = $1`,
      [id],
    );
    expect(rows).toMatchObject([{ payload: { before: {}, after: { unit: 'Văn thư' }, reason: 'Bổ sung nơi lưu' } }]);
    await session.open(`/so-dang-ky/muc/${id}`);
    expect(session.hiddenFields(`/so-dang-ky/muc/${id}/sua`)).toHaveProperty('form-token');
    expect(() => session.hiddenFields(`/so-dang-ky/muc/${id}/huy`)).toThrow();
  });

  it('fills every column to its full length, in letters that take the most bytes', async () => {
    const details = { date: '2013-05-01', subject: 'Sẽ ghi đủ' };
    const { id } = await enterPaper(gateway.ctx, gateway.clerk('H30.03'), { book: 'out', notation: 'TB-SNV', details });
    const session = await visit(clerk);
    const address = `/so-dang-ky/muc/${id}`;
    const { html } = await session.open(address);
    const form = html.slice(html.indexOf(`action="${address}/sua"`)).split('</form>')[0] ?? '';
    const full = Object.fromEntries(
      [...form.matchAll(/<(?:input|textarea)[^>]* name="(\w+)"[^>]* maxlength="(\d+)"/gi)].map(([, name, most]) => [
        name,
        'ệ'.repeat(Number(most)),
      ]),
    );
    const answer = await session.submit(`${address}/sua`, { ...full, date: details.date });
    expect(answer.status).toBe(200);
    const { rows } = await gateway.ctx.database.query<{ entry: object }>(
      'select entry from register_entries where id = $1',
      [id],
    );
    const { reason, ...columns } = full;
    expect(reason?.length).toBe(500);
    expect(Object.keys(columns)).toEqual(expect.arrayContaining(['subject', 'recipients', 'unit', 'note']));
    expect(rows[0]?.entry).toMatchObject(columns);
  });

  it('reads beside the field what is wrong, and keeps what was typed', async () => {
    const session = await visit(clerk);
    const address = '/so-dang-ky/van-ban-giay?so=di';
    const wrong: readonly (readonly [Record<string, string>, number, string])[] = [
      [{ subject: 'Còn đây', date: '' }, 400, 'details.date'],
      [{ subject: '', date: '2016-05-01' }, 400, 'details.subject'],
      [{ subject: 'Còn đây', date: '2016-05-01', number: '3/4' }, 400, 'number'],
      [{ subject: 'Còn đây', date: '2016-05-01', number: '01', notation: 'SNV-CCHC' }, 409, 'number'],
      [{ subject: 'Còn đây', date: '2016-05-01', copies: '1e99' }, 400, 'details.copies'],
    ];
    for (const [fields, status, field] of wrong) {
      await session.open(address);
      const answer = await session.submit('/so-dang-ky/van-ban-giay', fields);
      expect([answer.status, field], JSON.stringify(fields)).toEqual([status, field]);
      expect(answer.html).toContain(`id="${field.replace('details.', '')}-error"`);
      if (fields['subject'] !== '') expect(answer.html).toContain('Còn đây');
    }
  });

  it('cannot enter a state secret', async () => {
    const session = await visit(clerk);
    await session.open('/so-dang-ky/van-ban-giay?so=di');
    const page = await session.submit('/so-dang-ky/van-ban-giay', {
      date: '2016-05-01',
      subject: 'x',
      note: 'TUYỆT MẬT',
    });
    expect(page.html).toContain('role="alert"');
  });
});

describe('who sees what', () => {
  it('a clerk sees the own agency and the sums; operator and auditor see every agency', async () => {
    const lines = async (session: BrowserSession) =>
      [...(await session.open('/bao-cao?du=1')).html.matchAll(/class="agency"><a[^>]*>([^<]*)</g)].map(
        ([, name]) => name,
      );
    expect(await lines(await visit(clerk))).toEqual(['Sở Thông tin và Truyền thông']);
    const names = ['H30.07', 'H30.03'].map((code) => demonstrationAgencies().find((one) => one.code === code)?.name);
    for (const role of ['operator', 'auditor'] as const) expect(await lines(await person(role))).toEqual(names);
    const session = await visit(clerk);
    expect((await session.open('/bao-cao?co-quan=H30.07')).status).toBe(403);
    expect((await session.open('/bao-cao/tai-ve?co-quan=H30.07')).status).toBe(403);
  });

  it('an auditor chooses whose books to read and changes nothing; an operator has no books', async () => {
    const auditor = await person('auditor');
    const choice = await auditor.open('/so-dang-ky');
    expect(choice.html).toContain('Chọn cơ quan');
    const found = await auditor.open('/so-dang-ky?q=tai+chinh');
    expect(found.html).toContain('href="/so-dang-ky?co-quan=H30.05"');
    expect(found.html).not.toContain('co-quan=H30.07');
    expect((await auditor.open('/so-dang-ky?q=khong+ai')).html).toContain('Không có cơ quan nào có các từ này');
    const book = await auditor.open('/so-dang-ky?co-quan=H30.03');
    expect(book.html).toContain('01/SNV-CCHC');
    expect(book.html).not.toContain('/so-dang-ky/muc/');
    expect((await auditor.open('/so-dang-ky/van-ban-giay')).status).toBe(403);
    expect((await (await person('operator')).open('/so-dang-ky')).status).toBe(403);
    expect((await (await person('leader', 'H30.03')).open('/so-dang-ky/van-ban-giay')).status).toBe(403);
  });

  it('an entry of another agency is not there, whatever is asked of it', async () => {
    const { rows } = await gateway.ctx.database.query<{ id: string }>(
      `select id from register_entries where agency = 'H30.07' and medium = 'paper' limit 1`,
    );
    const id = rows[0]?.id ?? '';
    const session = await visit(clerk);
    expect((await session.open(`/so-dang-ky/muc/${id}`)).status).toBe(404);
    await session.open('/so-dang-ky');
    const token = session.hiddenFields('/so-dang-ky/giu-so');
    for (const act of ['sua', 'huy']) {
      const body = new URLSearchParams({
        ...token,
        reason: 'x',
        'cancel-reason': 'x',
        subject: 'x',
        date: '2016-05-01',
      });
      const answer = await session.open(`/so-dang-ky/muc/${id}/${act}`, {
        method: 'POST',
        body,
        headers: { origin: gateway.url },
      });
      expect(answer.status, act).toBe(404);
    }
    expect((await session.open('/so-dang-ky?co-quan=H30.07')).status).toBe(403);
    expect((await session.open(`/so-dang-ky?xong=nhap&muc=${id}`)).html).not.toContain('Đã vào sổ');
  });
});

describe('filters', () => {
  it('stand in the address and find without marks, by day, state and form', async () => {
    const session = await visit(clerk);
    const codes = async (query: string) =>
      [...(await session.open(`/so-dang-ky?${query}`)).html.matchAll(/<span class="number">(?:<a[^>]*>)?([^<]*)/g)].map(
        ([, code]) => code,
      );
    expect(await codes('q=dieu+chinh+khu+vuc')).toEqual(['07/SNV-CCHC', '10/SNV-CCHC', '13/SNV-CCHC']);
    expect(await codes('tu=2016-02-01&den=2016-02-29')).toEqual(['03/SNV-CCHC', '04/SNV-CCHC']);
    expect(await codes('tinh-trang=reserved')).toEqual(['16/QĐ-SNV']);
    expect(await codes('q=hyperlink&hinh-thuc=paper')).toEqual(['17/BC-SNV']);
    expect(await codes('q=hyperlink&hinh-thuc=electronic')).toEqual([]);
    expect(await codes('nam=2015')).toEqual([]);
    for (const query of ['tu=2016-13-01', 'tinh-trang=x', 'sau=x'])
      expect((await session.open(`/so-dang-ky?${query}`)).status, query).toBe(400);
  });

  it('of the follow-up book show deadline, progress and the answer', async () => {
    const session = await person('clerk', 'H30.05');
    const { html } = await session.open('/so-dang-ky?so=theo-doi');
    expect(html).toContain('Công văn, 01/SNV-CCHC, 12/01/2016, Sở Thông tin và Truyền thông');
    expect(html).toContain('<td class="column-dueDate" data-label="Thời hạn giải quyết">01/6</td>');
    expect(html).toMatch(/column-progress"[^>]*>Hoàn thành</);
  });
});

describe('on paper', () => {
  it('a year is sheets of A4 across, each with the head and its number, down to the last entry', async () => {
    for (let n = 1; n <= 60; n += 1) {
      const details = { date: '2014-03-01', subject: `Văn bản dài để xuống dòng trong ô hẹp của tờ in số thứ ${n}` };
      await enterPaper(gateway.ctx, gateway.clerk('H30.03'), { book: 'out', notation: 'TB-SNV', details });
    }
    const page = await signedIn(clerk);
    await page.goto('/so-dang-ky/in?nam=2014');
    await keepPictures(page, 'sheet');
    const path = join(pictures ?? folder, 'so.pdf');
    writeFileSync(path, await page.pdf({ preferCSSPageSize: true }));
    await page.context().close();
    const info = execFileSync('pdfinfo', [path], { encoding: 'utf8' });
    const count = Number(/Pages:\s+(\d+)/.exec(info)?.[1]);
    expect(count).toBeGreaterThan(2);
    expect(info).toMatch(/Page size:\s+841\.\d+ x 59[45]\.\d+ pts \(A4\)/);
    const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    const sheets = text.split('\f').slice(0, count);
    for (const [index, sheet] of sheets.entries()) {
      expect(sheet, `${index}`).toMatch(/\(1\) .*\(2\) .*\(10\)/);
      expect(sheet, `${index}`).toContain(`Trang ${index + 1} trên ${count}`);
      expect(sheet, `${index}`).toMatch(/In lúc 19\/05\/2016 09:42, Trần Thị Bé/);
    }
    expect(sheets[0]).toContain('SỞ THÔNG TIN VÀ TRUYỀN THÔNG');
    expect(sheets[0]).toContain('Năm 2014, từ số 01 đến số 60');
    expect(sheets.at(-1)).toContain('60/TB-SNV');
    const numbers = [...text.matchAll(/(\d+)\/TB-SNV/g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  }, 60_000);

  it('is the same sheet at the address programs know, without a complaint of the browser', async () => {
    const session = await visit(clerk);
    const answer = await session.open('/api/v1/registers/out?year=2016&format=html');
    expect(answer.html).toContain('Sổ đăng ký văn bản đi');
    expect(answer.html).toContain('<s class="number">15</s>');
    expect(answer.html).toContain('trùng nội dung với số 03');
    const page = await signedIn(clerk);
    await page.goto('/api/v1/registers/out?year=2016&format=html');
    expect(await page.evaluate('getComputedStyle(document.querySelector(".book")).borderCollapse')).toBe('collapse');
    await page.evaluate('document.fonts.ready');
    await page.context().close();
    expect(complaints).toEqual([]);
  });
});

describe('files for spreadsheets', () => {
  const cellsOf = (csv: string): string[][] =>
    JSON.parse(
      execFileSync(
        'python3',
        [
          '-c',
          'import csv,io,json,sys; print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"), newline="")))))',
        ],
        { input: csv, encoding: 'utf8' },
      ),
    );

  async function bytesOf(session: BrowserSession, address: string): Promise<Buffer> {
    const answer = await session.request(address);
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  }

  it('as CSV hold every number, and nothing a spreadsheet would run', async () => {
    const csv = (await bytesOf(await visit(clerk), '/so-dang-ky/tai-ve?dang=csv&nam=2016')).toString();
    const [head = [], ...rows] = cellsOf(csv);
    expect(head).toHaveLength(11);
    expect(rows.map(([code]) => Number.parseInt(code ?? '', 10))).toEqual(rows.map((_, index) => index + 1));
    expect(rows.flat().filter((cell) => /^\s*[=+\-@\t]/.test(cell))).toEqual([]);
    expect(rows.flat()).toContain(`'${hostile}`);
  });

  it('as a workbook hold the same, every cell a text', async () => {
    const path = join(folder, 'so.xlsx');
    writeFileSync(path, await bytesOf(await visit(clerk), '/so-dang-ky/tai-ve?dang=xlsx&nam=2016'));
    execFileSync('unzip', ['-tq', path]);
    const sheet = execFileSync('unzip', ['-p', path, 'xl/worksheets/sheet1.xml']);
    const count = (expression: string) =>
      Number(execFileSync('xmllint', ['--xpath', `count(${expression})`, '-'], { input: sheet, encoding: 'utf8' }));
    expect(count("//*[local-name()='f']")).toBe(0);
    expect(count("//*[local-name()='row']")).toBeGreaterThan(17);
    expect(count("//*[local-name()='c'][not(@t='inlineStr')]")).toBe(0);
    const texts = execFileSync('xmllint', ['--xpath', "//*[local-name()='t']/text()", '-'], {
      input: sheet,
      encoding: 'utf8',
    });
    expect(texts).toContain('=HYPERLINK(');
    expect(texts).toContain('01/SNV-CCHC');
  });

  it('of the report hold its figures as numbers, with the rule they were counted by', async () => {
    const session = await person('operator');
    const rows = cellsOf((await bytesOf(session, '/bao-cao/tai-ve?dang=csv&tu=2016-01&den=2016-05')).toString());
    expect(rows[2]).toEqual(expect.arrayContaining(['electronic-share, bản 2']));
    const may = rows.find(([month]) => month === '2016-05') ?? [];
    const { rows: sql } = await gateway.ctx.database.query<{ all: number; electronic: number }>(
      `select count(*)::int as all, count(document)::int as electronic from register_entries e left join documents d on d.id = e.document
       where e.book = 'out' and e.state = 'issued' and coalesce(d.promulgation_date::text, e.entry->>'date') like '2016-05%'
         and (document is not null or e.entry->>'toStateAgency' = 'true')`,
    );
    expect(may[1]).toBe(String(sql[0]?.all));
    expect(Number(may[2]) + Number(may[3])).toBe(sql[0]?.electronic);
    const path = join(folder, 'bao-cao.xlsx');
    writeFileSync(path, await bytesOf(session, '/bao-cao/tai-ve?dang=xlsx&tu=2016-01&den=2016-05'));
    const sheet = execFileSync('unzip', ['-p', path, 'xl/worksheets/sheet1.xml'], { encoding: 'utf8' });
    expect(sheet).toContain(`<c><v>${may[1]}</v></c>`);
  });
});

describe('the public page', () => {
  it('is for everybody and for caches, and sets no cookie', async () => {
    const answer = await fetch(`${gateway.url}/bao-cao/cong-khai`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=900');
    expect(answer.headers.get('vary')).toMatch(/cookie/i);
    expect(answer.headers.getSetCookie()).toEqual([]);
    const { headers } = await (await visit(clerk)).open('/bao-cao/cong-khai');
    expect(headers.get('cache-control')).toBe('private, no-store');
  });
});
