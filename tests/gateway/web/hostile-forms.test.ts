/** Forms that are broken, too many or believed too much: forms with files cut short, lists without an end, addresses that claim what was not done. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOwnGroup } from '../../../gateway/agencies/own-groups.js';
import { pagePermissions } from '../../../gateway/web/page-permissions.js';
import { BrowserSession } from '../../support/browser-session.js';
import { arriveDocument, metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { signInOperator } from '../../support/operator-room.js';
import { addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;

beforeAll(async () => {
  gateway = await openHttpFixture();
});
afterAll(() => gateway.close());

let clerk: BrowserSession;
let operator: BrowserSession;
beforeEach(async () => {
  [clerk, operator] = [BrowserSession.of(gateway), BrowserSession.of(gateway)];
  await clerk.signIn((await addPerson(gateway.ctx, 'clerk', 'H30.05')).email, goodPassword);
  await operator.signIn((await addPerson(gateway.ctx, 'operator')).email, goodPassword);
});

const boundary = 'xxxxxxxx';
const part = (name: string, content: string, file?: string) =>
  `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"`}\r\n\r\n${content}`;

describe('a form with files', () => {
  const broken = (token: string): Readonly<Record<string, string>> => ({
    'ends before its end': `${part('form-token', token)}\r\n${part('file', 'code,name\n', 'a.csv')}`,
    'ends inside the heading of a part': `${part('form-token', token)}\r\n--${boundary}\r\ncontent-dispo`,
    'has no part': `--${boundary}--\r\n`,
    'is empty': '',
    'is no form': 'form-token=1',
    'has two thousand fields': `${part('form-token', token)}\r\n${part('a', 'b\r\n').repeat(2_000)}--${boundary}--\r\n`,
    'has a heading without end': `${part('form-token', token)}\r\n--${boundary}\r\n${'x: y\r\n'.repeat(20_000)}`,
  });
  const forms = [
    '/van-hanh/co-quan/nhap',
    '/van-hanh/chung-thu/nhap',
    '/van-hanh/cai-dat/tin-cay',
    '/kiem-tra',
    '/kiem-tra/phieu',
    '/soan/:draft',
  ] as const;

  it.each(forms)('that is broken is told so: %s', async (form) => {
    expect(Object.keys(pagePermissions)).toContain(`POST ${form}`);
    const who = form.startsWith('/van-hanh') ? operator : clerk;
    const address = form.replace('/soan/:draft', (await clerk.open('/soan')).path);
    const { html } = await who.open('/tai-khoan');
    const token = /name="form-token" value="([^"]*)"/.exec(html)?.[1] ?? '';
    for (const [what, body] of Object.entries(broken(token))) {
      const type = `multipart/form-data; boundary=${boundary}`;
      const answer = await who.request(address, {
        method: 'POST',
        body,
        headers: { 'content-type': type, origin: gateway.url },
      });
      expect(`${what}: ${answer.status}`).toMatch(/: (3|4)\d\d$/);
      await answer.arrayBuffer();
    }
  });
});

describe('what people may add without end has one', () => {
  it('groups of an agency', async () => {
    const principal = gateway.clerk('H30.07');
    await gateway.ctx.database.query(
      `insert into groups (name, title, agency) select 'Nhóm ' || n, 'Nhóm ' || n, 'H30.07' from generate_series(1, 300) n`,
    );
    await expect(createOwnGroup(gateway.ctx, principal, 'Nhóm nữa')).rejects.toMatchObject({ code: 'invalid_request' });
    await createOwnGroup(gateway.ctx, gateway.clerk('H30.03'), 'Nhóm nữa');
  });

  it('drafts of an agency', async () => {
    await gateway.ctx.database.query(
      `insert into drafts (id, agency, person, touched, created_at, updated_at)
       select gen_random_uuid(), 'H30.05', (select id from users where agency = 'H30.05' limit 1), true, now(), now()
       from generate_series(1, 1000)`,
    );
    const page = await clerk.open('/soan');
    expect(page.status).toBe(413);
    expect(page.html).toContain('hãy gửi hoặc bỏ bớt');
    await gateway.ctx.database.query(`delete from drafts where agency = 'H30.05'`);
    expect((await clerk.open('/soan')).status).toBe(200);
  });
});

describe('a page says what is so, whatever stands in its address', () => {
  it('about a document: not that it was refused, accepted or recalled', async () => {
    const { id } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadataOf({ to: ['H30.05'] }));
    await arriveDocument(gateway.ctx, id, 'H30.05');
    for (const word of ['02', '03', '04', '06', 'tra-lai', 'thu-hoi'])
      expect((await clerk.open(`/van-ban/${id}?xong=${word}`)).html, word).not.toContain('class="notice done"');
    await clerk.open(`/van-ban/${id}?lam=tiep-nhan`);
    const page = await clerk.submit(`/van-ban/${id}/trang-thai`, { ma: '03' });
    expect(page.html).toContain('class="notice done"');
  });

  it.each([
    ['operator', '/van-hanh/gui?xong=dung'],
    ['operator', '/van-hanh/gui?xong=gui-lai-nhom&so=999&con-lai=0'],
    ['operator', '/van-hanh/cai-dat?xong=tin'],
    ['operator', '/van-hanh/co-quan?xong=them'],
    ['operator', '/nguoi-dung/khoa?xong=thu-hoi'],
    ['operator', '/van-hanh/giu-ho-so?xong=giu'],
    ['clerk', '/danh-ba?xong=xoa'],
    ['clerk', '/van-ban-den?xong=bo-7'],
    ['clerk', '/tai-khoan?xong=mat-khau'],
  ] as const)(
    'to a %s: not that something was done, by an address that came from elsewhere: %s',
    async (role, address) => {
      const browser = BrowserSession.of(gateway);
      await browser.signIn(
        (await addPerson(gateway.ctx, role, role === 'clerk' ? 'H30.05' : null)).email,
        goodPassword,
      );
      const page = await browser.open(address);
      expect([page.status, page.html.includes('class="notice done"')]).toEqual([200, false]);
    },
  );

  it('once a form led there, and not when another address is asked for afterwards', async () => {
    const { browser } = await signInOperator(gateway);
    await browser.open('/van-hanh/gui');
    const paused = await browser.submit('/van-hanh/kenh/webhook/dung', {});
    expect([paused.path, paused.html.includes('class="notice done"')]).toEqual(['/van-hanh/gui?xong=dung', true]);
    expect((await browser.open('/van-hanh/gui?xong=dung')).html).toContain('class="notice done"');
    expect((await browser.open('/van-hanh/gui?xong=chay')).html).not.toContain('class="notice done"');
  });
});

it('the page of what was accepted together counts nothing that was not', async () => {
  const { id } = await submitDocument(
    gateway.ctx,
    gateway.clerk('H30.03'),
    metadataOf({ to: ['H30.05'], subject: 'V/v chưa nhận' }),
  );
  await arriveDocument(gateway.ctx, id, 'H30.05');
  const claimed = await clerk.open(`/van-ban-den/tiep-nhan?ket-qua=${id}`);
  expect(claimed.html).not.toContain('V/v chưa nhận');
  await clerk.open('/van-ban-den');
  const hidden = clerk.hiddenFields('/van-ban-den/tiep-nhan');
  const body = new URLSearchParams([...Object.entries(hidden), ['chon', id], ['chon', id]]);
  const page = await clerk.open('/van-ban-den/tiep-nhan', { method: 'POST', body, headers: { origin: gateway.url } });
  expect(page.html).toContain('V/v chưa nhận');
});

it('a report that failed is kept by no cache', async () => {
  const answer = () => fetch(`${gateway.url}/bao-cao/cong-khai`);
  await gateway.ctx.database.query('alter table report_counts rename to report_counts_away');
  try {
    const failed = await answer();
    expect(failed.status).toBe(500);
    expect(failed.headers.get('cache-control')).toBe('private, no-store');
  } finally {
    await gateway.ctx.database.query('alter table report_counts_away rename to report_counts');
  }
  // Nor remembered by the gateway itself.
  expect((await answer()).headers.get('cache-control')).toBe('public, max-age=900');
});

it('a report that everybody’s cache may keep gives nobody a cookie', async () => {
  const answer = await fetch(`${gateway.url}/bao-cao/cong-khai`);
  expect(answer.headers.getSetCookie()).toEqual([]);
});
