/**
 * What nobody would type, in every parameter of every page and every field of every form, from everybody: answered with a page or a
 * problem, never with a failure of ours. Which names a page reads is learned by watching it read them, so that no new one is forgotten.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Role, roleScopes } from '../../../gateway/identity/access.js';
import { BrowserSession } from '../../support/browser-session.js';
import { everythingToNameInAddresses } from '../../support/hostile-parameters.js';
import { hostileTexts } from '../../support/hostile-texts.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';
import { type ReadingRoute, watchReading } from '../../support/watch-reading.js';

const callers = ['nobody', ...(Object.keys(roleScopes) as Role[])] as const;
type Caller = (typeof callers)[number];
const agencyOf = (role: Role) => (role === 'operator' || role === 'auditor' ? null : 'H30.05');

let gateway: HttpFixture;
let pages: ReadingRoute[];
let names: Readonly<Record<string, string>>;
const browsers = new Map<Caller, BrowserSession>();

beforeAll(async () => {
  const seen = await watchReading(() => openHttpFixture());
  gateway = seen.opened;
  pages = seen.routes.filter(({ isPage }) => isPage);
  names = await everythingToNameInAddresses(gateway.ctx);
});
afterAll(() => gateway.close());

/** Signed in; anew when a form before ended the session. */
async function browserOf(caller: Caller): Promise<BrowserSession> {
  const known = browsers.get(caller);
  if (known !== undefined && (caller === 'nobody' || known.cookies.has('congvan-session'))) return known;
  const browser = BrowserSession.of(gateway);
  await browser.open('/dang-nhap');
  if (caller !== 'nobody')
    await browser.signIn((await addPerson(gateway.ctx, caller, agencyOf(caller))).email, goodPassword);
  browsers.set(caller, browser);
  return browser;
}

const tokens = new Map<BrowserSession, string>();
async function formTokenOf(browser: BrowserSession): Promise<string> {
  const known = tokens.get(browser);
  if (known !== undefined) return known;
  const { html } = await browser.open(browser.cookies.has('congvan-session') ? '/tai-khoan' : '/dang-nhap');
  const token = /name="form-token" value="([^"]*)"/.exec(html)?.[1] ?? '';
  tokens.set(browser, token);
  return token;
}

const failures: string[] = [];

async function ask(caller: Caller, { method, url }: ReadingRoute, address: string, fields: string): Promise<void> {
  const browser = await browserOf(caller);
  const isForm = method !== 'GET';
  const body = isForm ? `form-token=${encodeURIComponent(await formTokenOf(browser))}&${fields}` : undefined;
  const type = { 'content-type': 'application/x-www-form-urlencoded', origin: gateway.url };
  const query = isForm || fields === '' ? '' : `?${fields}`;
  const answer = await browser.request(`${address}${query}`, {
    method,
    ...(body === undefined ? {} : { body, headers: { ...type, 'x-form-token': await formTokenOf(browser) } }),
  });
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) await answer.body?.cancel();
  else await answer.arrayBuffer();
  // Guesses are counted, whoever counts no requests: what comes after would not be read any more.
  if (answer.status === 429) await gateway.ctx.database.query('delete from sign_in_attempts');
  if (answer.status >= 500)
    failures.push(`${caller} ${method} ${url} ${address.slice(0, 120)} ${fields.slice(0, 160)}: ${answer.status}`);
}

const written = (url: string, values: Readonly<Record<string, string>>) =>
  url.replace(/:(\w+)/g, (_, name: string) => values[`${url.split('/')[1]} ${name}`] ?? values[name] ?? '1');

/** The first of these that gets further than the door. */
const readerOf = ({ scope }: ReadingRoute): Caller =>
  scope === 'public'
    ? 'nobody'
    : (callers.find(
        (one) => one !== 'nobody' && (scope === 'person' || roleScopes[one].some((has) => has === scope)),
      ) ?? 'clerk');

/** A look that has the page read its parameters. */
async function learn(route: ReadingRoute): Promise<void> {
  await ask(readerOf(route), route, written(route.url, names), '');
}

describe('hostile parameters', () => {
  it('in the addresses of pages and forms are no failure', async () => {
    failures.length = 0;
    for (const route of pages.filter(({ url }) => url.includes(':')))
      for (const text of hostileTexts) {
        const address = written(
          route.url,
          Object.fromEntries([...route.url.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, text])),
        );
        await ask(readerOf(route), route, address, '');
      }
    expect(failures).toEqual([]);
  }, 120_000);

  it('behind the question mark of every page are no failure', async () => {
    failures.length = 0;
    for (const route of pages.filter(({ method }) => method === 'GET')) {
      await learn(route);
      for (const name of [...route.read])
        for (const text of hostileTexts) {
          const address = written(route.url, names);
          await ask(readerOf(route), route, address, `${name}=${text}`);
        }
      for (const name of [...route.read])
        await ask(readerOf(route), route, written(route.url, names), `${name}=1&${name}=2`);
    }
    expect(failures).toEqual([]);
  }, 300_000);

  it('in the fields of every form are no failure', async () => {
    failures.length = 0;
    for (const route of pages.filter(({ method, url }) => method === 'POST' && url !== '/dang-xuat')) {
      await learn(route);
      for (const name of [...route.read].filter((one) => one !== 'form-token'))
        for (const text of hostileTexts)
          await ask(readerOf(route), route, written(route.url, names), `${name}=${text}`);
    }
    expect(failures).toEqual([]);
  }, 300_000);

  it.each(callers)(
    'are no failure when %s sends all of them at once',
    async (caller) => {
      failures.length = 0;
      for (const route of pages.filter(({ url }) => url !== '/dang-xuat'))
        for (const text of ['%00', '-1', '%ED%A0%80', 'constructor', 'x'.repeat(2_000)]) {
          const fields = [...route.read].filter((name) => name !== 'form-token').map((name) => `${name}=${text}`);
          await ask(caller, route, written(route.url, names), fields.join('&').slice(0, 12_000));
        }
      expect(failures).toEqual([]);
    },
    300_000,
  );
});
