/** A document written on the pages, without script: from an empty draft to the recipient's inbox, and everything that keeps it from going there. */
import { createHash, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { vietnamDay } from '../../../gateway/agencies/agency.js';
import { declareAbsence } from '../../../gateway/identity/absences/absences.js';
import { cancelReservation } from '../../../gateway/registers/correct-entries.js';
import { reserveNumber } from '../../../gateway/registers/reserve-numbers.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { sendNextDraft } from '../../../workers/drafts.js';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { clerkOf } from '../../support/clerk-of.js';
import { arriveDocument, metadataOf, smallPdf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';
import { type Part, pressDraft } from '../../support/press-draft.js';

let gateway: HttpFixture;
let browser: BrowserSession;
/** Of the draft that is open. */
let draft: string;

beforeAll(async () => {
  // What programs hand in waits; what people write has its own time, and no second one.
  gateway = await openHttpFixture({ config: { undoSeconds: 600 } });
});
afterAll(() => gateway.close());

beforeEach(async () => {
  gateway.setNow(null);
  browser = await clerkOf(gateway, 'H30.03');
  draft = (await browser.open('/soan')).path;
});

const press = (
  act: string,
  fields: Readonly<Record<string, string>> = {},
  files: readonly Part[] = [],
  who = browser,
  at = draft,
): Promise<SeenPage> => pressDraft(gateway, who, at, { act, fields, files });

const pdf = (name = 'Công văn 483.pdf', text = 'Kính gửi'): Part => ({ name, bytes: smallPdf(text) });
const complete = { code: 'STTTT-VP', subject: 'V/v cử cán bộ', date: '19/05/2016', signer: 'Trần Quốc Tuấn, Giám đốc' };

async function fill(fields: Readonly<Record<string, string>> = {}): Promise<SeenPage> {
  await press('add-files', { ...complete, ...fields }, [pdf()]);
  return press('add-recipient', { recipient: 'H30.05' });
}

const later = (seconds: number) => gateway.setNow(new Date(Date.now() + seconds * 1_000));
async function whenTimeIsOver(): Promise<void> {
  later(31);
  while (await sendNextDraft(gateway.ctx));
  gateway.setNow(null);
}

const documentsOf = async (subject: string) =>
  (
    await gateway.ctx.database.query<{
      id: string;
      number: string;
      state: string;
      sha256: string;
      metadata: Record<string, unknown>;
    }>('select id, number, state, container_sha256 as sha256, metadata from documents where subject = $1 order by id', [
      subject,
    ])
  ).rows;
const uploads = () => readdir(gateway.ctx.blobs.uploadsFolder);

describe('a document written without script', () => {
  it('is sealed with exactly the files that were uploaded and arrives at its recipient', async () => {
    const subject = 'V/v cử cán bộ tham gia đoàn kiểm tra';
    const annex = { name: 'Phụ lục.txt', bytes: Buffer.from('Danh sách đoàn\n') };
    await press('add-files', { ...complete, subject }, [pdf(), annex]);
    const page = await press('add-recipient', { recipient: 'so tai chinh' });
    expect(page.html).toContain('Sở Tài chính');
    expect(page.html).toContain('Ký số và gửi 1 nơi');
    const waiting = await press('send', { ...complete, subject });
    expect(waiting.html).toContain('Rút lại');
    expect(waiting.headers.get('refresh')).toMatch(new RegExp(`^3[01]; url=${draft}$`));
    expect(await documentsOf(subject)).toEqual([]);
    await whenTimeIsOver();
    const [document, ...others] = await documentsOf(subject);
    expect(others).toEqual([]);
    expect(document).toMatchObject({
      state: 'sealed',
      metadata: { to: ['H30.05'], from: 'H30.03', signer: { position: 'Giám đốc' } },
    });
    const source = await gateway.ctx.blobs.open(document?.sha256 ?? '');
    const container = await openContainer(source);
    for (const { name, bytes } of [pdf(), annex]) {
      const entry = container.entries.find((one) => one.name === name);
      const content = Buffer.concat(await container.stream(entry as NonNullable<typeof entry>).toArray());
      expect(content.equals(bytes), name).toBe(true);
    }
    await source.close();
    const sent = await browser.request(draft);
    expect(sent.headers.get('location')).toBe(`/van-ban/${document?.id}`);
    expect((await uploads()).filter((name) => draft.endsWith(name.split('.')[0] ?? ''))).toEqual([]);
    await arriveDocument(gateway.ctx, document?.id ?? '', 'H30.05');
    const reader = await clerkOf(gateway, 'H30.05');
    expect((await reader.open('/van-ban-den')).html).toContain(subject);
  });

  it('leaves when its time is over, and does not wait as long again as what programs hand in', async () => {
    const subject = 'V/v chỉ đợi một lần';
    await fill({ subject });
    await press('send', { ...complete, subject });
    await whenTimeIsOver();
    await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadataOf({ subject }));
    const { rows } = await gateway.ctx.database.query(
      `select o.origin, extract(epoch from o.dispatch_at - o.sealed_at)::float8 as seconds from documents o where o.subject = $1 order by o.origin`,
      [subject],
    );
    expect(rows).toEqual([
      { origin: 'api', seconds: 600 },
      { origin: 'web', seconds: 0 },
    ]);
  });

  it('is not sent when something was changed with the press: what is sent is what was seen', async () => {
    await fill({ subject: 'V/v lần đầu' });
    const page = await press('send', { ...complete, subject: 'V/v lần sau' });
    expect(page.html).toContain('Xin xem bản sẽ gửi rồi bấm gửi lần nữa');
    expect(page.html).toContain('V/v lần sau');
    expect((await press('send', { ...complete, subject: 'V/v lần sau' })).html).toContain('Rút lại');
  });

  it('keeps what was typed, also when the page is opened again, and is listed until it is discarded', async () => {
    await press('save', { subject: 'V/v nháp để bỏ', note: 'Ghi chú <b>đậm</b>' });
    const page = await browser.open(draft);
    expect(page.html).toContain('Ghi chú &lt;b>đậm&lt;/b>');
    const list = await browser.open('/nhap');
    expect(list.html).toContain('V/v nháp để bỏ');
    expect(list.html).toMatch(/Nháp<span class="count">\d+<\/span>/);
    const colleague = await clerkOf(gateway, 'H30.03');
    expect((await colleague.open('/nhap')).html).toContain('V/v nháp để bỏ');
    await browser.open('/nhap');
    const after = await browser.submit(`/nhap/${draft.split('/')[2]}/bo`);
    expect(after.html).toContain('Đã bỏ bản nháp');
    expect(after.html).not.toContain('V/v nháp để bỏ');
    expect((await browser.request(draft)).status).toBe(404);
  });

  it('is listed once, on one of the pages, also when many were changed in the same moment', async () => {
    const clerk = await clerkOf(gateway, 'H30.08');
    await pressDraft(gateway, clerk, (await clerk.open('/soan')).path, { act: 'save', fields: complete, files: [] });
    await gateway.ctx.database.query(
      `insert into drafts select (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid()))).*
       from drafts d, generate_series(1, 120) where d.agency = 'H30.08'`,
    );
    const seen: (string | undefined)[] = [];
    for (let address: string | undefined = '/nhap'; address !== undefined && seen.length < 200; ) {
      const { html }: SeenPage = await clerk.open(address);
      seen.push(...[...html.matchAll(/data-row="([^"]*)"/g)].map(([, id]) => id));
      address = /href="(\/nhap\?sau=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen.length).toBe(121);
    expect(new Set(seen).size).toBe(121);
  });

  it('opening the page alone leaves nothing to discard', async () => {
    expect((await browser.open('/soan')).path).toBe(draft);
    expect((await browser.open('/nhap')).html).not.toContain(draft);
  });

  it('is nobody else’s to read or change', async () => {
    const stranger = await clerkOf(gateway, 'H30.05');
    await fill();
    expect((await stranger.request(draft)).status).toBe(404);
    await stranger.open('/soan');
    const token = stranger.hiddenFields((await stranger.open('/soan')).path)['form-token'] ?? '';
    for (const path of [draft, `${draft}/rut-lai`, `/nhap/${draft.split('/')[2]}/bo`]) {
      const body = new URLSearchParams({ 'form-token': token, act: 'send' });
      const answer = await stranger.request(path, { method: 'POST', body, headers: { origin: gateway.url } });
      expect(answer.status, path).toBe(404);
    }
  });

  it('takes no form without its token, also one that brings files', async () => {
    const body = new FormData();
    body.append('file', new Blob([new Uint8Array(smallPdf())]), 'a.pdf');
    body.append('form-token', browser.hiddenFields(draft)['form-token'] ?? '');
    const answer = await browser.request(draft, { method: 'POST', body, headers: { origin: gateway.url } });
    expect(answer.status).toBe(403);
    expect((await browser.open(draft)).html).not.toContain('a.pdf');
  });
});

describe('what keeps a document from being sent', () => {
  it.each([
    [
      'no file',
      async () => void (await press('add-recipient', { ...complete, recipient: 'H30.05' })),
      'Chưa có tệp nào',
    ],
    ['no recipient', async () => void (await press('add-files', complete, [pdf()])), 'Chưa có nơi nhận'],
    ['no notation', async () => void (await fill({ code: '' })), 'Cần sửa: Số và ký hiệu'],
    ['no subject', async () => void (await fill({ subject: '' })), 'Cần sửa: Trích yếu'],
    ['a day that does not exist', async () => void (await fill({ date: '31/02/2016' })), 'Cần sửa: Ngày ban hành'],
    ['a number that is not reserved', async () => void (await fill({ code: '999/STTTT-VP' })), 'Số không dùng được'],
  ])('%s', async (_, prepare, reason) => {
    await prepare();
    const page = await press('send');
    expect(page.html).toContain(reason);
    expect(page.html).toContain('Chưa gửi được');
    expect(
      (
        await gateway.ctx.database.query('select from drafts where id = $1 and state <> $2', [
          draft.split('/')[2],
          'editing',
        ])
      ).rowCount,
    ).toBe(0);
  });

  it('a number that is taken, with the document that has it', async () => {
    const { number } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadataOf());
    const page = await fill({ code: `${number}/STTTT-VP` });
    expect(page.html).toContain('Số này đã dùng cho văn bản ngày 19/05/2016');
    const mended = await press('use-number:');
    expect(mended.html).toContain('Sổ sẽ cho số');
  });

  it('a number that was cancelled, and why', async () => {
    const clerk = gateway.clerk('H30.03');
    const { id, number } = await reserveNumber(gateway.ctx, clerk, { year: 2016, notation: 'STTTT-TH' });
    await cancelReservation(gateway.ctx, clerk, id, 'Không ban hành');
    const page = await fill({ code: `${number}/STTTT-TH` });
    expect(page.html).toContain('Số này đã hủy, không cấp lại');
    expect((await press('send')).html).toContain('Số không dùng được');
  });

  it('a state secret, of which nothing is kept', async () => {
    const marked = { name: 'kế hoạch.txt', bytes: Buffer.from('Kế hoạch\nTỐI MẬT\nNội dung\n') };
    const page = await press('add-files', {}, [marked]);
    expect(page.status).toBe(422);
    expect(page.html).toContain('Không được gửi văn bản mật');
    const typed = await press('save', { subject: 'MẬT' });
    expect(typed.html).toContain('Không nhận văn bản mật');
    const named = await press('add-files', {}, [pdf('Tuyệt mật.pdf')]);
    expect(named.html).toContain('Không được gửi văn bản mật');
    const id = draft.split('/')[2] ?? '';
    expect((await uploads()).filter((name) => name.startsWith(id))).toEqual([]);
    const { rows } = await gateway.ctx.database.query('select fields from drafts where id = $1', [id]);
    expect(rows).toEqual([{ fields: {} }]);
    expect((await gateway.ctx.database.query('select from draft_files where draft = $1', [id])).rowCount).toBe(0);
    expect(gateway.logLines.join('\n')).not.toContain('TỐI MẬT');
  });

  it('and what does not: it is said, and sent all the same', async () => {
    const page = await fill({ code: 'QĐ-STTTT' });
    expect(page.html).toContain('Ký hiệu không theo mẫu');
    expect((await press('send')).html).toContain('Rút lại');
  });

  it('files of a kind that is not taken are named with the reason, the others stay', async () => {
    const page = await press('add-files', complete, [pdf(), { name: 'a.exe', bytes: Buffer.from('MZ') }, pdf()]);
    expect(page.status).toBe(422);
    expect(page.html).toContain('Không nhận tệp a.exe');
    expect(page.html.match(/class="file-row"/g)).toHaveLength(1);
  });
});

describe('hostile text', () => {
  const nasty = '<img src=x onerror=alert(1)>';

  it('shows as text in every field, in file names and where recipients are typed', async () => {
    const fields = {
      subject: nasty,
      code: nasty,
      signer: nasty,
      note: nasty,
      place: nasty,
      date: nasty,
      answers: nasty,
    };
    const page = await press('add-files', { ...fields, recipient: nasty }, [
      { name: `"><script>.txt`, bytes: Buffer.from('x') },
    ]);
    expect(page.html).not.toContain('<img');
    expect(page.html).not.toContain('<script>.');
    const again = await browser.open(`${draft}?noi-nhan=${encodeURIComponent(nasty)}`);
    expect(again.html).toContain('&lt;img src=x');
    expect(again.html).not.toContain('<img');
    expect((await browser.open('/nhap')).html).not.toContain('<img');
  });
});

describe('taking back', () => {
  it('leaves everything as it was, and nothing was sent', async () => {
    const subject = 'V/v rút lại trong 30 giây';
    await fill({ subject });
    await press('send');
    later(20);
    const back = await browser.submit(`${draft}/rut-lai`);
    expect(back.html).toContain('Đã rút lại');
    expect(back.html).toContain(subject);
    await whenTimeIsOver();
    expect(await documentsOf(subject)).toEqual([]);
    await browser.open(draft);
    await press('send');
    await whenTimeIsOver();
    expect(await documentsOf(subject)).toHaveLength(1);
  });

  it('is too late once it was sent, and leads to the document', async () => {
    const subject = 'V/v đã gửi mất rồi';
    await fill({ subject });
    await press('send');
    await whenTimeIsOver();
    const token = browser.hiddenFields(`${draft}/rut-lai`)['form-token'] ?? '';
    const body = new URLSearchParams({ 'form-token': token });
    const answer = await browser.request(`${draft}/rut-lai`, {
      method: 'POST',
      body,
      headers: { origin: gateway.url },
    });
    expect(answer.headers.get('location')).toBe(`${draft}?muon=1`);
    expect((await browser.request(draft)).headers.get('location')).toMatch(/^\/van-ban\//);
  });

  it('wins against a worker that had it and was overtaken: nothing is committed, and its number shows as cancelled', async () => {
    const subject = 'V/v máy chậm';
    await fill({ subject });
    await press('send');
    const id = draft.split('/')[2] ?? '';
    const { ctx } = gateway;
    const slow = {
      ...ctx,
      keys: {
        ...ctx.keys,
        sealSigner: async (agency: string) => {
          // While it seals, its lease runs out and the clerk takes the draft back.
          await ctx.database.query(`update drafts set lease_until = now() - interval '1 second' where id = $1`, [id]);
          await browser.open(draft);
          await browser.submit(`${draft}/rut-lai`);
          return ctx.keys.sealSigner(agency);
        },
      },
    };
    later(31);
    await sendNextDraft(slow as typeof ctx);
    gateway.setNow(null);
    expect((await documentsOf(subject)).map(({ state }) => state)).toEqual(['cancelled']);
    expect((await browser.open(draft)).html).toContain(subject);
  });
});

describe('a failure to send', () => {
  it('puts the draft back with the reason, and sends it once it is mended', async () => {
    const subject = 'V/v nơi nhận vừa ngừng';
    await fill({ subject });
    await press('send');
    const close = (day: string | null) =>
      gateway.ctx.database.query(`update agencies set valid_to = $1 where code = 'H30.05'`, [day]);
    await close('2016-01-01');
    await whenTimeIsOver();
    const page = await browser.open(draft);
    expect(page.html).toContain('Lần gửi trước chưa được');
    expect(page.html).toContain(subject);
    await close(null);
    await press('send');
    await whenTimeIsOver();
    expect((await documentsOf(subject)).map(({ state }) => state)).toEqual(['sealed']);
  });

  it('of ours is tried again under the same number', async () => {
    const subject = 'V/v đĩa đầy một lúc';
    await fill({ subject });
    await press('send');
    const { ctx } = gateway;
    let fails = 1;
    const failing = {
      ...ctx,
      blobs: new Proxy(ctx.blobs, {
        get: (store, name) => {
          const value = Reflect.get(store, name);
          if (name === 'commit' && fails-- > 0)
            return async () => {
              throw new Error('the disk went away');
            };
          return typeof value === 'function' ? value.bind(store) : value;
        },
      }),
    };
    later(31);
    await sendNextDraft(failing);
    expect((await documentsOf(subject)).map(({ state }) => state)).toEqual(['sealing']);
    expect((await browser.open(draft)).html).toContain('Cổng tự thử lại');
    later(90);
    await sendNextDraft(ctx);
    gateway.setNow(null);
    expect((await documentsOf(subject)).map(({ state }) => state)).toEqual(['sealed']);
  });

  it('of a deputy is sent in both names', async () => {
    const [absent, deputy] = [
      await addPerson(gateway.ctx, 'clerk', 'H30.03'),
      await addPerson(gateway.ctx, 'clerk', 'H30.03'),
    ];
    const today = vietnamDay(gateway.ctx.now());
    const days = { fromDay: today, toDay: today, deputy: deputy.id };
    await declareAbsence(gateway.ctx, absent.id, days, `user:${absent.id}`);
    browser = BrowserSession.of(gateway);
    await browser.signIn(deputy.email, goodPassword, '/tai-khoan');
    await browser.submit('/tai-khoan/lam-thay');
    draft = (await browser.open('/soan')).path;
    await fill({ subject: 'V/v làm thay' });
    await press('send');
    await whenTimeIsOver();
    const [sent] = await documentsOf('V/v làm thay');
    const { rows } = await gateway.ctx.database.query<{ actor: string }>(
      "select payload->>'actor' as actor from events where document = $1 and payload ? 'actor' order by id limit 1",
      [sent?.id],
    );
    expect(rows[0]?.actor).toBe(`user:${deputy.id} for user:${absent.id}`);
  });

  it('of the person: who left meanwhile sends nothing', async () => {
    const subject = 'V/v người đã nghỉ';
    await fill({ subject });
    await press('send');
    await gateway.ctx.database.query(
      'update users set closed_at = now() where id = (select confirmed_by from drafts where id = $1)',
      [draft.split('/')[2]],
    );
    await whenTimeIsOver();
    expect(await documentsOf(subject)).toEqual([]);
    const colleague = await clerkOf(gateway, 'H30.03');
    expect((await colleague.open(draft)).html).toContain('Lần gửi trước chưa được');
  });
});

describe('numbers', () => {
  it('are reserved before signing, used here, and given by the register otherwise', async () => {
    await press('save', complete);
    const held = await press('hold-number');
    const [, number = ''] = /name="code" value="(\d+)\/STTTT-VP"/.exec(held.html) ?? [];
    expect(held.html).toContain('Đúng số đã giữ');
    const subject = 'V/v dùng số đã giữ';
    await fill({ code: `${number}/STTTT-VP`, subject });
    await press('send');
    await whenTimeIsOver();
    expect((await documentsOf(subject)).map((one) => one.number)).toEqual([number]);
  });

  it('that are printed in the file and next in the register are reserved with the press', async () => {
    const first = await press('save', complete);
    const [, next = ''] = /Sổ sẽ cho số (\d+)/.exec(first.html) ?? [];
    const subject = 'V/v số in sẵn';
    await fill({ code: `${next}/STTTT-VP`, subject });
    await press('send');
    await whenTimeIsOver();
    expect((await documentsOf(subject)).map((one) => one.number)).toEqual([next]);
  });
});

describe('a draft begun from a document', () => {
  const sent = () =>
    submitDocument(gateway.ctx, gateway.clerk('H30.05'), metadataOf({ to: ['H30.03'], from: 'H30.05' }));

  it('answers it: addressee and what it answers are filled in and travel along', async () => {
    const { id, number } = await sent();
    await arriveDocument(gateway.ctx, id, 'H30.03');
    const page = await browser.open(`/soan?tra-loi=${id}`);
    draft = page.path;
    expect(page.html).toContain(`Soạn văn bản trả lời ${number}/STTTT-VP`);
    expect(page.html).toContain('Sở Tài chính');
    const subject = 'V/v trả lời đã gửi';
    await press('add-files', { ...complete, subject }, [pdf()]);
    await press('send');
    await whenTimeIsOver();
    expect((await documentsOf(subject))[0]?.metadata).toMatchObject({
      to: ['H30.05'],
      responseFor: [{ agency: 'H30.05', number, notation: 'STTTT-VP', date: '2016-05-19' }],
    });
  });

  it('sends it on with its files as they were', async () => {
    const file = smallPdf(randomUUID());
    const { id } = await submitDocument(
      gateway.ctx,
      gateway.clerk('H30.05'),
      metadataOf({ to: ['H30.03'], from: 'H30.05' }),
      { file },
    );
    await arriveDocument(gateway.ctx, id, 'H30.03');
    const page = await browser.open(`/soan?chuyen-tiep=${id}`);
    expect(page.html).toContain('Công văn số 1.pdf');
    const { rows } = await gateway.ctx.database.query<{ sha256: string }>(
      'select sha256 from draft_files where draft = $1',
      [page.path.split('/')[2]],
    );
    expect(rows).toEqual([{ sha256: createHash('sha256').update(file).digest('hex') }]);
  });

  it('replaces it, with a reason, at the same recipients', async () => {
    const { id } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadataOf());
    await arriveDocument(gateway.ctx, id, 'H30.05');
    const page = await browser.open(`/soan?thay-the=${id}`);
    draft = page.path;
    const subject = 'V/v bản thay thế';
    await press('add-files', { ...complete, subject }, [pdf()]);
    expect((await press('send')).html).toContain('Chưa ghi lý do');
    await press('save', { reason: 'Sai số liệu' });
    await press('send');
    await whenTimeIsOver();
    const [document] = await documentsOf(subject);
    const { rows } = await gateway.ctx.database.query('select affects, business_type from documents where id = $1', [
      document?.id,
    ]);
    expect(rows).toEqual([{ affects: id, business_type: 3 }]);
  });

  it('of others is not changed, and one nobody sent here begins nothing', async () => {
    const { id } = await sent();
    expect((await browser.request(`/soan?thay-the=${id}`)).status).toBe(404);
    await arriveDocument(gateway.ctx, id, 'H30.03');
    expect((await browser.request(`/soan?cap-nhat=${id}`)).status).toBe(409);
    expect((await browser.request('/soan?tra-loi=khong-co')).status).toBe(404);
  });
});
