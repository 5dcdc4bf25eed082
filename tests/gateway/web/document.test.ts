/** The document page by HTTP alone: what each reader is shown, and every act through its form. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { pageRows } from '../../../gateway/documents/lists/list-filter.js';
import { recallDocument } from '../../../gateway/documents/request-changes.js';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { arriveDocument, metadataOf, smallPdf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let sender: BrowserSession;
let reader: BrowserSession;
let id: string;
let code: string;

beforeAll(async () => {
  gateway = await openHttpFixture({ agencies: { 'H30.09': { numbering: 'agency' } } });
  [sender, reader] = [await browserOf('H30.03'), await browserOf('H30.05')];
});
afterAll(() => gateway.close());
beforeEach(async () => {
  await send();
});

async function browserOf(agency: string | null, role: 'clerk' | 'leader' | 'auditor' | 'operator' = 'clerk') {
  const browser = BrowserSession.of(gateway);
  await browser.signIn((await addPerson(gateway.ctx, role, agency)).email, goodPassword);
  return browser;
}

/** A document from H30.03 that has arrived at H30.05 (and `to`). */
async function send(changes: Record<string, unknown> = {}, arrivesAt = ['H30.05'], fileName?: string): Promise<void> {
  const to = changes['to'] ?? ['H30.05'];
  const metadata = metadataOf({ ...changes, to });
  const sent = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadata, fileName ? { fileName } : {});
  id = sent.id;
  code = `${sent.number}/STTTT-VP`;
  for (const agency of arrivesAt) await arriveDocument(gateway.ctx, id, agency);
}

const open = (browser: BrowserSession, path = '') => browser.open(`/van-ban/${id}${path}`);

/** Opens a panel and sends its form, of which there may be others with the same action; without a panel, a button's form. */
async function act(browser: BrowserSession, panel: string, action: string, fields: Record<string, string> = {}) {
  const { html } = await open(browser, panel === '' ? '' : `?lam=${panel}`);
  const form = html.slice(html.indexOf('<form class="panel'));
  const [, ma] = panel === '' ? [] : (/name="ma" value="(\d+)"/.exec(form.slice(0, form.indexOf('</form>'))) ?? []);
  return browser.submit(`/van-ban/${id}${action}`, { ...(ma === undefined ? {} : { ma }), ...fields });
}

const textOf = ({ html }: SeenPage) =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');

async function statusesOf(): Promise<{ code: string; reason: string | null; staff: unknown }[]> {
  const { rows } = await gateway.ctx.database.query<{ code: string; reason: string | null; staff: unknown }>(
    "select code, reason, staff from statuses where document = $1 and code <> '01' order by at, id",
    [id],
  );
  return rows;
}

