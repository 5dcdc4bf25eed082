import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allScopes, roleScopes, type Scope } from '../../../gateway/identity/access.js';
import { issueToken, revokeToken } from '../../../gateway/identity/tokens.js';
import { askFor, type RouteSubjects } from '../../support/ask-route.js';
import { arriveDocument, metadataOf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../../support/http-fixture.js';
import { receiveMail } from '../../support/receive-mail.js';
import { type SeenRoute, walkRoutes } from '../../support/walk-routes.js';

const [senderCode, readerCode, otherReader, strangerCode] = ['H30.03', 'H30.05', 'H30.01', 'H30.09'];
const everyScope = allScopes.filter((scope) => scope !== 'audit:read' && scope !== 'admin');

let gateway: HttpFixture;
let routes: SeenRoute[];
let document: string;
let receipt: string;
let mail: string;
let stranger: string;

beforeAll(async () => {
  const opened = await walkRoutes(() => openHttpFixture());
  gateway = opened.opened;
  routes = opened.routes.filter(({ url }) => url.startsWith('/api/v1/'));
  const sent = await gateway.call('/api/v1/documents', await gateway.token([senderCode]), {
    method: 'POST',
    body: submissionForm(metadataOf({ to: [readerCode, otherReader, 'H30.15'] })),
  });
  document = ((await sent.json()) as { id: string }).id;
  await arriveDocument(gateway.ctx, document, readerCode);
  await arriveDocument(gateway.ctx, document, otherReader);
  const view = await gateway.call(`/api/v1/documents/${document}`, await gateway.token([readerCode]));
  receipt = ((await view.json()) as { statuses: { id: string }[] }).statuses[0]?.id ?? '';
  mail = (await receiveMail(gateway.ctx, 'From: a@b.example\r\nSubject: x\r\n\r\nx\r\n')).id;
  stranger = await gateway.token([strangerCode], everyScope);
});
afterAll(() => gateway.close());

const guarded = () => routes.filter(({ config }) => config?.access !== 'public');
const ofDocuments = () => routes.filter(({ url }) => url.includes('/documents/:id'));
const nameOf = ({ method, url }: SeenRoute) => `${method} ${url}`;

const subjects = (id = document): RouteSubjects => ({ document: id, receipt, mail: id === document ? mail : id });
const ask = (route: SeenRoute, token: string | null, id?: string) => askFor(gateway, route, subjects(id), token);

async function counts(): Promise<Record<string, unknown>> {
  const { rows } = await gateway.ctx.database.query<Record<string, unknown>>(
    `select (select count(*)::int from documents) as documents, (select count(*)::int from statuses) as statuses,
       (select count(*)::int from events) as events, (select count(*)::int from register_entries) as entries,
       (select count(*)::int from agencies) as agencies, (select count(*)::int from groups) as groups,
       (select count(*)::int from deliveries) as deliveries,
       (select array_agg(state order by id) from mails_in) as mails`,
  );
  return rows[0] ?? {};
}

describe('without a valid token', () => {
  it('every route that is not public answers 401 and says how to authenticate', async () => {
    const before = await counts();
    for (const route of guarded()) {
      const answer = await ask(route, null);
      expect(answer.status, nameOf(route)).toBe(401);
      expect(answer.headers.get('www-authenticate'), nameOf(route)).toMatch(/^Bearer/);
      if (route.method !== 'HEAD') expect(await answer.json()).toMatchObject({ code: 'unauthenticated', status: 401 });
    }
    expect(await counts()).toEqual(before);
  });

  it.each(['Bearer', 'Bearer x', 'Basic Y2x2', `Bearer cv_${'A'.repeat(43)}`, `Bearer cv_${'A'.repeat(43)} x`, 'cv_1'])(
    'the authorization "%s" counts as none',
    async (authorization) => {
      const answer = await gateway.call(`/api/v1/documents/${document}`, null, { headers: { authorization } });
      expect(answer.status).toBe(401);
    },
  );

  it('a token in the address is no token', async () => {
    const token = await gateway.token([senderCode]);
    expect((await gateway.call(`/api/v1/documents/${document}?access_token=${token}`, null)).status).toBe(401);
  });

  it('a revoked token is refused at once', async () => {
    const { id, token } = await issueToken(gateway.ctx, {
      name: 'short',
      agencies: [senderCode],
      scopes: roleScopes.clerk,
      actor: 'user:test',
    });
    expect((await gateway.call(`/api/v1/documents/${document}`, token)).status).toBe(200);
    await revokeToken(gateway.ctx, id, 'user:test');
    expect((await gateway.call(`/api/v1/documents/${document}`, token)).status).toBe(401);
  });

  it('a token is refused from the moment it expires', async () => {
    const { token } = await issueToken(gateway.ctx, {
      name: 'brief',
      agencies: [senderCode],
      scopes: roleScopes.clerk,
      actor: 'user:test',
      expiresAt: new Date(Date.now() + 400),
    });
    expect((await gateway.call(`/api/v1/documents/${document}`, token)).status).toBe(200);
    await pause(450);
    expect((await gateway.call(`/api/v1/documents/${document}`, token)).status).toBe(401);
  });
});

describe('with a token that lacks the scope', () => {
  it('every route that names one answers 403 and says which', async () => {
    const before = await counts();
    for (const route of guarded()) {
      const needed = route.config?.access;
      if (needed === 'token' || needed === undefined) continue;
      const lacking = await gateway.token(
        [senderCode],
        everyScope.filter((scope) => scope !== needed),
      );
      const answer = await ask(route, lacking);
      expect(answer.status, nameOf(route)).toBe(403);
      if (route.method !== 'HEAD')
        expect(await answer.json(), nameOf(route)).toMatchObject({ code: 'missing_scope', field: needed });
    }
    expect({ ...(await counts()), events: before['events'] }).toEqual(before);
  });

  it('every route that leaves it to the room asks for a scope of reading', async () => {
    const lacking = await gateway.token(
      [senderCode, readerCode],
      everyScope.filter((scope) => scope !== 'documents:read' && scope !== 'registers:read'),
    );
    const left = guarded().filter(({ config, method }) => config?.access === 'token' && method === 'GET');
    expect(left.length).toBeGreaterThan(6);
    for (const route of left) {
      const answer = await ask(route, lacking);
      expect(answer.status, nameOf(route)).toBe(403);
      const field = route.url.startsWith('/api/v1/reports/') ? 'registers:read' : 'documents:read';
      expect(await answer.json()).toMatchObject({ code: 'missing_scope', field });
    }
  });

  it('declaring a status, which is a sealed message by itself, needs no more than status:write', async () => {
    const answer = await gateway.call(
      `/api/v1/documents/${document}/status`,
      await gateway.token([readerCode], ['status:write']),
      { method: 'POST', body: JSON.stringify({ code: '03' }), headers: { 'content-type': 'application/json' } },
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ agency: readerCode, status: '03' });
  });

  it('submitting needs the seal, too', async () => {
    const token = await gateway.token([senderCode], ['documents:submit']);
    const answer = await gateway.call('/api/v1/documents', token, { method: 'POST', body: submissionForm() });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'missing_scope', field: 'seal' });
  });

  it('the list of all deliveries is for operators and auditors', async () => {
    const clerk = await gateway.token([senderCode], ['deliveries:read']);
    expect((await gateway.call('/api/v1/deliveries', clerk)).status).toBe(403);
    const operator = await gateway.token([], roleScopes.operator);
    expect((await gateway.call('/api/v1/deliveries', operator)).status).toBe(200);
  });

  it('mails are for operators and auditors, whatever an agency’s token may do', async () => {
    const anything = await gateway.token([senderCode, readerCode], everyScope);
    for (const route of routes.filter(({ url }) => url.startsWith('/api/v1/mails'))) {
      const answer = await ask(route, anything);
      expect(answer.status, nameOf(route)).toBe(403);
      if (route.method !== 'HEAD') expect(await answer.json()).toMatchObject({ code: 'missing_scope', field: 'admin' });
    }
    for (const scopes of [roleScopes.operator, roleScopes.auditor])
      expect((await gateway.call('/api/v1/mails', await gateway.token([], scopes))).status).toBe(200);
  });

  it('the electronic share is reported to operators, and to others with the scope of registers', async () => {
    const path = '/api/v1/reports/electronic-share?from=2016-01-01&to=2016-12-31';
    const statusFor = async (agencies: readonly string[], scopes: readonly Scope[], query = '') =>
      (await gateway.call(`${path}${query}`, await gateway.token(agencies, scopes))).status;
    expect(await statusFor([], roleScopes.operator)).toBe(200);
    expect(await statusFor([], roleScopes.operator, `&agency=${senderCode}`)).toBe(200);
    expect(await statusFor([senderCode], ['documents:read'])).toBe(403);
    expect(await statusFor([senderCode], roleScopes.clerk, `&agency=${senderCode}`)).toBe(200);
    expect(await statusFor([senderCode], roleScopes.clerk, `&agency=${readerCode}`)).toBe(403);
  });

  it('an operator reads no document', async () => {
    const operator = await gateway.token([], roleScopes.operator);
    for (const route of ofDocuments().filter(({ method }) => method === 'GET'))
      expect((await ask(route, operator)).status, nameOf(route)).toBe(403);
  });
});

