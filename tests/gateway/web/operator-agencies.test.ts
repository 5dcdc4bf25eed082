/** What an operator does with agencies, certificates and trust on the pages: every act, faults in files, races that were lost. */
import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptBytesOf } from '../../../gateway/documents/quota.js';
import type { BrowserSession, SeenPage } from '../../support/browser-session.js';
import { metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { openssl } from '../../support/openssl.js';
import { newestEvent, type OperatorRoom, signInOperator } from '../../support/operator-room.js';
import { pemOf } from '../../support/pem.js';
import { openWebServer, type WebServer } from '../../support/web-server.js';

const evil = '<img src=x onerror=alert(1)>';
let gateway: HttpFixture;
let room: OperatorRoom;
let receiver: WebServer;

beforeAll(async () => {
  gateway = await openHttpFixture({ config: { webhookAllow: ['127.0.0.1'] } });
  room = await signInOperator(gateway);
  receiver = await openWebServer({
    '/nhan': (_asked, response) => void response.writeHead(204).end(),
    '/hong': (_asked, response) => void response.writeHead(503).end(),
  });
  const { issuing } = gateway.authority;
  await gateway.ctx.keyStore.put(issuing.privateKey, issuing.certificate);
});
afterAll(async () => {
  await receiver.close();
  await gateway.close();
});

const agencyRow = async (code: string) =>
  (await gateway.ctx.database.query('select * from agencies where code = $1', [code])).rows[0];

/** Sends a form with a file, as a browser does. */
async function upload(
  browser: BrowserSession,
  page: string,
  action: string,
  file: string | Buffer,
  fields: Readonly<Record<string, string>> = {},
): Promise<SeenPage> {
  await browser.open(page);
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...browser.hiddenFields(action), ...fields })) form.append(name, value);
  form.append('tep', new Blob([new Uint8Array(Buffer.from(file))]), 'tep.csv');
  return browser.open(action, { method: 'POST', body: form, headers: { origin: gateway.url } });
}

describe('an agency', () => {
  it('is added, changed, closed, opened again and merged, each as an event of the operator', async () => {
    const { browser, actor } = room;
    await browser.open('/van-hanh/co-quan');
    const added = await browser.submit('/van-hanh/co-quan/them', {
      ma: 'H30.97',
      ten: `Sở Thử ${evil}`,
      'cap-tren': 'H30',
    });
    expect(added.path).toBe('/van-hanh/co-quan/H30.97?xong=them');
    expect(added.html).toContain('Sở Thử &lt;img');
    expect(added.html).not.toContain(evil);
    expect(await newestEvent(gateway, 'agency.changed')).toMatchObject({ agency: 'H30.97', actor });
    const fields = {
      ten: 'Sở Thử nghiệm',
      thu: '',
      'cap-tren': 'H30',
      kenh: 'local',
      'cap-so': 'gateway',
      pdf: 'refuse',
      'bao-ve-thu': 'signed',
      'van-ban-thu': 'signed',
      'han-muc-ngay': '1,5',
      'han-muc-thang': '',
      'han-muc-luu': '2000',
    };
    const saved = await browser.submit('/van-hanh/co-quan/H30.97', fields);
    expect(saved.html).toContain('Đã lưu thông tin.');
    expect(await agencyRow('H30.97')).toMatchObject({
      name: 'Sở Thử nghiệm',
      pdf_policy: 'refuse',
      quota_day: 1_500_000,
      quota_month: null,
      quota_total: 2_000_000_000,
    });
    const closed = await browser.submit('/van-hanh/co-quan/H30.97/dong', { 'ngay-cuoi': '2016-05-19' });
    expect(closed.html).toContain('Sở Thử nghiệm đã ngừng gửi, nhận qua cổng.');
    const opened = await browser.submit('/van-hanh/co-quan/H30.97/mo-lai');
    expect(opened.html).toContain('Sở Thử nghiệm đang gửi, nhận qua cổng.');
    const merged = await browser.submit('/van-hanh/co-quan/H30.97/sap-nhap', {
      vao: 'H30.03',
      'ngay-cuoi': '2016-05-20',
    });
    expect(merged.html).toContain('Đã ghi việc sáp nhập.');
    expect(await newestEvent(gateway, 'agency.merged')).toMatchObject({ merged: ['H30.97'], into: 'H30.03', actor });
  });

  it.each([
    ['a code there is already', '/van-hanh/co-quan/them', { ma: 'H30.03', ten: 'Trùng' }, 409],
    [
      'an agency above that is not there',
      '/van-hanh/co-quan/them',
      { ma: 'H30.96', ten: 'Mới', 'cap-tren': 'H99' },
      400,
    ],
  ])('is not added with %s, and what was typed stays', async (_name, action, fields, status) => {
    await room.browser.open('/van-hanh/co-quan');
    const page = await room.browser.submit(action, fields);
    expect(page.status).toBe(status);
    expect(page.html).toContain('role="alert"');
    expect(page.html).toContain(`value="${fields.ma}"`);
  });

  it('is not merged into itself, nor given a limit that is no number', async () => {
    await room.browser.open('/van-hanh/co-quan/H30.15');
    expect(
      (await room.browser.submit('/van-hanh/co-quan/H30.15/sap-nhap', { vao: 'H30.15', 'ngay-cuoi': '2016-05-20' }))
        .status,
    ).toBe(400);
    const limit = await room.browser.submit('/van-hanh/co-quan/H30.15', {
      ten: 'Sở Y tế',
      kenh: 'local',
      'cap-so': 'gateway',
      pdf: 'warn',
      'bao-ve-thu': 'signed',
      'van-ban-thu': 'signed',
      'han-muc-ngay': 'nhiều',
    });
    expect(limit.status).toBe(400);
  });

  it('nobody knows is not found', async () => {
    expect((await room.browser.open('/van-hanh/co-quan/H99.99')).status).toBe(404);
  });
});