describe('who received a document', () => {
  it('reads where it stands, and accepts it with the number the page named', async () => {
    const page = await open(reader);
    const text = textOf(page);
    expect(text).toContain('chưa ai tiếp nhận.');
    const [, number] = /Tiếp nhận, lấy số đến (\d+)/.exec(text) ?? [];
    const after = await reader.submit(`/van-ban/${id}/trang-thai`);
    expect(after.status).toBe(200);
    expect(textOf(after)).toContain(`Đã tiếp nhận, số đến ${number}.`);
    expect(after.html).not.toContain('lấy số đến');
    const [status] = await statusesOf();
    expect(status).toMatchObject({ code: '03', staff: { staff: expect.stringContaining('Trần Thị Bé') } });
  });

  it('refuses it with a reason, which its sender then reads', async () => {
    const page = await act(reader, 'tu-choi', '/trang-thai', { 'ly-do': 'Phụ lục 2 thiếu trang 3' });
    expect(textOf(page)).toContain('Đã từ chối; nơi gửi được báo lý do.');
    expect(textOf(await open(sender))).toMatch(/Sở Tài chính từ chối tiếp nhận.*“Phụ lục 2 thiếu trang 3”/);
  });

  it('is asked for the reason again when none was given, and nothing happens meanwhile', async () => {
    const page = await act(reader, 'tu-choi', '/trang-thai', { 'ly-do': '   ' });
    expect(page.status).toBe(400);
    expect(page.html).toContain('aria-invalid="true"');
    expect(textOf(page)).toContain('Hãy ghi lý do');
    expect(await statusesOf()).toEqual([]);
  });

  it('returns it in one step', async () => {
    const page = await act(reader, 'tra-lai', '/tra-lai');
    expect(textOf(page)).toContain('Đã trả lại');
    const [status] = await statusesOf();
    expect(status).toMatchObject({ code: '02', reason: 'Gửi không đúng nơi nhận (misaddressed)' });
  });

  it('assigns it to a unit and a person, works on it and completes it', async () => {
    await act(reader, '', '/trang-thai', { ma: '03' });
    const fields = { 'don-vi': 'Phòng Ngân sách', nguoi: 'Lê Văn Tám', 'ly-do': 'Trước 25/05' };
    const assigned = await act(reader, 'phan-cong', '/trang-thai', fields);
    expect(textOf(assigned)).toContain('Chuyển: Lê Văn Tám, Phòng Ngân sách');
    expect(textOf(await act(reader, '', '/trang-thai', { ma: '05' }))).toContain('Đã báo đang xử lý.');
    expect(textOf(await act(reader, 'hoan-thanh', '/trang-thai'))).toContain('Đã báo hoàn thành.');
    expect((await statusesOf()).map((status) => status.code)).toEqual(['03', '04', '05', '06']);
    const sent = textOf(await open(sender));
    expect(sent).toContain('Lê Văn Tám, Phòng Ngân sách');
    expect(sent).toContain('Hoàn thành');
  });

  it('must name somebody to assign it', async () => {
    await act(reader, '', '/trang-thai', { ma: '03' });
    const page = await act(reader, 'phan-cong', '/trang-thai', { 'ly-do': 'Xem giúp' });
    expect(page.status).toBe(400);
    expect(textOf(page)).toContain('Hãy ghi đơn vị hoặc người xử lý.');
    expect(page.html).toContain('Xem giúp</textarea>');
  });

  it.each([
    ['dong-y', '15', {}, 'bản điện tử ở đây đã khóa', 'agreed'],
    ['khong-dong-y', '16', { 'ly-do': 'Đã giải quyết xong' }, 'Đã trả lời không đồng ý', 'refused'],
  ] as const)('answers a recall: %s', async (panel, status, fields, said, request) => {
    await recallDocument(gateway.ctx, gateway.clerk('H30.03'), id, { reason: 'Sai phụ lục' });
    expect(textOf(await open(reader))).toContain('Nơi gửi xin thu hồi và đang chờ trả lời.');
    expect(textOf(await act(reader, panel, '/trang-thai', fields))).toContain(said);
    expect((await statusesOf()).at(-1)?.code).toBe(status);
    const { rows } = await gateway.ctx.database.query('select request from recipients where document = $1', [id]);
    expect(rows).toEqual([{ request }]);
  });

  it('cannot open the files of a document that was taken back, nor act on it', async () => {
    await recallDocument(gateway.ctx, gateway.clerk('H30.03'), id, { reason: 'Sai phụ lục' });
    const page = await act(reader, 'dong-y', '/trang-thai');
    expect(page.html).not.toContain('<iframe');
    expect(page.html).not.toMatch(/lam=(tu-choi|phan-cong|hoan-thanh)/);
    expect((await open(reader, '/tep/1')).status).toBe(410);
  });

  it('types an incoming number where the agency numbers by itself, once', async () => {
    await send({ to: ['H30.09'] }, ['H30.09']);
    const own = await browserOf('H30.09');
    expect(textOf(await act(own, 'tiep-nhan', '/trang-thai', { 'so-den': '1208a' }))).toContain('số đến 1208a');
    await send({ to: ['H30.09'] }, ['H30.09']);
    const taken = await act(own, 'tiep-nhan', '/trang-thai', { 'so-den': '1208A' });
    expect(taken.status).toBe(409);
    expect(textOf(taken)).toMatch(
      /Số đến này đã dùng trong năm cho văn bản \d+\/STTTT-VP của Sở Thông tin và Truyền thông.*, do .+ ghi\. Hãy ghi số khác\./,
    );
    const wrong = await act(own, 'tiep-nhan', '/trang-thai', { 'so-den': '12/08' });
    expect(textOf(wrong)).toContain('Số đến gồm 1 đến 11 ký tự');
    expect(textOf(await act(own, 'tiep-nhan', '/trang-thai'))).toMatch(/Đã tiếp nhận, số đến \d+\./);
  });

  it('does not type one where the register gives them', async () => {
    const page = await act(reader, '', '/trang-thai', { ma: '03', 'so-den': '77' });
    expect(page.status).toBe(400);
    expect(await statusesOf()).toEqual([]);
  });

  it('sees names of the other recipients, not what they did', async () => {
    await send({ to: ['H30.05', 'H30.01'] }, ['H30.05', 'H30.01']);
    await declareStatus(gateway.ctx, gateway.clerk('H30.01'), id, { code: '02', reason: 'Chuyện của riêng họ' });
    const text = textOf(await open(reader));
    expect(text).toContain('Văn phòng Ủy ban nhân dân tỉnh');
    expect(text).not.toContain('Chuyện của riêng họ');
  });
});

