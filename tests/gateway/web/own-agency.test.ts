/** Tokens of programs and an agency's own page: who may issue and stop what, and a real receiver at the other end of the webhook. */
import { createHmac, hash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueToken } from '../../../gateway/identity/tokens.js';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { type AddedPerson, addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let operator: AddedPerson;
let administrator: AddedPerson;
const agency = 'H30.05';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
const received: Received[] = [];
let answer = 204;
const receiver = createServer(async (request, response) => {
  received.push({ headers: request.headers, body: await readText(request) });
  response.writeHead(answer).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  gateway = await openHttpFixture({ config: { webhookAllow: ['127.0.0.1/32'] } });
  operator = await addPerson(gateway.ctx, 'operator');
  administrator = await addPerson(gateway.ctx, 'administrator', agency);
});
afterAll(async () => {
  await gateway.close();
  receiver.closeAllConnections();
  receiver.close();
});

async function signedIn({ email }: AddedPerson, goal: string): Promise<{ browser: BrowserSession; page: SeenPage }> {
  const browser = BrowserSession.of(gateway);
  return { browser, page: await browser.signIn(email, goodPassword, goal) };
}

const shownOn = ({ html }: SeenPage) => /<dd class="key">([^<]+)<\/dd>/.exec(html)?.[1] ?? '';

async function post(browser: BrowserSession, path: string): Promise<number> {
  const body = new URLSearchParams({ 'form-token': browser.hiddenFields('/dang-xuat')['form-token'] ?? '' });
  return (await browser.request(path, { method: 'POST', body, headers: { origin: gateway.url } })).status;
}

const inbox = (token: string) => gateway.call('/api/v1/documents?box=in', token);

const issued = (agencies: readonly string[], name = 'QLVB') =>
  issueToken(gateway.ctx, { name, agencies, scopes: ['documents:read'], actor: 'cli:test' });

describe('tokens', () => {
  it('are issued by operators, shown once, work, and stop at once when revoked', async () => {
    const { browser } = await signedIn(operator, '/nguoi-dung/khoa');
    const page = await browser.submit('/nguoi-dung/khoa', {
      name: 'QLVB <b>Sở</b>',
      agencies: agency,
      days: '30',
      scope: 'documents:read',
    });
    const token = shownOn(page);
    expect((await inbox(token)).status).toBe(200);
    const list = await browser.open('/nguoi-dung/khoa');
    expect(list.html).not.toContain(token);
    expect(list.html).toContain('QLVB &lt;b>Sở&lt;/b>');
    const [, revoke = ''] = /action="(\/nguoi-dung\/khoa\/[0-9a-f-]+\/thu-hoi)"/.exec(list.html) ?? [];
    expect((await browser.submit(revoke)).html).toContain('Đã thu hồi mã truy cập');
    expect((await inbox(token)).status).toBe(401);
    expect((await browser.open('/nguoi-dung/khoa?tinh-trang=het')).html).toContain('QLVB &lt;b>Sở&lt;/b>');
    const { rows } = await gateway.ctx.database.query<{ kind: string; payload: { actor: string } }>(
      "select kind, payload from events where kind like 'token.%' order by id desc limit 2",
    );
    const actor = `user:${operator.id}`;
    expect(rows.map(({ kind, payload }) => [kind, payload.actor])).toEqual([
      ['token.revoked', actor],
      ['token.created', actor],
    ]);
  });

  it.each([
    ['no name', { name: '' }, 'tối đa 100 ký tự'],
    ['no right', { scope: undefined }, 'chọn ít nhất một quyền'],
    ['a right there is not', { scope: 'everything' }, 'chọn ít nhất một quyền'],
    ['an agency nobody knows', { agencies: 'H30.05, H99' }, 'Có mã cơ quan không ai mang'],
    ['days that are none', { days: '0' }, 'Số ngày từ 1 đến 3650'],
  ])('are not issued with %s', async (_what, change, said) => {
    const { browser } = await signedIn(operator, '/nguoi-dung/khoa');
    const fields = Object.entries({ name: 'QLVB', agencies: agency, scope: 'seal', ...change });
    const sent = fields.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
    const page = await browser.submit('/nguoi-dung/khoa', Object.fromEntries(sent));
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.status).toBeLessThan(500);
    expect(page.html).toContain(said);
  });

  it('an administrator issues none, sees those of the own agency, and stops those that act for nobody else', async () => {
    const [own, shared, foreign] = [
      await issued([agency], 'của riêng'),
      await issued([agency, 'H30.03'], 'dùng chung'),
      await issued(['H30.03'], 'của nơi khác'),
    ];
    const { browser, page } = await signedIn(administrator, '/nguoi-dung/khoa');
    expect(page.html).toContain('của riêng');
    expect(page.html).toContain('dùng chung');
    expect(page.html).not.toContain('của nơi khác');
    expect(page.html).not.toContain('name="scope"');
    expect(await post(browser, '/nguoi-dung/khoa')).toBe(403);
    for (const { id, token } of [shared, foreign]) {
      expect(await post(browser, `/nguoi-dung/khoa/${id}/thu-hoi`)).toBe(404);
      expect((await inbox(token)).status).toBe(200);
    }
    expect(await post(browser, '/nguoi-dung/khoa/x/thu-hoi')).toBe(404);
    expect(await post(browser, `/nguoi-dung/khoa/${own.id}/thu-hoi`)).toBe(303);
    expect((await inbox(own.token)).status).toBe(401);
  });
});

