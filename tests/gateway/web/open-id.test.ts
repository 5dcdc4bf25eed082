/** Signing in at an OpenID provider: a real one, in a process of its own port, with its own cookies and pages. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUserSubject } from '../../../gateway/identity/users.js';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { type OpenIdProvider, openIdProvider } from '../../support/open-id-provider.js';
import { type AddedPerson, addPerson } from '../../support/people.js';

let folder: string;
let provider: OpenIdProvider;
let gateway: HttpFixture;
let leader: AddedPerson;

const configOf = async (): Promise<Parameters<typeof openHttpFixture>[0]> => {
  const openIdClientSecretFile = join(folder, 'client-secret');
  await writeFile(openIdClientSecretFile, `${provider.clientSecret}\n`);
  const { issuer: openIdIssuer, clientId: openIdClientId } = provider;
  return { config: { openIdIssuer, openIdClientId, openIdClientSecretFile, openIdName: 'Cổng Hậu Giang' } };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-openid-'));
  provider = await openIdProvider();
  gateway = await openHttpFixture(await configOf());
  provider.knowGateway(gateway.url);
  leader = await addPerson(gateway.ctx, 'leader', 'H30.05');
  provider.accounts.set('lanh-dao', { email: leader.email, email_verified: true });
  provider.accounts.set('chua-xac-minh', { email: leader.email, email_verified: false });
  provider.accounts.set('nguoi-la', { email: 'nguoi-la@congvan.example', email_verified: true });
});
afterAll(async () => {
  await gateway.close();
  await provider.close();
  await rm(folder, { recursive: true, force: true });
});

/** At the provider: signs in under this name and agrees; gives back the address the browser is sent to. */
async function passProvider(address: string, account: string): Promise<string> {
  const browser = new BrowserSession(provider.issuer);
  let page = await browser.open(new URL(address).pathname + new URL(address).search);
  for (let steps = 0; steps < 3 && !page.path.startsWith('http'); steps += 1) {
    const action = /action="([^"]+)"/.exec(page.html)?.[1] ?? '';
    const prompt = /name="prompt" value="(\w+)"/.exec(page.html)?.[1] ?? '';
    const body = new URLSearchParams({ prompt, login: account, password: 'any' });
    page = await followToGateway(browser, new URL(action, provider.issuer).pathname, body);
  }
  return page.path;
}

/** The fixture's browser follows only inside the provider; the way back to the gateway is ours to take. */
async function followToGateway(browser: BrowserSession, path: string, body: URLSearchParams): Promise<SeenPage> {
  let answer = await browser.request(path, { method: 'POST', body });
  for (let left = 5; left > 0 && answer.status >= 300 && answer.status < 400; left -= 1) {
    const goal = new URL(answer.headers.get('location') ?? '', provider.issuer);
    if (goal.origin !== provider.issuer) return { status: 0, path: goal.href, html: '', headers: answer.headers };
    answer = await browser.request(goal.pathname + goal.search);
  }
  return { status: answer.status, path, html: await answer.text(), headers: answer.headers };
}

const newBrowser = () => BrowserSession.of(gateway);