describe('who sent it', () => {
  it('takes it back with a reason, and sees who has still to answer', async () => {
    const asked = await act(sender, 'thu-hoi', '/thu-hoi', { 'ly-do': 'Sai phụ lục' });
    expect(textOf(asked)).toContain('Còn chờ Sở Tài chính.');
    expect(asked.html).not.toContain('lam=thu-hoi');
    expect((await statusesOf()).map((status) => status.code)).toEqual(['13']);
  });

  it('is offered no recall without a reason', async () => {
    const page = await act(sender, 'thu-hoi', '/thu-hoi', { 'ly-do': '' });
    expect([page.status, textOf(page)]).toEqual([400, expect.stringContaining('Hãy ghi lý do')]);
    expect(await statusesOf()).toEqual([]);
  });

  it('sends again what could not be delivered', async () => {
    await send({ to: ['H30.05', 'H30.15'] });
    await gateway.ctx.database.query(
      `update deliveries set state = 'failed', reason_code = 'mailbox_unknown' where document = $1 and target = 'H30.15'`,
      [id],
    );
    expect(textOf(await open(sender))).toContain('Sở Y tế chưa nhận được vì không có hộp thư này');
    const page = await sender.submit(`/van-ban/${id}/gui-lai`);
    expect(textOf(page)).toContain('Đã xếp hàng để gửi lại.');
    const { rows } = await gateway.ctx.database.query(
      `select state from deliveries where document = $1 and target = 'H30.15'`,
      [id],
    );
    expect(rows).toEqual([{ state: 'queued' }]);
  });

  it('is led to writing what updates, replaces or forwards it', async () => {
    const { html } = await open(sender);
    for (const start of ['cap-nhat', 'thay-the', 'chuyen-tiep']) expect(html).toContain(`/soan?${start}=${id}`);
    expect((await open(reader)).html).toContain(`/soan?tra-loi=${id}`);
  });

  it('finds the way to evidence of each step', async () => {
    await act(reader, '', '/trang-thai', { ma: '03' });
    const { html } = await open(sender);
    const links = [...html.matchAll(/href="(\/api\/v1\/documents\/[^"]*\/statuses\/[^"]*)"/g)].map(([, href]) => href);
    expect(links).toHaveLength(2);
    for (const href of links) {
      const bytes = Buffer.from(await (await sender.request(href ?? '')).arrayBuffer());
      expect(bytes.subarray(0, 2).toString()).toBe('PK');
    }
  });
});

describe('races', () => {
  it('a step that somebody else made impossible is explained, on the page as it stands now', async () => {
    await open(reader, '?lam=tu-choi');
    await declareStatus(gateway.ctx, gateway.clerk('H30.05'), id, { code: '03' });
    const page = await reader.submit(`/van-ban/${id}/trang-thai`, { ma: '02', 'ly-do': 'Gửi nhầm' });
    expect(page.status).toBe(409);
    expect(textOf(page)).toContain('có người vừa đổi trạng thái');
    expect(textOf(page)).toContain('Đã tiếp nhận lúc');
  });

  it('the same step done by two people is done once, and the second reads so', async () => {
    const colleague = await browserOf('H30.05');
    await open(reader);
    await open(colleague);
    const pages = await Promise.all([reader, colleague].map((one) => one.submit(`/van-ban/${id}/trang-thai`)));
    expect(pages.map(({ status }) => status)).toEqual([200, 200]);
    expect((await statusesOf()).map((status) => status.code)).toEqual(['03']);
    expect(pages.map(textOf).filter((text) => text.includes('đã được làm trước đó'))).toHaveLength(1);
  });

  it('a recall that came too late says so', async () => {
    await open(sender, '?lam=thu-hoi');
    await recallDocument(gateway.ctx, gateway.clerk('H30.03'), id, { reason: 'Trước' });
    await declareStatus(gateway.ctx, gateway.clerk('H30.05'), id, { code: '15' });
    const page = await sender.submit(`/van-ban/${id}/thu-hoi`, { 'ly-do': 'Sau' });
    expect(textOf(page)).toContain('Văn bản đã được thu hồi.');
    expect((await statusesOf()).filter((status) => status.code === '13')).toHaveLength(1);
  });
});

