/** Managing people in a browser: what operators and administrators may do to whom, and what nobody may. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { type AddedPerson, addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let operator: AddedPerson;
let administrator: AddedPerson;

beforeAll(async () => {
  gateway = await openHttpFixture();
  operator = await addPerson(gateway.ctx, 'operator');
  administrator = await addPerson(gateway.ctx, 'administrator', 'H30.05');
});
afterAll(() => gateway.close());

async function signedIn({ email }: AddedPerson, goal = '/nguoi-dung'): Promise<BrowserSession> {
  const browser = BrowserSession.of(gateway);
  const page = await browser.signIn(email, goodPassword, goal);
  expect(page.status).toBe(200);
  return browser;
}

const passwordOn = ({ html }: SeenPage) => /<dd class="key">([^<]+)<\/dd>/.exec(html)?.[1] ?? '';
const idOn = ({ html }: SeenPage) => /href="\/nguoi-dung\/([0-9a-f-]{36})"/.exec(html)?.[1] ?? '';

/** Sends a form to an address, whatever the page shows. */
async function post(browser: BrowserSession, path: string, fields: Readonly<Record<string, string>> = {}) {
  const token = browser.hiddenFields('/dang-xuat')['form-token'] ?? '';
  const body = new URLSearchParams({ 'form-token': token, ...fields });
  return browser.open(path, { method: 'POST', body, headers: { origin: gateway.url } });
}

/** What the log says was done to somebody, oldest first. */
async function changesOf(id: string) {
  const { rows } = await gateway.ctx.database.query<{ payload: Record<string, string> }>(
    `select payload from events where kind in ('user.added', 'user.changed') and payload ->> 'user' = $1 order by id`,
    [id],
  );
  return rows.map(({ payload }) => payload);
}

let count = 0;
const newAddress = () => `moi-${++count}@congvan.example`;

describe('adding somebody', () => {
  it('shows a first password once, which opens nothing but the choice of another one', async () => {
    const browser = await signedIn(operator);
    await browser.open('/nguoi-dung/them');
    const email = newAddress();
    const added = await browser.submit('/nguoi-dung/them', {
      name: 'Nguyễn Thị Hồng Thắm',
      email,
      role: 'clerk',
      agency: 'H30.03',
    });
    expect(added.status).toBe(200);
    const password = passwordOn(added);
    expect(password).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
    expect((await browser.open(`/nguoi-dung/${idOn(added)}`)).html).not.toContain(password);

    const visitor = BrowserSession.of(gateway);
    const asked = await visitor.signIn(email, password, '/van-ban-den');
    expect(asked.path).toBe('/dang-nhap/mat-khau-moi?ve=%2Fvan-ban-den');
    expect(visitor.cookies.has('congvan-session')).toBe(false);
    visitor.cookies.set('congvan-session', visitor.cookies.get('congvan-waiting') ?? '');
    expect((await visitor.request('/van-ban-den')).status).toBe(303);
    visitor.cookies.delete('congvan-session');
    const own = 'một câu của riêng mình';
    const inside = await visitor.submit('/dang-nhap/mat-khau-moi', { password: own, 'repeated-password': own });
    expect([inside.status, inside.path]).toEqual([200, '/van-ban-den']);

    expect((await BrowserSession.of(gateway).signIn(email, password)).status).toBe(401);
    expect((await BrowserSession.of(gateway).signIn(email, own)).path).toBe('/');
    const [addition, first, chosen] = await changesOf(idOn(added));
    expect(addition).toMatchObject({ role: 'clerk', agency: 'H30.03', actor: `user:${operator.id}` });
    expect(first).toMatchObject({ what: 'password', to: 'first', actor: `user:${operator.id}` });
    expect(chosen).toMatchObject({ what: 'password', to: 'set', actor: `user:${idOn(added)}` });
  });

  it.each([
    ['two that differ', { password: 'một câu của riêng mình', 'repeated-password': 'một câu khác hẳn đi' }],
    ['one that is too short', { password: 'ngắn', 'repeated-password': 'ngắn' }],
    ['the first one again', {}],
  ])('the choice is asked for again after %s', async (_what, fields) => {
    const browser = await signedIn(operator);
    await browser.open('/nguoi-dung/them');
    const email = newAddress();
    const person = { name: 'Trần Quốc Tuấn', email, role: 'auditor', agency: '' };
    const password = passwordOn(await browser.submit('/nguoi-dung/them', person));
    const visitor = BrowserSession.of(gateway);
    await visitor.signIn(email, password);
    const again = await visitor.submit('/dang-nhap/mat-khau-moi', {
      password,
      'repeated-password': password,
      ...fields,
    });
    expect(again.status).toBe(422);
    expect(again.html).toContain('aria-invalid="true"');
    expect(visitor.cookies.has('congvan-session')).toBe(false);
  });

  it('a first password ends after 14 days, and the page says so', async () => {
    const browser = await signedIn(operator);
    await browser.open('/nguoi-dung/them');
    const email = newAddress();
    const person = { name: 'Trần Quốc Tuấn', email, role: 'operator', agency: '' };
    const added = await browser.submit('/nguoi-dung/them', person);
    gateway.setNow(new Date(Date.now() + 14 * 86_400_000 + 1_000));
    const page = await BrowserSession.of(gateway).signIn(email, passwordOn(added));
    gateway.setNow(null);
    expect(page.status).toBe(401);
    expect(page.html).toContain('chỉ dùng được trong 14 ngày');
  });

  it.each([
    ['no name', { name: ' ' }, 'name'],
    ['an address that is none', { email: 'không phải' }, 'email'],
    ['an address that has an account', { email: 'taken' }, 'email'],
    ['no agency for a clerk', { agency: '' }, 'agency'],
    ['an agency nobody knows', { agency: 'H99.99' }, 'agency'],
    ['a role there is not', { role: 'king' }, null],
  ] as const)(
    'is not done with %s, and what was typed stays',
    async (_what, change: Readonly<Record<string, string>>, field) => {
      const browser = await signedIn(operator);
      await browser.open('/nguoi-dung/them');
      const asked = change['email'] ?? newAddress();
      const email = asked === 'taken' ? administrator.email : asked;
      const fields = { name: 'Lê Thị Cúc', role: 'clerk', agency: 'H30.03', ...change, email };
      const page = await browser.submit('/nguoi-dung/them', fields);
      expect(page.status).toBeGreaterThanOrEqual(400);
      expect(page.status).toBeLessThan(500);
      if (field !== null) expect(page.html).toMatch(new RegExp(`name="${field}"[^>]*aria-invalid="true"`));
      if (field !== 'name') expect(page.html).toContain('value="Lê Thị Cúc"');
    },
  );
});

