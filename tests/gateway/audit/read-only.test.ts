/** An auditor changes nothing: every page and every form of the gateway, tried as an auditor, leaves all tables as they were. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { roleScopes } from '../../../gateway/identity/access.js';
import { addressOf, askFor, type RouteSubjects } from '../../support/ask-route.js';
import type { HttpFixture } from '../../support/http-fixture.js';
import { type SeenRoute, walkRoutes } from '../../support/walk-routes.js';
import { type AuditRoom, openAuditRoom } from './audit-room.js';

let room: AuditRoom;
let gateway: HttpFixture;
let routes: SeenRoute[];

beforeAll(async () => {
  const seen = await walkRoutes(openAuditRoom);
  room = seen.opened;
  gateway = room.gateway;
  routes = seen.routes.filter(({ method }) => method === 'GET' || method === 'POST');
});
afterAll(() => gateway.close());

/** What signing in, looking and exporting write; of events only those, below. */
const written = new Set(['sessions', 'known_browsers', 'sign_in_attempts', 'document_views', 'tokens', 'events']);
const ownKinds = ['audit.exported', 'key.used', 'token.created', 'user.signed-in'];

async function digests(): Promise<Map<string, string>> {
  const { rows } = await gateway.ctx.database.query<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
  );
  const tables = rows.map(({ name }) => name).filter((name) => !written.has(name));
  expect(tables.length).toBeGreaterThan(30);
  const found = new Map<string, string>();
  for (const name of tables) {
    const sql = `select md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) as digest from "${name}" t`;
    found.set(name, (await gateway.ctx.database.query<{ digest: string }>(sql)).rows[0]?.digest ?? '');
  }
  return found;
}

async function eventsOfOthers(): Promise<number> {
  const { rows } = await gateway.ctx.database.query<{ n: number }>(
    'select count(*) as n from events where kind <> all ($1)',
    [ownKinds],
  );
  return rows[0]?.n ?? -1;
}

const subjects = (): RouteSubjects => ({
  document: room.documents[0],
  receipt: room.documents[0],
  mail: room.documents[0],
});

/** Something well-formed for every field that any form of the gateway has. */
const fields = {
  loai: 'document',
  'ly-do': 'Thử',
  reason: 'Thử',
  'co-quan': 'H30.05',
  tu: '2016-01-01',
  den: '2016-12-31',
  code: '03',
  email: 'a@b.example',
  name: 'Ai đó',
  password: 'mật khẩu hoàn toàn mới',
  'repeated-password': 'mật khẩu hoàn toàn mới',
};

it('by no page and no form', async () => {
  const before = await digests();
  const events = await eventsOfOthers();
  const pages = routes.filter(({ config, url }) => config?.page === true && !/^\/(song|dang-xuat|dang-nhap)/.test(url));
  expect(pages.length).toBeGreaterThan(20);
  for (const { method, url } of pages) {
    const address = url
      .replace(':session', '01890000-0000-7000-8000-000000000000')
      .replace(/:[a-z]+/g, room.documents[0]);
    const { html } = await room.auditor.open('/tai-khoan');
    const token = /name="form-token" value="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(token, `before ${method} ${url}`).not.toBe('');
    const body = new URLSearchParams({
      ...fields,
      'van-ban': room.documents[0],
      giu: 'phien-nay',
      'form-token': token,
    });
    const form = { body, headers: { origin: new URL(gateway.url).origin } };
    const answer = await room.auditor.request(address, { method, ...(method === 'POST' ? form : {}) });
    await answer.arrayBuffer();
    expect(answer.status, `${method} ${url}`).toBeLessThan(500);
  }
  expect(await digests()).toEqual(before);
  expect(await eventsOfOthers()).toBe(events);
});

it('by no route of the API, with the token of an auditor', async () => {
  const token = await gateway.token([], roleScopes.auditor);
  const before = await digests();
  const events = await eventsOfOthers();
  const api = routes.filter(({ url, config }) => url.startsWith('/api/v1/') && config?.access !== 'public');
  expect(api.filter(({ method }) => method === 'POST').length).toBeGreaterThan(10);
  for (const route of api) {
    const answer = await askFor(gateway, route, subjects(), token);
    await answer.arrayBuffer();
    expect(answer.status, `${route.method} ${addressOf(route, subjects())}`).toBeLessThan(500);
  }
  expect(await digests()).toEqual(before);
  expect(await eventsOfOthers()).toBe(events);
});