describe('the limit of an agency', () => {
  it('refuses what goes beyond it with a code, before a number is taken, and counts what was sent', async () => {
    const clerk = gateway.clerk('H30.31');
    await submitDocument(gateway.ctx, clerk, metadataOf());
    const { rows } = await gateway.ctx.database.query<{ size: number }>(
      `select container_size as size from documents where from_agency = 'H30.31'`,
    );
    const used = rows[0]?.size ?? 0;
    await gateway.ctx.database.query(`update agencies set quota_day = $1 where code = 'H30.31'`, [used + 50]);
    const numbers = () => gateway.ctx.database.query(`select from register_entries where agency = 'H30.31'`);
    const before = (await numbers()).rowCount;
    await expect(submitDocument(gateway.ctx, clerk, metadataOf({ subject: 'Thứ hai' }))).rejects.toMatchObject({
      code: 'quota_exceeded',
      field: 'quotaDay',
    });
    expect((await numbers()).rowCount).toBe(before);
    gateway.setNow(new Date(Date.now() + 86_400_000));
    await submitDocument(gateway.ctx, clerk, metadataOf({ subject: 'Hôm sau' }));
    await gateway.ctx.database.query(`update agencies set quota_day = null, quota_month = 10 where code = 'H30.31'`);
    await expect(submitDocument(gateway.ctx, clerk, metadataOf({ subject: 'Cả tháng' }))).rejects.toMatchObject({
      field: 'quotaMonth',
    });
    gateway.setNow(null);
  });

  it('of all that is kept refuses with a code, is shown on its page, and counts the same once old sums are kept', async () => {
    const clerk = gateway.clerk('H30.15');
    const { database } = gateway.ctx;
    const used = async () => {
      const { rows } = await database.query<{ sum: number }>(
        `select sum(container_size)::int as sum from documents where from_agency = 'H30.15'`,
      );
      return rows[0]?.sum ?? 0;
    };
    for (let n = 0; n < 3; n += 1) await submitDocument(gateway.ctx, clerk, metadataOf());
    const kept = await used();
    const ask = () => keptBytesOf(gateway.ctx, 'H30.15');
    const settled = async () => {
      const { rows } = await database.query(`select bytes::int from agency_storage where agency = 'H30.15'`);
      return rows;
    };
    expect([await ask(), await settled()]).toEqual([kept, [{ bytes: 0 }]]);
    gateway.setNow(new Date(Date.now() + 10 * 86_400_000));
    expect(await Promise.all([ask(), ask(), ask(), ask()])).toEqual([kept, kept, kept, kept]);
    expect([await ask(), await settled()]).toEqual([kept, [{ bytes: kept }]]);
    gateway.setNow(null);
    await database.query(`delete from agency_storage where agency = 'H30.15'`);
    await database.query(`update agencies set quota_total = $1 where code = 'H30.15'`, [kept + 10]);
    await expect(submitDocument(gateway.ctx, clerk, metadataOf())).rejects.toMatchObject({
      code: 'quota_exceeded',
      field: 'quotaTotal',
    });
    await database.query(`update agencies set quota_total = $1 where code = 'H30.15'`, [kept + 1_000_000]);
    await submitDocument(gateway.ctx, clerk, metadataOf());
    expect((await room.browser.open('/van-hanh/co-quan/H30.15')).html).toMatch(
      /Văn bản của cơ quan đang lưu<\/dt><dd>[\d,]+ [KM]B trên 1(,\d)? MB/,
    );
  });
});