describe('the list', () => {
  it('shows an operator everybody, found without marks, by role and state', async () => {
    const browser = await signedIn(operator);
    const all = await browser.open('/nguoi-dung');
    expect(all.html).toContain(administrator.email);
    const found = await browser.open('/nguoi-dung?q=hong+tham&vai=clerk');
    expect(found.html).toContain('Nguyễn Thị Hồng Thắm');
    expect(found.html).not.toContain(administrator.email);
    expect((await browser.open('/nguoi-dung?tinh-trang=never')).html).not.toContain('Nguyễn Thị Hồng Thắm');
    expect((await browser.open('/nguoi-dung?q=kh%C3%B4ng+ai+c%E1%BA%A3')).html).toContain('Không tìm thấy ai');
  });

  it('goes on page by page, each person once', async () => {
    const { ctx } = gateway;
    await ctx.database.query(
      `insert into users (id, name, email, role, agency)
       select gen_random_uuid(), 'Người thứ ' || n, 'trang-' || n || '@congvan.example', 'clerk', 'H30.17' from generate_series(1, 120) n`,
    );
    const browser = await signedIn(operator);
    const seen: string[] = [];
    let page = await browser.open('/nguoi-dung?q=trang-');
    for (let left = 5; left > 0; left -= 1) {
      seen.push(...[...page.html.matchAll(/trang-(\d+)@/g)].map(([, n]) => n ?? ''));
      const next = /href="(\/nguoi-dung\?q=trang-&amp;sau=[^"]+)"/.exec(page.html)?.[1];
      if (next === undefined) break;
      page = await browser.open(next.replaceAll('&amp;', '&'));
    }
    expect(new Set(seen).size).toBe(120);
    expect(seen).toHaveLength(120);
  });

  it('shows hostile names as text', async () => {
    const name = '<img src=x onerror=alert(1)>';
    await gateway.ctx.database.query(
      `insert into users (id, name, email, role) values (gen_random_uuid(), $1, 'hostile@congvan.example', 'auditor')`,
      [name],
    );
    const page = await (await signedIn(operator)).open('/nguoi-dung?q=hostile');
    expect(page.html).toContain('&lt;img src=x onerror=alert(1)');
    expect(page.html).not.toContain('<img src=x');
  });
});