describe('who may not', () => {
  it('see the document gets the same page as for none at all', async () => {
    const stranger = await browserOf('H30.08');
    for (const path of ['', '/phieu', '/lich-su-xem', '/tep/1']) {
      const page = await open(stranger, path);
      expect([page.status, page.html.includes('Không tìm thấy')], path).toEqual([404, true]);
    }
    for (const path of ['', '/phieu', '/lich-su-xem', '/tep/1'])
      expect((await stranger.open(`/van-ban/khong-phai-ma${path}`)).status, path).toBe(404);
  });

  it('act is offered nothing, and refused when trying: auditors, other agencies', async () => {
    const auditor = await browserOf(null, 'auditor');
    const page = await open(auditor);
    expect(page.status).toBe(200);
    expect(page.html).not.toMatch(/lam=|\/soan\?/);
    const stranger = await browserOf('H30.08');
    const { 'form-token': token = '' } = (await stranger.open('/')) && stranger.hiddenFields('/dang-xuat');
    const origin = { origin: gateway.url };
    for (const action of ['trang-thai', 'tra-lai', 'thu-hoi', 'gui-lai']) {
      const body = new URLSearchParams({ 'form-token': token, ma: '03', 'ly-do': 'x', 'noi-nhan': 'H30.05' });
      for (const document of [id, 'khong-phai-ma']) {
        const address = `/van-ban/${document}/${action}`;
        const answer = await stranger.request(address, { method: 'POST', body, headers: origin });
        expect(answer.status, address).toBe(404);
      }
    }
    expect(await statusesOf()).toEqual([]);
  });

  it('write documents, as a leader, still decides on them', async () => {
    const leader = await browserOf('H30.05', 'leader');
    const page = await open(leader);
    expect(page.html).not.toContain('/soan?');
    expect(textOf(await leader.submit(`/van-ban/${id}/trang-thai`))).toContain('Đã tiếp nhận, số đến');
  });
});