describe('a directory file', () => {
  const importPath = '/van-hanh/co-quan/nhap';
  const preview = (csv: string | Buffer, browser = room.browser) =>
    upload(browser, '/van-hanh/co-quan', importPath, csv);

  it('is shown line by line before anything changes, and written once', async () => {
    const page = await preview(`code,name\nH30.90,Sở Mới ${evil}\nH30.05,Sở Tài chính và Giá\nH30.15,Sở Y tế\n`);
    expect(page.path).toMatch(/^\/van-hanh\/co-quan\/nhap\/[0-9a-f-]{36}$/);
    expect(page.html).toContain('Sẽ thêm 1 và sửa 1 cơ quan; chưa có gì được đổi.');
    expect(page.html).toContain('Sở Tài chính → Sở Tài chính và Giá');
    expect(page.html).not.toContain(evil);
    expect(await agencyRow('H30.90')).toBeUndefined();
    const other = await signInOperator(gateway);
    await other.browser.open(page.path);
    expect((await room.browser.submit(page.path)).html).toContain('Đã ghi danh mục.');
    expect(await agencyRow('H30.05')).toMatchObject({ name: 'Sở Tài chính và Giá' });
    expect((await other.browser.submit(page.path)).status).toBe(404);
    expect(await newestEvent(gateway, 'agency.changed')).toMatchObject({ imported: 3, actor: room.actor });
  });

  it('with faults tells each with its line, and cannot be written', async () => {
    const page = await preview(
      'code,name,channel,parent\nH30.91,Sở Tốt,local,H30\nH30.92,,bo-cau,H30\nH30.93,Sở Lạc,local,H98\n',
    );
    expect(page.html).toMatch(/Tệp có 3 lỗi; chưa có gì được đổi\./);
    expect(page.html).toMatch(/>3<\/td><td class="number">H30\.92<\/td><td>name/);
    expect(page.html).toMatch(/>4<\/td><td class="number">H30\.93<\/td><td>parent/);
    expect(page.html).not.toContain(`action="${page.path}"`);
    const body = new URLSearchParams(room.browser.hiddenFields('/dang-xuat'));
    const forced = await room.browser.open(page.path, { method: 'POST', body, headers: { origin: gateway.url } });
    expect(forced.status).toBe(400);
    expect(await agencyRow('H30.91')).toBeUndefined();
  });

  it.each([
    ['that is empty', ''],
    ['without the column code', 'name\nx\n'],
    ['with a column nobody knows', 'code,mau-sac\nx,y\n'],
    ['that is no text', Buffer.from([0x63, 0x6f, 0x64, 0x65, 0x0a, 0xff, 0xfe])],
  ])('%s is refused with what is wrong', async (_name, csv) => {
    const page = await preview(csv);
    expect(page.status).toBe(400);
    expect(page.html).toContain('role="alert"');
  });

  it('from another site’s page is refused', async () => {
    await room.browser.open('/van-hanh/co-quan');
    const form = new FormData();
    form.append('tep', new Blob(['code,name\nH30.94,Lạ\n']), 'x.csv');
    const answer = await room.browser.request(importPath, {
      method: 'POST',
      body: form,
      headers: { origin: gateway.url },
    });
    expect(answer.status).toBe(403);
  });
});