describe('another agency’s document', () => {
  it('does not exist on any route, exactly like a document that never was', async () => {
    expect(ofDocuments().length).toBeGreaterThan(12);
    const before = await counts();
    for (const route of ofDocuments()) {
      const foreign = await ask(route, stranger);
      const invented = await ask(route, stranger, '01890000-0000-7000-8000-000000000000');
      expect(foreign.status, nameOf(route)).toBe(404);
      expect(invented.status, nameOf(route)).toBe(404);
      if (route.method === 'HEAD') continue;
      const [one, other] = [await foreign.json(), await invented.json()] as [object, object];
      expect({ ...one, requestId: '' }, nameOf(route)).toEqual({ ...other, requestId: '' });
      expect(one).toMatchObject({ code: 'not_found' });
    }
    expect({ ...(await counts()), events: before['events'] }).toEqual(before);
  });

  it('does not exist for a recipient it has not reached yet', async () => {
    const waiting = await gateway.token(['H30.15'], everyScope);
    for (const route of ofDocuments()) expect((await ask(route, waiting)).status, nameOf(route)).toBe(404);
  });

  it('is no document of the sender for a recipient, and no received one for the sender', async () => {
    const [sender, reader] = [
      await gateway.token([senderCode], everyScope),
      await gateway.token([readerCode], everyScope),
    ];
    for (const route of ofDocuments().filter(({ method }) => method === 'POST')) {
      const isSenders = /\/(recall|update|replace)$/.test(route.url);
      expect((await ask(route, isSenders ? reader : sender)).status, nameOf(route)).toBe(404);
    }
  });

  it('shows a recipient its own standing and receipt, not those of the others', async () => {
    const other = await gateway.token([otherReader], everyScope);
    expect((await gateway.call(`/api/v1/documents/${document}/statuses/${receipt}`, other)).status).toBe(404);
    const view = (await (await gateway.call(`/api/v1/documents/${document}`, other)).json()) as {
      recipients: { agency: string; status?: string }[];
      statuses: { agency: string }[];
    };
    expect(view.statuses.map(({ agency }) => agency)).toEqual([otherReader]);
    expect(view.recipients.filter(({ status }) => status !== undefined).map(({ agency }) => agency)).toEqual([
      otherReader,
    ]);
  });

  it('is in no list, feed or register of a stranger', async () => {
    for (const path of ['/documents?box=in', '/documents?box=out', '/changes?limit=1000', '/registers/out?year=2016']) {
      const answer = await gateway.call(`/api/v1${path}`, stranger);
      expect(answer.status, path).toBe(200);
      expect(await answer.text(), path).not.toContain(document);
    }
    const register = await gateway.call(`/api/v1/registers/out?agency=${senderCode}`, stranger);
    expect(register.status).toBe(403);
    expect(await register.json()).toMatchObject({ code: 'wrong_agency' });
  });
});