describe('hostile texts', () => {
  const markup = '<img src=x onerror=alert(1)>';

  it('in subject, file name, reason and unit are shown as text', async () => {
    await send({ subject: `${markup} "'&` }, ['H30.05'], `${markup.replaceAll(/[<>=]/g, '_')} &.pdf`);
    await act(reader, '', '/trang-thai', { ma: '03' });
    await act(reader, 'phan-cong', '/trang-thai', { 'don-vi': markup, nguoi: markup, 'ly-do': markup });
    for (const path of ['', '/phieu', '/lich-su-xem'])
      for (const browser of [sender, reader]) {
        const { html } = await open(browser, path);
        expect(html).not.toContain('<img');
        expect(html).toContain('&lt;img');
      }
  });

  it('too long, or with control characters, are refused at the field', async () => {
    for (const reason of ['x'.repeat(501), 'a\u0000b', 'a\u202eb']) {
      const page = await act(reader, 'tu-choi', '/trang-thai', { 'ly-do': reason });
      expect(page.status, JSON.stringify(reason).slice(0, 20)).toBe(400);
      expect(page.html).toContain('aria-invalid="true"');
    }
    expect(await statusesOf()).toEqual([]);
  });

  it('with a secrecy stamp go nowhere', async () => {
    const page = await act(reader, 'tu-choi', '/trang-thai', { 'ly-do': 'TỐI MẬT' });
    expect([page.status, textOf(page)]).toEqual([422, expect.stringContaining('dấu mật')]);
    expect(await statusesOf()).toEqual([]);
  });

  it('in the address lead nowhere else', async () => {
    for (const list of ['//evil.example/', 'https://evil.example/', '/dang-xuat', 'javascript:alert(1)']) {
      const { html } = await open(
        reader,
        `?${new URLSearchParams({ tu: list, lam: '__proto__', xong: 'constructor' })}`,
      );
      expect(html).not.toMatch(/(href|action|src)="(https?:)?\/\/evil|javascript:alert/);
      expect(html).toContain('class="way-back" href="/van-ban-den"');
    }
  });
});

describe('the way through the list it was opened from', () => {
  it('leads back to it and on in it, and survives what is done meanwhile', async () => {
    const word = `thudo${Date.now()}`;
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      await send({ subject: `Văn bản ${word} số ${n}` });
      ids.push(id);
    }
    [id = ''] = ids.slice(1);
    const list = `/van-ban-den?q=${word}`;
    const page = await open(reader, `?${new URLSearchParams({ tu: list })}`);
    expect(textOf(page)).toContain('2 trên 3');
    expect(page.html).toContain(`class="way-back" href="${list}"`);
    expect(page.html).toMatch(new RegExp(`/van-ban/${ids[0]}\\?tu=[^"]*"[^>]*data-key="j"`));
    expect(page.html).toMatch(new RegExp(`/van-ban/${ids[2]}\\?tu=[^"]*"[^>]*data-key="k"`));
    const after = await reader.submit(`/van-ban/${id}/trang-thai`);
    expect(after.html).toContain(`class="way-back" href="${list}"`);
  });

  it('goes on behind the end of a page of the inbox and of the outbox, and back', async () => {
    const word = `trang${Date.now()}`;
    const ids: string[] = [];
    for (let n = 0; n <= pageRows; n += 1) {
      await send({ subject: `Văn bản ${word} số ${n}` });
      ids.push(id);
    }
    const [behind = '', last = ''] = ids;
    const stepOn = ({ html }: SeenPage, key: 'j' | 'k') =>
      new RegExp(`href="([^"]*)"[^>]*data-key="${key}"`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    for (const [who, path] of [
      [reader, '/van-ban-den'],
      [sender, '/van-ban-di'],
    ] as const) {
      const first = await who.open(`/van-ban/${last}?${new URLSearchParams({ tu: `${path}?q=${word}` })}`);
      const next = await who.open(stepOn(first, 'j'));
      expect(next.path).toMatch(new RegExp(`^/van-ban/${behind}\\?`));
      expect(textOf(next)).toContain('1 trên 1');
      expect(stepOn(next, 'j')).toBe('');
      const back = await who.open(stepOn(next, 'k'));
      expect(back.path).toMatch(new RegExp(`^/van-ban/${last}\\?`));
      expect(textOf(back)).toContain(`${pageRows} trên hơn ${pageRows}`);
    }
  });

  it('a list that cannot be read any more has no places', async () => {
    const page = await open(reader, `?${new URLSearchParams({ tu: '/van-ban-den?sau=hong' })}`);
    expect(page.status).toBe(200);
    expect(page.html).not.toContain('way-place');
  });
});

describe('documents of the same case', () => {
  it('are linked both ways, for who has them', async () => {
    const question = await submitDocument(
      gateway.ctx,
      gateway.clerk('H30.05'),
      metadataOf({ to: ['H30.03'], notation: 'STC-VP' }),
    );
    await arriveDocument(gateway.ctx, question.id, 'H30.03');
    await send({
      responseFor: [{ agency: 'H30.05', number: question.number, notation: 'STC-VP', date: '2016-05-19' }],
    });
    expect((await open(sender)).html).toContain(`href="/van-ban/${question.id}"`);
    const answered = await reader.open(`/van-ban/${question.id}`);
    expect(textOf(answered)).toContain('Được trả lời bằng');
    expect(answered.html).toContain(`href="/van-ban/${id}"`);
  });

  it('that the reader does not have are named without a link', async () => {
    await send({ responseFor: [{ agency: 'H30.99', number: '1126', notation: 'BNV-CQĐP', date: '2016-05-12' }] });
    expect(textOf(await open(reader))).toContain('Trả lời 1126/BNV-CQĐP của H30.99, ngày 12/05/2016');
  });
});

describe('the file in the page', () => {
  it('is its own bytes, shown inside pages of ours only', async () => {
    const page = await open(reader);
    expect(page.html).toContain(`<iframe src="/van-ban/${id}/tep/1#`);
    expect(page.headers.get('content-security-policy')).toContain("frame-src 'self'");
    const answer = await reader.request(`/van-ban/${id}/tep/1`);
    const { headers } = answer;
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-disposition')).toMatch(/^inline;/);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(smallPdf());
  });

  it('is not loaded beside a form that is being filled in: its viewer would take the focus; whoever asks sees it', async () => {
    expect((await open(reader, '?lam=tu-choi')).html).not.toContain('<iframe');
    expect((await open(reader, '?lam=tu-choi&xem=1')).html).toContain('<iframe');
  });

  it('of the sender is shown when asked for; there is no other file', async () => {
    expect((await open(sender)).html).not.toContain('<iframe');
    expect((await open(sender, '?xem=1')).html).toContain('<iframe');
    expect((await open(sender, '?xem=9')).html).not.toContain('<iframe');
    for (const n of ['2', '0', 'x']) expect((await open(sender, `/tep/${n}`)).status).toBe(404);
  });

  it('that is no PDF is not shown', async () => {
    const text = Buffer.from('Danh sách điểm bỏ phiếu\n');
    const sent = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadataOf(), {
      file: text,
      fileName: 'ds.txt',
    });
    expect((await sender.open(`/van-ban/${sent.id}/tep/1`)).status).toBe(404);
  });
});