describe('the test of a channel', () => {
  it('posts a signed request without a document to the webhook, whose secret is shown once', async () => {
    await room.browser.open('/van-hanh/co-quan/H30.38');
    const set = await room.browser.submit('/van-hanh/co-quan/H30.38/webhook', {
      'dia-chi': `${receiver.url}/nhan`,
      'gui-gi': 'container',
    });
    expect(set.html).toMatch(/whsec_[\w-]{43}/);
    expect((await room.browser.open('/van-hanh/co-quan/H30.38')).html).not.toContain('whsec_');
    const tested = await room.browser.submit('/van-hanh/co-quan/H30.38/gui-thu');
    expect(tested.html).toContain('phần mềm của cơ quan đã nhận');
    const [asked] = receiver.asked;
    expect(JSON.parse(asked?.body.toString() ?? '')).toMatchObject({ kind: 'test' });
    expect(await newestEvent(gateway, 'channel.tested')).toMatchObject({
      agency: 'H30.38',
      outcome: 'accepted',
      actor: room.actor,
    });
    const { rows } = await gateway.ctx.database.query(`select from deliveries where target = 'H30.38'`);
    expect(rows).toEqual([]);
  });

  it('tells why it was not reached', async () => {
    await room.browser.open('/van-hanh/co-quan/H30.38');
    await room.browser.submit('/van-hanh/co-quan/H30.38/webhook', {
      'dia-chi': `${receiver.url}/hong`,
      'gui-gi': 'notice',
    });
    const tested = await room.browser.submit('/van-hanh/co-quan/H30.38/gui-thu');
    expect(tested.html).toContain('HTTP 503');
    const rotated = await room.browser.submit('/van-hanh/co-quan/H30.38/webhook/doi-khoa');
    expect(rotated.html).toMatch(/whsec_[\w-]{43}/);
    expect((await room.browser.submit('/van-hanh/co-quan/H30.38/webhook/bo')).html).toContain('Đã bỏ webhook.');
    expect(await agencyRow('H30.38')).toMatchObject({ channel: 'local' });
  });
});