describe('an auditor', () => {
  it('reads everything of every agency', async () => {
    const auditor = await gateway.token([], roleScopes.auditor);
    // Entries of the log need their place; a link from a mail is its own key, whoever holds it, and a new mail may quote one.
    const apart = /^\/api\/v1\/(log|links)\/|\/mails\/:id\/original$/;
    const reading = routes.filter(({ method, url }) => method === 'GET' && !apart.test(url));
    for (const route of reading) {
      const answer = await ask(route, auditor);
      expect(answer.status, nameOf(route)).toBe(200);
      await answer.arrayBuffer();
    }
    const list = (await (await gateway.call('/api/v1/documents?box=out', auditor)).json()) as {
      items: { id: string }[];
    };
    expect(list.items.map(({ id }) => id)).toContain(document);
  });

  it('changes nothing', async () => {
    const auditor = await gateway.token([], roleScopes.auditor);
    const writing = guarded().filter(({ method }) => method !== 'GET' && method !== 'HEAD');
    expect(writing.length).toBeGreaterThan(12);
    const before = await counts();
    for (const route of writing) {
      const answer = await ask(route, auditor);
      expect(answer.status, nameOf(route)).toBe(403);
    }
    expect(await counts()).toEqual(before);
  });
});

describe('a token of several agencies', () => {
  const submit = async (token: string, changes: Record<string, unknown>) =>
    gateway.call('/api/v1/documents', token, { method: 'POST', body: submissionForm(metadataOf(changes)) });

  it('says in "from" which of them sends', async () => {
    const token = await gateway.token([senderCode, readerCode], roleScopes.clerk);
    const silent = await submit(token, {});
    expect(silent.status).toBe(400);
    expect(await silent.json()).toMatchObject({ code: 'invalid_request', field: 'from' });
    const foreign = await submit(token, { from: strangerCode });
    expect(foreign.status).toBe(403);
    expect(await foreign.json()).toMatchObject({ code: 'wrong_agency', field: 'from' });
    const sent = await submit(token, { from: readerCode, to: [senderCode] });
    expect(sent.status).toBe(201);
    const { id } = (await sent.json()) as { id: string };
    expect(await (await gateway.call(`/api/v1/documents/${id}`, token)).json()).toMatchObject({ from: readerCode });
  });

  it('says so for registers and reservations, too', async () => {
    const token = await gateway.token([senderCode, readerCode], roleScopes.clerk);
    const reserve = (body: object) =>
      gateway.call('/api/v1/registers/out/reservations', token, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    expect((await gateway.call('/api/v1/registers/out', token)).status).toBe(400);
    expect((await gateway.call(`/api/v1/registers/out?agency=${readerCode}`, token)).status).toBe(200);
    expect((await gateway.call('/api/v1/registers/out?format=csv', token)).status).toBe(400);
    expect((await reserve({})).status).toBe(400);
    const made = await reserve({ agency: readerCode });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    const cancelled = await gateway.call(
      `/api/v1/registers/out/reservations/${id}?agency=${readerCode}&reason=th%E1%BB%AD`,
      token,
      { method: 'DELETE' },
    );
    expect(cancelled.status).toBe(204);
  });

  it('works for one agency of many with any scope alone', async () => {
    const scopes: Scope[] = ['documents:read'];
    const token = await gateway.token([readerCode, strangerCode], scopes);
    expect((await gateway.call(`/api/v1/documents/${document}`, token)).status).toBe(200);
    expect((await gateway.call(`/api/v1/documents?box=in&agency=${strangerCode}`, token)).status).toBe(200);
    expect((await gateway.call(`/api/v1/documents?box=in&agency=${senderCode}`, token)).status).toBe(403);
  });
});
