/**
 * What nobody would type, in every parameter of every page and every field of every form, from everybody: answered with a page or a
 * problem, never with a failure of ours. Which names a page reads is learned by watching it read them, so that no new one is forgotten.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Role, roleScopes } from '../../../gateway/identity/access.js';
import { BrowserSession } from '../../support/browser-session.js';
import { addressWith, everythingToNameInAddresses } from '../../support/hostile-parameters.js';
import { hostileTexts } from '../../support/hostile-texts.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { inParallel } from '../../support/in-parallel.js';
import { addPerson, goodPassword } from '../../support/people.js';
import { type ReadingRoute, watchReading } from '../../support/watch-reading.js';

const callers = ['nobody', ...(Object.keys(roleScopes) as Role[])] as const;
type Caller = (typeof callers)[number];
const agencyOf = (role: Role) => (role === 'operator' || role === 'auditor' ? null : 'H30.05');

let gateway: HttpFixture;
let pages: ReadingRoute[];
let names: Readonly<Record<string, string>>;
beforeAll(async () => {
  const seen = await watchReading(() => openHttpFixture());
  gateway = seen.opened;
  pages = seen.routes.filter(({ isPage }) => isPage);
  names = await everythingToNameInAddresses(gateway.ctx);
});
afterAll(() => gateway.close());

interface Visit {
  readonly browser: BrowserSession;
  readonly formToken: string;
}

async function comeIn(caller: Caller): Promise<Visit> {
  const browser = BrowserSession.of(gateway);
  await browser.open('/dang-nhap');
  if (caller !== 'nobody')
    await browser.signIn((await addPerson(gateway.ctx, caller, agencyOf(caller))).email, goodPassword);
  const { html } = await browser.open(caller === 'nobody' ? '/dang-nhap' : '/tai-khoan');
  return { browser, formToken: /name="form-token" value="([^"]*)"/.exec(html)?.[1] ?? '' };
}

const visits = new Map<Caller, Promise<Visit>>();

/** Signed in; anew when a form before ended the session. */
async function visitOf(caller: Caller): Promise<Visit> {
  const known = visits.get(caller);
  const visit = await known;
  if (visit !== undefined && (caller === 'nobody' || visit.browser.cookies.has('congvan-session'))) return visit;
  // Of those who find it ended at the same time one comes in anew, the others with it.
  if (visits.get(caller) === known) visits.set(caller, comeIn(caller));
  return visitOf(caller);
}

const failures: string[] = [];

/** As many as one address may have passwords checked for: one more is refused unread (page-routes/sign-in.ts). */
const askAll = <Q>(questions: readonly Q[], one: (question: Q) => Promise<void>) => inParallel(questions, one, 4);

interface Question {
  readonly caller: Caller;
  readonly route: ReadingRoute;
  readonly address: string;
  /** Encoded, as behind a question mark. */
  readonly fields: string;
}

async function answerTo({ caller, route: { method }, address, fields }: Question): Promise<Response> {
  const { browser, formToken } = await visitOf(caller);
  if (method === 'GET') return browser.request(fields === '' ? address : `${address}?${fields}`);
  return browser.request(address, {
    method,
    body: `form-token=${encodeURIComponent(formToken)}&${fields}`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: gateway.url,
      'x-form-token': formToken,
    },
  });
}

async function ask(question: Question): Promise<void> {
  let answer = await answerTo(question);
  // Guesses are counted, whoever counts no requests: such a one was not read.
  for (let left = 20; answer.status === 429 && left > 0; left -= 1) {
    await gateway.ctx.database.query('delete from sign_in_attempts');
    await answer.arrayBuffer();
    answer = await answerTo(question);
  }
  // A stream has no end to wait for.
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) await answer.body?.cancel();
  else await answer.arrayBuffer();
  const { caller, route, address, fields } = question;
  if (answer.status >= 500 || answer.status === 429)
    failures.push(
      `${caller} ${route.method} ${route.url} ${address.slice(0, 120)} ${fields.slice(0, 160)}: ${answer.status}`,
    );
}

/** The first of these that gets further than the door. */
const readerOf = ({ scope }: ReadingRoute): Caller =>
  scope === 'public'
    ? 'nobody'
    : (callers.find(
        (one) => one !== 'nobody' && (scope === 'person' || roleScopes[one].some((has) => has === scope)),
      ) ?? 'clerk');

const asked = (route: ReadingRoute, fields: string, address = addressWith(route.url, names)): Question => ({
  caller: readerOf(route),
  route,
  address,
  fields,
});

/** What the route reads, learned by a look that has it read its parameters. */
async function namesReadBy(route: ReadingRoute): Promise<string[]> {
  await ask(asked(route, ''));
  return [...route.read].filter((name) => name !== 'form-token');
}

describe('hostile parameters', () => {
  it('in the addresses of pages and forms are no failure', async () => {
    failures.length = 0;
    const questions = pages
      .filter(({ url }) => url.includes(':'))
      .flatMap((route) =>
        hostileTexts.map((text) => {
          const values = [...route.url.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, text]);
          return asked(route, '', addressWith(route.url, Object.fromEntries(values)));
        }),
      );
    await askAll(questions, ask);
    expect(failures).toEqual([]);
  }, 120_000);

  it('behind the question mark of every page are no failure', async () => {
    failures.length = 0;
    for (const route of pages.filter(({ method }) => method === 'GET')) {
      const read = await namesReadBy(route);
      const fields = read.flatMap((name) => [...hostileTexts.map((text) => `${name}=${text}`), `${name}=1&${name}=2`]);
      await askAll(fields, (one) => ask(asked(route, one)));
    }
    expect(failures).toEqual([]);
  }, 300_000);

  it('in the fields of every form are no failure', async () => {
    failures.length = 0;
    for (const route of pages.filter(({ method, url }) => method === 'POST' && url !== '/dang-xuat')) {
      const read = await namesReadBy(route);
      const fields = read.flatMap((name) => hostileTexts.map((text) => `${name}=${text}`));
      await askAll(fields, (one) => ask(asked(route, one)));
    }
    expect(failures).toEqual([]);
  }, 300_000);

  it.each(callers)(
    'are no failure when %s sends all of them at once',
    async (caller) => {
      failures.length = 0;
      const questions = pages
        .filter(({ url }) => url !== '/dang-xuat')
        .flatMap((route) =>
          ['%00', '-1', '%ED%A0%80', 'constructor', 'x'.repeat(2_000)].map((text) => {
            const fields = [...route.read].filter((name) => name !== 'form-token').map((name) => `${name}=${text}`);
            return { ...asked(route, fields.join('&').slice(0, 12_000)), caller };
          }),
        );
      await askAll(questions, ask);
      expect(failures).toEqual([]);
    },
    300_000,
  );
});