describe('certificates', () => {
  const path = '/van-hanh/chung-thu';
  const newest = async (agency: string) =>
    (
      await gateway.ctx.database.query<{ fingerprint: string; der: Buffer; revoked_at: string | null }>(
        'select fingerprint, der, revoked_at from certificates where agency = $1 order by created_at desc limit 1',
        [agency],
      )
    ).rows[0];

  it('are issued, renewed and revoked with a reason; who revokes second changes nothing', async () => {
    await room.browser.open(path);
    expect(
      (await room.browser.submit(`${path}/cap`, { 'co-quan': 'H30.15', khoa: 'p-256', nguoi: '' })).html,
    ).toContain('Đã cấp chứng thư.');
    const issued = await newest('H30.15');
    expect(
      new X509Certificate(issued?.der ?? '').checkIssued(new X509Certificate(gateway.authority.issuing.certificate)),
    ).toBe(true);
    const list = await room.browser.open(`${path}?co-quan=H30.15`);
    expect(list.html).toContain(issued?.fingerprint.slice(0, 16));
    const other = await signInOperator(gateway);
    await other.browser.open(`${path}?co-quan=H30.15`);
    const revoke = `${path}/${issued?.fingerprint}/thu-hoi`;
    expect((await room.browser.submit(revoke, { 'vi-sao': 'keyCompromise' })).html).toContain('Đã thu hồi');
    const at = (await newest('H30.15'))?.revoked_at;
    expect((await other.browser.submit(revoke, { 'vi-sao': 'superseded' })).status).toBe(200);
    expect((await newest('H30.15'))?.revoked_at).toBe(at);
    expect(await newestEvent(gateway, 'certificate.revoked')).toMatchObject({
      reason: 'keyCompromise',
      actor: room.actor,
    });
  });

  it('are asked for elsewhere: openssl reads the request, and giving it up twice is told', async () => {
    await room.browser.open(path);
    const page = await room.browser.submit(`${path}/yeu-cau`, { 'co-quan': 'H30.05', khoa: 'p-256' });
    const [, id = ''] = /yeu-cau\/([0-9a-f-]{36})"/.exec(page.html) ?? [];
    const request = await (await room.browser.request(`${path}/yeu-cau/${id}`)).text();
    const file = join(gateway.folder, 'yeu-cau.csr');
    await writeFile(file, request);
    const { status, text } = openssl(['req', '-noout', '-verify', '-subject', '-in', file]);
    expect(status).toBe(0);
    expect(text).toContain('H30.05');
    const other = await signInOperator(gateway);
    await other.browser.open(path);
    expect((await room.browser.submit(`${path}/yeu-cau/${id}/bo`)).html).toContain('Đã bỏ yêu cầu.');
    expect((await other.browser.submit(`${path}/yeu-cau/${id}/bo`)).status).toBe(409);
  });

  it.each([
    ['an unknown agency', { 'co-quan': 'H99', khoa: 'p-256' }, 422],
    ['a name that is none', { 'co-quan': 'H30.15', khoa: 'p-256', nguoi: 'x'.repeat(65) }, 400],
  ])('are not issued for %s', async (_name, fields, status) => {
    await room.browser.open(path);
    expect((await room.browser.submit(`${path}/cap`, fields)).status).toBe(status);
  });

  it('are not imported from a file that holds none', async () => {
    const page = await upload(room.browser, path, `${path}/nhap`, 'không phải chứng thư');
    expect(page.status).toBe(400);
    const p12 = await upload(room.browser, path, `${path}/nhap`, 'x', { 'mat-khau': 'sai', 'co-quan': 'H30.15' });
    expect(p12.status).toBeGreaterThanOrEqual(400);
    expect(p12.status).toBeLessThan(500);
  });
});

describe('settings', () => {
  const path = '/van-hanh/cai-dat';

  it('show what runs without any secret, and who changed what', async () => {
    const page = await room.browser.open(path);
    expect(page.html).toContain('CONGVAN_DELIVERY_EXPIRY_HOURS');
    expect(page.html).toContain('Gửi lại trong bao lâu rồi mới coi là không gửi được và báo nơi gửi.');
    expect(page.html).toContain('Thu hồi chứng thư');
    expect(page.html).toMatch(/bởi Trần Thị Bé \d+/);
  });

  it('take an authority into trust and out of it, with reasons that stay in the history', async () => {
    const root = pemOf(gateway.authority.root.certificate);
    const fingerprint = new X509Certificate(root).fingerprint256.replaceAll(':', '').toLowerCase();
    await room.browser.open(path);
    const gone = await room.browser.submit(`${path}/tin-cay/${fingerprint}/bo`, { 'ly-do': `kiểm tra ${evil}` });
    expect(gone.html).toContain('Cổng đã thôi tin nơi cấp này.');
    expect(gone.html).toContain('kiểm tra &lt;img');
    const back = await upload(room.browser, path, `${path}/tin-cay`, root, { 'ly-do': 'trả lại' });
    expect(back.html).toContain('Cổng đã tin nơi cấp này.');
    expect(await newestEvent(gateway, 'trust.changed')).toMatchObject({
      trusted: true,
      reason: 'trả lại',
      actor: room.actor,
    });
  });
});