describe('one’s own agency', () => {
  it('gets the address of its document system, tries it, and the signature is one its secret makes', async () => {
    const { browser } = await signedIn(administrator, '/co-quan-toi');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/congvan`;
    const secret = shownOn(await browser.submit('/co-quan-toi/phan-mem', { url, payload: 'notice' }));
    expect(secret).toMatch(/^whsec_/);
    expect((await browser.open('/co-quan-toi')).html).not.toContain(secret);
    expect((await browser.submit('/co-quan-toi/phan-mem/thu')).html).toContain('Phần mềm đã trả lời: HTTP 204');
    const { headers, body } = received.at(-1) ?? { headers: {}, body: '' };
    expect(JSON.parse(body)).toMatchObject({ kind: 'test', agency });
    expect(headers['congvan-kind']).toBe('test');
    expect(headers['congvan-document']).toBeUndefined();
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(headers['congvan-signature'])) ?? [];
    const signed = `${seconds}.${String(headers['congvan-delivery'])}.${hash('sha256', body)}`;
    expect(createHmac('sha256', secret).update(signed).digest('hex')).toBe(mac);

    answer = 503;
    expect((await browser.submit('/co-quan-toi/phan-mem/thu')).html).toContain('Phần mềm chưa nhận được: HTTP 503');
    const renewed = shownOn(await browser.submit('/co-quan-toi/phan-mem/khoa'));
    expect(renewed).toMatch(/^whsec_/);
    expect(renewed).not.toBe(secret);
    await browser.open('/co-quan-toi');
    const gone = await browser.submit('/co-quan-toi/phan-mem/bo');
    expect(gone.html).toContain('Đã thôi đẩy văn bản');
    expect(gone.html).toContain('nhận văn bản trên các trang này');
  });

  it('refuses an address that cannot be posted to, at the field', async () => {
    const { browser } = await signedIn(administrator, '/co-quan-toi');
    for (const url of ['ftp://a.example/', 'không phải', 'https://a:b@c.example/', '']) {
      const page = await browser.submit('/co-quan-toi/phan-mem', { url });
      expect(page.status, url).toBe(400);
      expect(page.html).toMatch(/name="url"[^>]*aria-invalid="true"/);
    }
  });

  it('is nobody’s who has no agency, or may not set how it is reached', async () => {
    const clerk = await addPerson(gateway.ctx, 'clerk', agency);
    for (const person of [operator, clerk]) {
      const { browser, page } = await signedIn(person, '/co-quan-toi');
      expect(page.status).toBe(403);
      for (const path of ['', '/thu', '/khoa', '/bo'])
        expect(await post(browser, `/co-quan-toi/phan-mem${path}`)).toBe(403);
    }
  });
});