describe('an agency’s administrator', () => {
  it('sees the own agency’s people only', async () => {
    const stranger = await addPerson(gateway.ctx, 'clerk', 'H30.03');
    const browser = await signedIn(administrator);
    const page = await browser.open('/nguoi-dung');
    expect(page.html).toContain(administrator.email);
    for (const other of [stranger, operator]) expect(page.html).not.toContain(other.email);
    expect((await browser.open(`/nguoi-dung?q=${stranger.email}`)).html).not.toContain(stranger.id);
  });

  it('finds nobody else by guessing ids, whatever is asked for', async () => {
    const stranger = await addPerson(gateway.ctx, 'clerk', 'H30.03');
    const theirs = await signedIn(stranger, '/tai-khoan');
    const browser = await signedIn(administrator);
    for (const { id } of [stranger, operator]) {
      await browser.open('/nguoi-dung');
      expect((await browser.open(`/nguoi-dung/${id}`)).status).toBe(404);
      for (const what of ['', '/mat-khau', '/xac-thuc', '/phien', '/khoa', '/mo', '/vang-mat']) {
        await browser.open('/nguoi-dung');
        const page = await post(browser, `/nguoi-dung/${id}${what}`, { name: 'X', role: 'clerk' });
        expect(page.status, what).toBe(404);
      }
    }
    expect((await theirs.request('/tai-khoan')).status).toBe(200);
    expect(await changesOf(stranger.id)).toHaveLength(2);
  });

  it('adds people to the own agency, whatever the form says, and gives no role above it', async () => {
    const browser = await signedIn(administrator);
    await browser.open('/nguoi-dung/them');
    const email = newAddress();
    const added = await browser.submit('/nguoi-dung/them', {
      name: 'Lê Thị Cúc',
      email,
      role: 'leader',
      agency: 'H30.03',
    });
    expect((await changesOf(idOn(added)))[0]).toMatchObject({ role: 'leader', agency: 'H30.05' });
    for (const role of ['operator', 'auditor']) {
      await browser.open('/nguoi-dung/them');
      const refused = await browser.submit('/nguoi-dung/them', { name: 'Lê Thị Cúc', email: newAddress(), role });
      expect(refused.status, role).toBe(400);
      await browser.open('/nguoi-dung');
      expect((await post(browser, `/nguoi-dung/${idOn(added)}`, { name: 'Lê Thị Cúc', role })).status, role).toBe(400);
    }
    expect(await changesOf(idOn(added))).toHaveLength(2);
  });
});

it.each(['clerk', 'leader', 'auditor'] as const)('a %s manages nobody', async (role) => {
  const person = await addPerson(gateway.ctx, role, role === 'auditor' ? null : 'H30.05');
  const victim = await addPerson(gateway.ctx, 'clerk', 'H30.05');
  const browser = await signedIn(person, '/');
  for (const path of ['/nguoi-dung', '/nguoi-dung/them', `/nguoi-dung/${victim.id}`])
    expect((await browser.open(path)).status, path).toBe(403);
  for (const what of ['', '/mat-khau', '/xac-thuc', '/phien', '/khoa', '/mo', '/vang-mat'])
    expect((await post(browser, `/nguoi-dung/${victim.id}${what}`)).status, what).toBe(403);
  expect(await changesOf(victim.id)).toHaveLength(2);
});