describe('who has looked', () => {
  it('is shown to their own agency, page by page, and to auditors of all', async () => {
    await open(reader);
    await open(sender);
    await reader.request(`/api/v1/documents/${id}/files/1`).then((answer) => answer.arrayBuffer());
    const own = textOf(await open(reader, '/lich-su-xem'));
    expect(own).toContain('Sở Tài chính');
    expect(own).toContain('Tệp 1');
    expect(own).not.toContain('Sở Thông tin và Truyền thông,');
    const all = textOf(await open(await browserOf(null, 'auditor'), '/lich-su-xem'));
    expect(all).toContain('Văn thư, Sở Tài chính');
    expect(all).toContain('Văn thư, Sở Thông tin và Truyền thông');
  });

  it('goes on behind fifty looks', async () => {
    await gateway.ctx.database.query(
      `insert into document_views (document, person, agency, part, address, viewed_at)
       select $1, u.id, u.agency, 'document', '192.0.2.' || n, now() from generate_series(1, 120) n,
         (select id, agency from users where agency = 'H30.05' limit 1) u`,
      [id],
    );
    const seen = new Set<string>();
    let path = '/lich-su-xem';
    for (let pages = 0; pages < 4 && path !== ''; pages += 1) {
      const { html } = await open(reader, path);
      for (const [, address = ''] of html.matchAll(/192\.0\.2\.(\d+)/g)) seen.add(address);
      path = /(\/lich-su-xem\?truoc=\d+)"/.exec(html)?.[1] ?? '';
    }
    expect(seen.size).toBe(120);
  });
});

describe('the print sheet', () => {
  it('names the container’s digest in groups of eight, and where to check the file', async () => {
    const container = await sender.request(`/api/v1/documents/${id}/container`);
    const digest = createHash('sha256')
      .update(Buffer.from(await container.arrayBuffer()))
      .digest('hex');
    const page = await open(sender, '/phieu');
    const text = textOf(page);
    expect(text).toContain((digest.match(/.{8}/g) ?? []).join(' '));
    expect(text).toContain(`${gateway.url}/kiem-tra?sha256=${digest}`);
    expect(text).toContain('Riêng đường dẫn không chứng minh điều gì');
    expect(page.html).toContain('<svg class="qr"');
    expect(text).toContain(code);
  });
});

describe('in English', () => {
  it('the page, its panels and what was done are English; the document’s words stay', async () => {
    const english = await browserOf('H30.05');
    await english.open('/tuy-chon?ngon-ngu=en');
    const panel = textOf(await open(english, '?lam=tu-choi'));
    expect(panel).toContain('nobody has accepted it.');
    expect(panel).toContain(`Refuse ${code}`);
    expect(panel).toContain('Về việc gửi, nhận văn bản điện tử');
    expect(textOf(await english.submit(`/van-ban/${id}/trang-thai`, { ma: '03' }))).toMatch(
      /Accepted, incoming no\. \d+\./,
    );
    const late = await act(english, '', '/trang-thai', { ma: '02', 'ly-do': 'late' });
    expect([late.status, textOf(late)]).toEqual([409, expect.stringContaining('somebody else changed the state')]);
  });
});
