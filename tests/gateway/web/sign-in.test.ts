/** Signing in as a browser does it: forms, cookies, redirects; and as those do who should not get in. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lockAccount, upsertPassword } from '../../../gateway/identity/credentials.store.js';
import { hashPassword } from '../../../gateway/identity/passwords.js';
import { signInWithPassword } from '../../../gateway/identity/sign-in.js';
import { BrowserSession } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { type AddedPerson, addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let clerk: AddedPerson;

beforeAll(async () => {
  gateway = await openHttpFixture({ config: { trustedProxies: ['127.0.0.1'] } });
  clerk = await addPerson(gateway.ctx, 'clerk', 'H30.05');
});
afterAll(() => gateway.close());

let lastAddress = 0;
/** Every test comes from an address of its own, unless it says where from. */
const browser = (address = `198.51.100.${++lastAddress}`) =>
  BrowserSession.of(gateway, {
    'x-forwarded-for': address,
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
  });

describe('signing in with a password', () => {
  it('leads to the page one wanted to see, and says who one is', async () => {
    const visitor = browser();
    const asked = await visitor.open('/van-ban-den?q=ng%C3%A2n+s%C3%A1ch');
    expect(asked.path).toMatch(/^\/dang-nhap\?ve=/);
    expect(asked.html).toContain('Hãy đăng nhập để xem trang này');
    const page = await visitor.submit('/dang-nhap', { email: clerk.email, password: goodPassword });
    expect(page.status).toBe(200);
    expect(page.path).toBe('/van-ban-den?q=ng%C3%A2n+s%C3%A1ch');
    expect(page.html).toContain('Sở Tài chính');
    expect(page.html).toContain('Văn thư');
  });

  it('that is changed at the same moment opens no session', async () => {
    const { ctx } = gateway;
    const { id, email } = await addPerson(ctx, 'clerk', 'H30.05');
    const visitor = { address: '198.51.100.250', agent: 'x', browser: null };
    let opened: Promise<unknown> = Promise.resolve();
    await ctx.database.transaction(async (tx) => {
      await lockAccount(tx, id);
      opened = signInWithPassword(ctx, { email, password: goodPassword }, visitor).catch((error) => error);
      // Its password was right, and now it waits for the one that is being set.
      await vi.waitUntil(async () => {
        const { rows } = await ctx.database.query(
          `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database() and query like '%for no key update%'`,
        );
        return rows.length > 0;
      }, 10_000);
      const hash = await hashPassword('mật khẩu khác hẳn');
      await upsertPassword(tx, { person: id, hash, at: ctx.now(), firstUntil: null });
    });
    expect(await opened).toMatchObject({ code: 'sign_in_refused' });
    const { rows } = await ctx.database.query('select from sessions where person = $1', [id]);
    expect(rows).toHaveLength(0);
  });

  it('takes the address in any case, and the password however its marks were typed', async () => {
    const page = await browser().signIn(clerk.email.toUpperCase(), goodPassword.normalize('NFD'));
    expect(page.path).toBe('/');
    expect(page.html).toContain('Đăng xuất');
  });

  it('leads nobody to another site', async () => {
    for (const goal of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      'javascript:alert(1)',
      '/%0d%0a//x',
    ])
      expect((await browser().signIn(clerk.email, goodPassword, goal)).path, goal).toMatch(/^\/(%0d%0a\/\/x)?$/i);
  });

  it('refuses a wrong password and an unknown address with the same words and status', async () => {
    const wrong = await browser().signIn(clerk.email, 'không phải mật khẩu');
    const unknown = await browser().signIn('khong-co@congvan.example', 'không phải mật khẩu');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const said = (html: string) => html.replace(/value="[^"]*"/g, '');
    expect(said(wrong.html)).toBe(said(unknown.html));
    expect(wrong.html).toContain('role="alert"');
    expect(wrong.html).not.toContain('không phải mật khẩu');
  });

  it('takes as much work for an unknown address as for a wrong password', async () => {
    const visitor = browser();
    // Processor time of this process, threads included: the service runs in it, and what else the machine does costs none.
    const worked = async (email: string) => {
      await visitor.open('/dang-nhap');
      const start = process.cpuUsage();
      await visitor.submit('/dang-nhap', { email, password: 'không phải mật khẩu' });
      const { user, system } = process.cpuUsage(start);
      return user + system;
    };
    await worked('lam-nong@congvan.example');
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let n = 1; n <= 4; n += 1) {
      known.push(await worked(clerk.email));
      unknown.push(await worked(`a${n}@x.example`));
    }
    // The least of several: what goes on beside it only ever adds. Without the work for a decoy the second would be a fraction of the first.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2);
    expect(Math.min(...known)).toBeGreaterThan(Math.min(...unknown) / 2);
  });

  it('gives cookies that scripts and other sites cannot use', async () => {
    const visitor = browser();
    await visitor.open('/dang-nhap');
    const body = new URLSearchParams({
      ...visitor.hiddenFields('/dang-nhap'),
      email: clerk.email,
      password: goodPassword,
    });
    const answer = await visitor.request('/dang-nhap', { method: 'POST', body, headers: { origin: gateway.url } });
    const set = answer.headers.getSetCookie();
    expect(set.filter((line) => line.startsWith('congvan-session='))).toHaveLength(1);
    for (const line of set) expect(line).toMatch(/; Path=\/.*; HttpOnly; SameSite=Lax/);
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });

  it('over https the cookies are Secure and bear __Host-', async () => {
    const visitor = BrowserSession.of(gateway, { 'x-forwarded-for': '203.0.113.1', 'x-forwarded-proto': 'https' });
    const { headers } = await visitor.open('/dang-nhap');
    const [line = ''] = headers.getSetCookie();
    expect(line).toMatch(/^__Host-congvan-visit=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(headers.get('strict-transport-security')).toMatch(/max-age=/);
  });

  it('takes no session somebody else chose: the token after signing in is a new one', async () => {
    const visitor = browser();
    visitor.cookies.set('congvan-session', 'A'.repeat(43));
    visitor.cookies.set('congvan-visit', 'B'.repeat(43));
    await visitor.signIn(clerk.email, goodPassword);
    const token = visitor.cookies.get('congvan-session') ?? '';
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(token).not.toBe('A'.repeat(43));
    expect(visitor.cookies.has('congvan-visit')).toBe(false);
  });

  it('keeps only digests of tokens', async () => {
    const visitor = browser();
    await visitor.signIn(clerk.email, goodPassword);
    const { rows } = await gateway.ctx.database.query<{ all: string }>(
      `select (select string_agg(s::text, ' ') from sessions s) || (select string_agg(b::text, ' ') from known_browsers b)
         || (select string_agg(p::text, ' ') from passwords p) || (select string_agg(e.payload::text, ' ') from events e) as all`,
    );
    for (const secret of [...visitor.cookies.values(), goodPassword]) expect(rows[0]?.all).not.toContain(secret);
    expect(rows[0]?.all).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('an account that was closed opens nothing, nor does a session it had', async () => {
    const leaver = await addPerson(gateway.ctx, 'clerk', 'H30.05');
    const visitor = browser();
    await visitor.signIn(leaver.email, goodPassword);
    await gateway.ctx.database.query('update users set closed_at = now() where id = $1', [leaver.id]);
    expect((await visitor.open('/tai-khoan')).path).toMatch(/^\/dang-nhap/);
    expect((await browser().signIn(leaver.email, goodPassword)).status).toBe(401);
  });
});

describe('guessing', () => {
  it('is stopped after five wrong passwords from one address, before the right one is even tried', async () => {
    const victim = await addPerson(gateway.ctx, 'clerk', 'H30.05');
    const guesser = browser();
    for (let guess = 1; guess <= 5; guess += 1)
      expect((await guesser.signIn(victim.email, `đoán lần thứ ${guess}`)).status, `${guess}`).toBe(401);
    const paused = await guesser.signIn(victim.email, goodPassword);
    expect(paused.status).toBe(429);
    expect(paused.html).toContain('Thử quá nhiều lần');
    expect(guesser.cookies.has('congvan-session')).toBe(false);
  });

  it('many at the same moment are not judged more often than one after the other', async () => {
    const victim = await addPerson(gateway.ctx, 'clerk', 'H30.05');
    const guesser = browser();
    await guesser.open('/dang-nhap');
    const body = () =>
      new URLSearchParams({
        ...guesser.hiddenFields('/dang-nhap'),
        email: victim.email,
        password: 'đoán cùng một lúc',
      });
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        guesser.request('/dang-nhap', { method: 'POST', body: body(), headers: { origin: gateway.url } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
  });

  it('tells nothing about which accounts exist: unknown ones are paused alike', async () => {
    const guesser = browser();
    const statuses: number[] = [];
    for (let guess = 1; guess <= 6; guess += 1)
      statuses.push((await guesser.signIn('khong-ai@congvan.example', `đoán lần thứ ${guess}`)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('from everywhere pauses strangers, but not its owner in a browser used before, nor in the same office', async () => {
    const victim = await addPerson(gateway.ctx, 'clerk', 'H30.05');
    const office = '192.0.2.80';
    const owner = browser(office);
    await owner.signIn(victim.email, goodPassword);
    await owner.submit('/dang-xuat');
    for (let guess = 0; guess < 56; guess += 1)
      await browser(guess < 10 ? office : `203.0.113.${10 + Math.floor(guess / 5)}`).signIn(
        victim.email,
        'đoán từ khắp nơi',
      );
    expect((await browser('203.0.113.250').signIn(victim.email, goodPassword)).status).toBe(429);
    const page = await owner.signIn(victim.email, goodPassword);
    expect(page.status).toBe(200);
    expect(page.html).toContain('Đăng xuất');
  });

  it('a browser known for one account is a stranger for another', async () => {
    const [insider, victim] = [
      await addPerson(gateway.ctx, 'clerk', 'H30.05'),
      await addPerson(gateway.ctx, 'clerk', 'H30.05'),
    ];
    const visitor = browser();
    await visitor.signIn(insider.email, goodPassword);
    await visitor.submit('/dang-xuat');
    const statuses: number[] = [];
    for (let guess = 1; guess <= 6; guess += 1)
      statuses.push((await visitor.signIn(victim.email, `đoán lần thứ ${guess}`)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('ends its pause by itself', async () => {
    const victim = await addPerson(gateway.ctx, 'clerk', 'H30.05');
    const visitor = browser();
    for (let guess = 1; guess <= 6; guess += 1) await visitor.signIn(victim.email, `đoán lần thứ ${guess}`);
    gateway.setNow(new Date(Date.now() + 16 * 60_000));
    const page = await visitor.signIn(victim.email, goodPassword);
    gateway.setNow(null);
    expect(page.status).toBe(200);
  });

  it('a right password is no guess: signing in again and again is not paused', async () => {
    const busy = await addPerson(gateway.ctx, 'clerk', 'H30.05');
    for (let time = 0; time < 8; time += 1)
      expect((await browser('192.0.2.7').signIn(busy.email, goodPassword)).status).toBe(200);
  });
});

describe('forms', () => {
  it('from another site are refused, whatever else they carry', async () => {
    const visitor = browser();
    await visitor.signIn(clerk.email, goodPassword);
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: gateway.url },
      { 'sec-fetch-site': 'same-site', origin: gateway.url },
    ];
    for (const headers of foreign) {
      await visitor.open('/tai-khoan');
      const answer = await visitor.submit('/dang-xuat', {}, { headers });
      expect(answer.status, JSON.stringify(headers)).toBe(400);
    }
    expect((await visitor.open('/tai-khoan')).status).toBe(200);
  });

  it('without the token of this browser’s page, or with that of another, are refused', async () => {
    const [visitor, other] = [browser(), browser()];
    await visitor.signIn(clerk.email, goodPassword);
    await other.signIn(clerk.email, goodPassword);
    await other.open('/tai-khoan');
    await visitor.open('/tai-khoan');
    for (const token of ['', 'A'.repeat(43), other.hiddenFields('/dang-xuat')['form-token'] ?? '']) {
      const answer = await visitor.submit('/dang-xuat', { 'form-token': token });
      expect(answer.status).toBe(403);
      await visitor.open('/tai-khoan');
    }
    expect((await visitor.open('/tai-khoan')).status).toBe(200);
  });

  it('to sign in need the token, too: nobody is signed in to somebody else’s account', async () => {
    const visitor = browser();
    await visitor.open('/dang-nhap');
    const answer = await visitor.submit('/dang-nhap', {
      email: clerk.email,
      password: goodPassword,
      'form-token': 'x',
    });
    expect(answer.status).toBe(403);
    expect(visitor.cookies.has('congvan-session')).toBe(false);
  });

  it('of other kinds and sizes are answered with a page', async () => {
    const visitor = browser();
    const json = await visitor.open('/dang-nhap', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', origin: gateway.url },
    });
    expect(json.status).toBe(415);
    expect(json.headers.get('content-type')).toContain('text/html');
    await visitor.open('/dang-nhap');
    expect((await visitor.submit('/dang-nhap', { email: 'x'.repeat(70_000), password: 'x' })).status).toBe(413);
  });
});

describe('sessions', () => {
  it('end when nothing is done for the time that is set, and after their longest time whatever is done', async () => {
    const [idle, busy] = [browser(), browser()];
    await idle.signIn(clerk.email, goodPassword);
    await busy.signIn(clerk.email, goodPassword);
    const start = Date.now();
    const minutes = (count: number) => new Date(start + count * 60_000);
    for (let at = 50; at <= 700; at += 50) {
      gateway.setNow(minutes(at));
      expect((await busy.request('/tai-khoan')).status, `${at}`).toBe(200);
    }
    expect((await idle.request('/tai-khoan')).status).toBe(303);
    gateway.setNow(minutes(721));
    expect((await busy.request('/tai-khoan')).status).toBe(303);
    gateway.setNow(null);
  });

  it('end by signing out, on the server too', async () => {
    const visitor = browser();
    await visitor.signIn(clerk.email, goodPassword);
    const token = visitor.cookies.get('congvan-session') ?? '';
    const out = await visitor.submit('/dang-xuat');
    expect(out.html).toContain('Đã đăng xuất');
    expect(visitor.cookies.has('congvan-session')).toBe(false);
    visitor.cookies.set('congvan-session', token);
    expect((await visitor.request('/tai-khoan')).status).toBe(303);
  });

  it('open the API for reading only: a cookie is sent along whoever made the request', async () => {
    const visitor = browser();
    await visitor.signIn(clerk.email, goodPassword);
    expect((await visitor.request('/api/v1/documents?box=in')).status).toBe(200);
    const write = await visitor.request('/api/v1/registers/out/reservations', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(write.status).toBe(401);
    const both = await visitor.request('/api/v1/documents?box=in', { headers: { authorization: 'Bearer cv_x' } });
    expect(both.status).toBe(401);
  });
});

describe('pages', () => {
  it('carry headers that keep them to themselves', async () => {
    const { headers } = await browser().open('/dang-nhap');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|http/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('private, no-store');
  });

  it('are Vietnamese until English is chosen, and come back to where one was', async () => {
    const visitor = browser();
    const page = await visitor.open('/dang-nhap?ve=%2Ftai-khoan');
    expect(page.html).toContain('<html lang="vi"');
    const link = /href="(\/tuy-chon\?ngon-ngu=en[^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const english = await visitor.open(link);
    expect(english.path).toBe('/dang-nhap?ve=%2Ftai-khoan');
    expect(english.html).toContain('<html lang="en"');
    expect(english.html).toContain('Sign in to the gateway');
    expect(english.html).not.toMatch(/>Đăng nhập</);
    expect((await browser().open('/tuy-chon?ngon-ngu=en&ve=//evil.example/')).path).toBe('/');
  });

  it('are for the roles that may use them; others read so', async () => {
    const operator = await addPerson(gateway.ctx, 'operator');
    const visitor = browser();
    const home = await visitor.signIn(operator.email, goodPassword);
    expect(home.html).not.toContain('href="/van-ban-den"');
    const refused = await visitor.open('/van-ban-den');
    expect(refused.status).toBe(403);
    expect(refused.html).toContain('Vai của anh/chị không dùng trang này');
  });

  it('show what people typed as text', async () => {
    const page = await browser().signIn('"><script>alert(1)</script>@x.example', 'không phải mật khẩu');
    expect(page.html).not.toContain('<script>');
    expect(page.html).toContain('&lt;script>');
  });
});