describe('what is done to somebody', () => {
  let person: AddedPerson;
  let theirs: BrowserSession;
  let browser: BrowserSession;

  async function meet(): Promise<void> {
    person = await addPerson(gateway.ctx, 'clerk', 'H30.05');
    theirs = await signedIn(person, '/tai-khoan');
    browser = await signedIn(administrator);
    await browser.open(`/nguoi-dung/${person.id}`);
  }

  it('a closed account is signed out at once, and signs in again only after it was opened', async () => {
    await meet();
    const asked = await BrowserSession.of(gateway).open('/dang-nhap');
    expect(asked.status).toBe(200);
    const closed = await browser.submit(`/nguoi-dung/${person.id}/khoa`);
    expect(closed.html).toContain('Đã khóa tài khoản');
    expect(closed.html).toMatch(/<h1>Tài khoản của Trần Thị Bé \d+ đã khóa từ /);
    expect((await theirs.request('/tai-khoan')).status).toBe(303);
    // The API that a cookie opens for reading, too.
    expect((await theirs.request('/api/v1/documents?box=in')).status).toBe(401);
    expect((await BrowserSession.of(gateway).signIn(person.email, goodPassword)).status).toBe(401);
    expect((await browser.submit(`/nguoi-dung/${person.id}/mo`)).html).toContain('Đã mở lại tài khoản');
    expect((await BrowserSession.of(gateway).signIn(person.email, goodPassword)).status).toBe(200);
    const done = (await changesOf(person.id)).slice(-2);
    const actor = `user:${administrator.id}`;
    expect(done).toMatchObject([
      { what: 'account', to: 'closed', actor },
      { what: 'account', to: 'open', actor },
    ]);
  });

  it('a step of signing in that was begun before leads nowhere after it', async () => {
    await meet();
    const first = (await browser.submit(`/nguoi-dung/${person.id}/mat-khau`)) satisfies SeenPage;
    const visitor = BrowserSession.of(gateway);
    await visitor.signIn(person.email, passwordOn(first));
    await browser.open(`/nguoi-dung/${person.id}`);
    await browser.submit(`/nguoi-dung/${person.id}/khoa`);
    const own = 'một câu của riêng mình';
    const late = await visitor.submit('/dang-nhap/mat-khau-moi', { password: own, 'repeated-password': own });
    expect(late.status).toBe(401);
    expect(late.html).toContain('Đăng nhập quá lâu');
  });

  it('a new first password ends the sessions and the one before', async () => {
    await meet();
    const given = await browser.submit(`/nguoi-dung/${person.id}/mat-khau`);
    expect((await theirs.request('/tai-khoan')).status).toBe(303);
    expect((await BrowserSession.of(gateway).signIn(person.email, goodPassword)).status).toBe(401);
    const again = await BrowserSession.of(gateway).signIn(person.email, passwordOn(given));
    expect(again.path).toMatch(/^\/dang-nhap\/mat-khau-moi/);
    expect(again.html).not.toContain('action="/dang-xuat"');
  });

  it('signing out everywhere leaves the password', async () => {
    await meet();
    expect((await browser.submit(`/nguoi-dung/${person.id}/phien`)).html).toContain('Đã đăng xuất mọi nơi');
    expect((await theirs.request('/tai-khoan')).status).toBe(303);
    expect((await BrowserSession.of(gateway).signIn(person.email, goodPassword)).path).toBe('/');
  });

  it('a role that is taken away is gone with the next request', async () => {
    const leader = await addPerson(gateway.ctx, 'administrator', 'H30.05');
    const other = await signedIn(leader);
    browser = await signedIn(operator);
    await browser.open(`/nguoi-dung/${leader.id}`);
    await browser.submit(`/nguoi-dung/${leader.id}`, { name: 'Tên mới', role: 'clerk', agency: 'H30.03' });
    expect((await other.open('/nguoi-dung')).status).toBe(403);
    expect((await other.open('/tai-khoan')).html).toContain('H30.03');
    const [change] = (await changesOf(leader.id)).slice(-1);
    expect(change).toMatchObject({
      what: 'name, place',
      role: 'clerk',
      agency: 'H30.03',
      actor: `user:${operator.id}`,
    });
    expect(JSON.stringify(change)).not.toContain('Tên mới');
  });

  it('every question names the person', async () => {
    await meet();
    const { html } = await browser.open(`/nguoi-dung/${person.id}`);
    const questions = [...html.matchAll(/<details class="ask">.*?<\/details>/gs)].map(([text]) => text);
    expect(questions.length).toBeGreaterThanOrEqual(3);
    for (const question of questions) expect(question).toMatch(/Trần Thị Bé \d+/);
  });
});

describe('nobody locks everybody out', () => {
  it('oneself cannot be closed, made less, or given a password here', async () => {
    const browser = await signedIn(operator);
    await browser.open(`/nguoi-dung/${operator.id}`);
    for (const [what, fields] of [
      ['/khoa', {}],
      ['/mat-khau', {}],
      ['/phien', {}],
      ['/xac-thuc', {}],
      ['', { name: 'X', role: 'auditor' }],
    ] as const) {
      const page = await post(browser, `/nguoi-dung/${operator.id}${what}`, fields);
      expect(page.status, what).toBe(409);
      expect(page.html).toContain('Không ai tự làm việc này');
    }
    expect((await browser.request('/nguoi-dung')).status).toBe(200);
  });

  it('of two operators who close each other at the same moment one stays', async () => {
    const alone = await openHttpFixture();
    const two = [await addPerson(alone.ctx, 'operator'), await addPerson(alone.ctx, 'operator')];
    const browsers = await Promise.all(
      two.map(async ({ email }) => {
        const browser = BrowserSession.of(alone);
        await browser.signIn(email, goodPassword, '/nguoi-dung');
        return browser;
      }),
    );
    const statuses = await Promise.all(
      browsers.map(async (browser, index) => {
        const token = browser.hiddenFields('/dang-xuat')['form-token'] ?? '';
        const body = new URLSearchParams({ 'form-token': token });
        const init = { method: 'POST', body, headers: { origin: alone.url } };
        return (await browser.request(`/nguoi-dung/${two[1 - index]?.id}/khoa`, init)).status;
      }),
    );
    const { rows } = await alone.ctx.database.query(`select from users where role = 'operator' and closed_at is null`);
    expect(rows).toHaveLength(1);
    // The second is refused, or finds that it is signed out: never a fault of ours.
    for (const status of statuses) expect([303, 409]).toContain(status);
    await alone.close();
  });
});
