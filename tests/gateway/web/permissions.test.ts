/**
 * Every route of the service × every role, asked for real: people by their cookie, programs by a token with the scopes of the role.
 * The table in tests/golden/permissions.tsv is to be read by people; UPDATE_GOLDEN=1 writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Role, roleScopes } from '../../../gateway/identity/access.js';
import { pagePermissions } from '../../../gateway/web/page-permissions.js';
import { addressOf, askFor, type RouteSubjects } from '../../support/ask-route.js';
import { BrowserSession } from '../../support/browser-session.js';
import { arriveDocument, metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';
import { receiveMail } from '../../support/receive-mail.js';
import { type SeenRoute, walkRoutes } from '../../support/walk-routes.js';

const golden = new URL('../../golden/permissions.tsv', import.meta.url);
const roles = Object.keys(roleScopes) as Role[];
const callers = ['nobody', ...roles] as const;
type Caller = (typeof callers)[number];

let gateway: HttpFixture;
let routes: SeenRoute[];
let subjects: RouteSubjects;

beforeAll(async () => {
  const seen = await walkRoutes(() => openHttpFixture());
  gateway = seen.opened;
  routes = seen.routes.filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS');
  const { ctx } = gateway;
  const { id, statuses } = await arrivedDocument();
  subjects = { document: id, receipt: statuses, mail: (await receiveMail(ctx, 'From: a@b.example\r\n\r\nx\r\n')).id };
});
afterAll(() => gateway.close());

async function arrivedDocument() {
  const { id } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadataOf({ to: ['H30.05'] }));
  await arriveDocument(gateway.ctx, id, 'H30.05');
  const { rows } = await gateway.ctx.database.query<{ id: string }>('select id from statuses where document = $1', [
    id,
  ]);
  return { id, statuses: rows[0]?.id ?? '' };
}

const agencyOf = (role: Role) => (role === 'operator' || role === 'auditor' ? null : 'H30.03');

interface Visit {
  readonly browser: BrowserSession;
  readonly formToken: string;
}

const visits = new Map<Caller, Visit>();

async function signIn(caller: Caller): Promise<Visit> {
  const browser = BrowserSession.of(gateway);
  let page = await browser.open('/dang-nhap');
  if (caller !== 'nobody')
    page = await browser.signIn((await addPerson(gateway.ctx, caller, agencyOf(caller))).email, goodPassword);
  expect(page.html.includes('action="/dang-xuat"'), `${caller}: ${page.status}`).toBe(caller !== 'nobody');
  const visit = { browser, formToken: /name="form-token" value="([^"]*)"/.exec(page.html)?.[1] ?? '' };
  visits.set(caller, visit);
  return visit;
}

let turn: Promise<unknown> = Promise.resolve();
/** One after the other: of one address few passwords are judged at once. */
function comeIn(caller: Caller): Promise<Visit> {
  const mine = turn.then(() => signIn(caller));
  turn = mine;
  return mine;
}

const isAskedToSignIn = (answer: Response) => /^\/dang-nhap($|\?ve=)/.test(answer.headers.get('location') ?? '');

function answerTo({ method, url }: SeenRoute, { browser, formToken }: Visit): Promise<Response> {
  const form = { body: new URLSearchParams({ 'form-token': formToken }), headers: { origin: gateway.url } };
  const address = url.replace(':session', '01890000-0000-7000-8000-000000000000');
  return browser.request(address, { method, ...(method === 'POST' ? form : {}) });
}

/** Somebody may use a page who is neither asked to sign in nor told that it is not for them. */
async function mayUsePage(route: SeenRoute, caller: Caller): Promise<boolean> {
  let answer = await answerTo(route, visits.get(caller) ?? (await comeIn(caller)));
  // A form before may have ended the session; the pages at the door send there whoever has no business at them.
  if (isAskedToSignIn(answer) && caller !== 'nobody' && route.config?.access !== 'public')
    answer = await answerTo(route, await comeIn(caller));
  expect(answer.status, `${caller} ${route.method} ${route.url}`).toBeLessThan(500);
  // A stream has no end to wait for.
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    await answer.body?.cancel();
    return true;
  }
  return !isAskedToSignIn(answer) && !(await answer.text()).includes('Vai của anh/chị không dùng trang này');
}

async function mayCall(route: SeenRoute, caller: Caller): Promise<boolean> {
  const agency = caller === 'nobody' ? null : agencyOf(caller);
  const token = caller === 'nobody' ? null : await gateway.token(agency === null ? [] : [agency], roleScopes[caller]);
  const answer = await askFor(gateway, route, subjects, token);
  await answer.arrayBuffer();
  return answer.status !== 401 && answer.status !== 403;
}

/** What a page shows may depend on who asks; documentation and its files are the libraries' own. */
const isCounted = ({ url }: SeenRoute) => !/^\/api\/docs/.test(url) && url !== '*';

it('are as the table says, and no route is missing in it', async () => {
  const lines: string[] = [];
  for (const route of routes.filter(isCounted)) {
    const may = route.config?.page === true ? mayUsePage : mayCall;
    const cells = (await Promise.all(callers.map((caller) => may(route, caller)))).map((yes) => (yes ? 'yes' : '-'));
    lines.push([`${route.method} ${route.url}`, String(route.config?.access), ...cells].join('\t'));
  }
  const table = `${[['route', 'declared', ...callers].join('\t'), ...lines.sort()].join('\n')}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, table);
  expect(table).toBe(readFileSync(golden, 'utf8'));
});

it('pages are registered from one table: each of them, and none beside it', () => {
  const registered = routes.filter(({ config }) => config?.page === true).map(({ method, url }) => `${method} ${url}`);
  expect(registered.sort()).toEqual(Object.keys(pagePermissions).sort());
});

it('every route of the API that a page’s cookie opens only shows something', async () => {
  const { email } = await addPerson(gateway.ctx, 'clerk', 'H30.03');
  const browser = BrowserSession.of(gateway);
  await browser.signIn(email, goodPassword);
  const writing = routes.filter(
    ({ url, method, config }) => url.startsWith('/api/v1/') && method !== 'GET' && config?.access !== 'public',
  );
  expect(writing.length).toBeGreaterThan(12);
  for (const route of writing) {
    const answer = await browser.request(addressOf(route, subjects), { method: route.method });
    expect(answer.status, `${route.method} ${route.url}`).toBe(401);
  }
});