async function begin(browser: BrowserSession, goal = '/'): Promise<string> {
  const answer = await browser.request(`/dang-nhap/openid?${new URLSearchParams({ ve: goal })}`);
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

async function signInAs(account: string, browser = newBrowser(), goal = '/'): Promise<SeenPage> {
  const back = new URL(await passProvider(await begin(browser, goal), account));
  return browser.open(back.pathname + back.search);
}

describe('signing in at the provider', () => {
  it('is offered by name, and leads to the page one wanted', async () => {
    expect((await newBrowser().open('/dang-nhap')).html).toContain('Đăng nhập bằng Cổng Hậu Giang');
    const page = await signInAs('lanh-dao', newBrowser(), '/tai-khoan');
    expect(page.path).toBe('/tai-khoan');
    expect(page.html).toContain(leader.email);
    expect(page.html).toContain('tài khoản bên ngoài');
  });

  it('asks with state, nonce and a PKCE challenge, each time others', async () => {
    const asked = [await begin(newBrowser()), await begin(newBrowser())].map(
      (address) => new URL(address).searchParams,
    );
    for (const name of ['state', 'nonce', 'code_challenge']) {
      const values = asked.map((parameters) => parameters.get(name) ?? '');
      expect(new Set(values).size, name).toBe(2);
      for (const value of values) expect(value.length).toBeGreaterThan(20);
    }
    expect(asked[0]?.get('code_challenge_method')).toBe('S256');
  });

  it.each([
    ['whose address the provider has not verified', 'chua-xac-minh'],
    ['nobody here has', 'nguoi-la'],
  ])('refuses an account %s, and adds nobody', async (_why, account) => {
    const browser = newBrowser();
    const page = await signInAs(account, browser);
    expect(page.status).toBe(401);
    expect(browser.cookies.has('congvan-session')).toBe(false);
    const { rows } = await gateway.ctx.database.query("select from users where email like 'nguoi-la%'");
    expect(rows).toHaveLength(0);
  });

  it('refuses an answer that another browser asked for', async () => {
    const [mine, theirs] = [newBrowser(), newBrowser()];
    const back = new URL(await passProvider(await begin(theirs), 'lanh-dao'));
    await begin(mine);
    const page = await mine.open(back.pathname + back.search);
    expect(page.status).toBe(401);
    expect(mine.cookies.has('congvan-session')).toBe(false);
  });

  it('takes an answer once, and none without its beginning', async () => {
    const browser = newBrowser();
    const back = new URL(await passProvider(await begin(browser), 'lanh-dao'));
    const kept = browser.cookies.get('congvan-openid') ?? '';
    await browser.open(back.pathname + back.search);
    browser.cookies.clear();
    expect((await browser.open(back.pathname + back.search)).html).toContain('Đăng nhập quá lâu');
    browser.cookies.set('congvan-openid', kept);
    expect((await browser.open(back.pathname + back.search)).status).toBe(401);
    for (const odd of ['x', Buffer.from('{}').toString('base64url'), Buffer.from('[').toString('base64url')]) {
      browser.cookies.set('congvan-openid', odd);
      expect((await browser.open(back.pathname + back.search)).status).toBe(401);
    }
  });

  it('says so when the provider refuses', async () => {
    const browser = newBrowser();
    const state = new URL(await begin(browser)).searchParams.get('state') ?? '';
    const query = new URLSearchParams({ error: 'access_denied', state, iss: provider.issuer });
    expect((await browser.open(`/dang-nhap/openid/ve?${query}`)).status).toBe(401);
  });

  it('signing out here offers to sign out there, too', async () => {
    const browser = newBrowser();
    await signInAs('lanh-dao', browser);
    const out = await browser.submit('/dang-xuat');
    const there = new URL((/href="(http[^"]+)"/.exec(out.html)?.[1] ?? '').replaceAll('&amp;', '&'));
    expect(there.origin).toBe(provider.issuer);
    expect(there.searchParams.get('client_id')).toBe(provider.clientId);
    // Signed by the provider, and about this person: it knows whose session to end.
    const [, claims = ''] = (there.searchParams.get('id_token_hint') ?? '').split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: provider.issuer,
      sub: 'lanh-dao',
    });
    const page = await fetch(there);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('/session/end/confirm');
    there.searchParams.set('id_token_hint', 'a.b.c');
    expect((await fetch(there)).status).toBe(400);
    // It is gone with the next sign-in.
    await signInAs('lanh-dao', browser);
    expect(browser.cookies.has('congvan-leaving')).toBe(false);
  });
});

it('accounts can be told by their subject instead', async () => {
  const bySubject = await openHttpFixture({ config: { ...(await configOf())?.config, openIdMatch: 'subject' } });
  provider.knowGateway(bySubject.url);
  const person = await addPerson(bySubject.ctx, 'clerk', 'H30.05');
  const attempt = async () => {
    const browser = BrowserSession.of(bySubject);
    const asked = await browser.request('/dang-nhap/openid');
    const back = new URL(await passProvider(asked.headers.get('location') ?? '', 'nguoi-la'));
    return browser.open(back.pathname + back.search);
  };
  expect((await attempt()).status).toBe(401);
  await setUserSubject(bySubject.ctx, person.email, 'nguoi-la', 'user:test');
  expect((await attempt()).html).toContain('Đăng xuất');
  const other = await addPerson(bySubject.ctx, 'clerk', 'H30.05');
  await expect(setUserSubject(bySubject.ctx, other.email, 'nguoi-la', 'user:test')).rejects.toThrow('Somebody else');
  provider.knowGateway(gateway.url);
  await bySubject.close();
});

it('a provider that does not answer keeps nobody from signing in with a password', async () => {
  const alone = await openHttpFixture({
    config: { openIdIssuer: 'http://127.0.0.1:9', openIdClientId: 'congvan' },
  });
  const browser = BrowserSession.of(alone);
  const page = await browser.open('/dang-nhap/openid');
  expect(page.status).toBe(502);
  expect(page.html).toContain('Dịch vụ đăng nhập không trả lời');
  expect(page.html).toContain('name="password"');
  await alone.close();
});
