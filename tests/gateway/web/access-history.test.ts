/** Who looked at what of a document stands in a table that only grows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserSession } from '../../support/browser-session.js';
import { arriveDocument, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { type AddedPerson, addPerson, goodPassword } from '../../support/people.js';
import { type SeenRoute, walkRoutes } from '../../support/walk-routes.js';

let gateway: HttpFixture;
let routes: SeenRoute[];
let reader: AddedPerson;
let browser: BrowserSession;
let document: string;

beforeAll(async () => {
  ({ opened: gateway, routes } = await walkRoutes(() => openHttpFixture()));
  document = (await submitDocument(gateway.ctx, gateway.clerk('H30.03'))).id;
  await arriveDocument(gateway.ctx, document, 'H30.05');
  reader = await addPerson(gateway.ctx, 'clerk', 'H30.05');
  browser = BrowserSession.of(gateway);
  await browser.signIn(reader.email, goodPassword);
});
afterAll(() => gateway.close());

async function views(): Promise<{ person: string; agency: string | null; part: string }[]> {
  const { rows } = await gateway.ctx.database.query<{ person: string; agency: string | null; part: string }>(
    'select person, agency, part from document_views where document = $1 order by id',
    [document],
  );
  return rows;
}

/** What is looked at from here on is another look. */
const laterLook = (): void => gateway.setNow(new Date(gateway.ctx.now().getTime() + 6 * 60_000));

const look = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const answer = await browser.request(`/api/v1/documents/${document}${path}`, { method, headers });
  await answer.arrayBuffer();
  return answer.status;
};

describe('the history of access', () => {
  it('names the person, the agency and what was looked at', async () => {
    for (const path of ['', '/container', '/files/1']) expect(await look(path)).toBe(200);
    const seen = { person: reader.id, agency: 'H30.05' };
    expect(await views()).toEqual(['document', 'container', 'file/1'].map((part) => ({ ...seen, part })));
  });

  it('counts a file fetched piece by piece as one look, and neither questions nor refusals', async () => {
    laterLook();
    const before = (await views()).length;
    expect(await look('/files/1', { range: 'bytes=0-3' })).toBe(206);
    expect(await look('/files/1', { range: 'bytes=4-7' })).toBe(206);
    expect(await look('/files/1', {}, 'HEAD')).toBe(200);
    expect(await look('/files/9')).toBe(404);
    expect((await views()).length).toBe(before + 1);
  });

  it('knows of whoever fetches a file without its first byte', async () => {
    laterLook();
    const before = (await views()).length;
    expect(await look('/files/1', { range: 'bytes=1-' })).toBe(206);
    expect(await look('/container', { range: 'bytes=-40' })).toBe(206);
    expect((await views()).slice(before).map(({ part }) => part)).toEqual(['file/1', 'container']);
  });

  it('knows of whoever begins a draft from it, which holds what it says', async () => {
    laterLook();
    const before = (await views()).length;
    await browser.open(`/soan?tra-loi=${document}`);
    await browser.open(`/soan?chuyen-tiep=${document}`);
    expect((await views()).slice(before).map(({ part }) => part)).toEqual(['document', 'container']);
  });

  it('counts looks at the same within five minutes as one: an open page reads itself again', async () => {
    laterLook();
    const before = (await views()).length;
    for (const path of ['', '', '/container', '']) expect(await look(path)).toBe(200);
    expect((await views()).length).toBe(before + 2);
    laterLook();
    expect(await look('')).toBe(200);
    expect((await views()).length).toBe(before + 3);
  });

  it('holds nothing of programs, which the log of requests names', async () => {
    const before = (await views()).length;
    const answer = await gateway.call(`/api/v1/documents/${document}`, await gateway.token(['H30.05']));
    expect(answer.status).toBe(200);
    expect((await views()).length).toBe(before);
  });

  it('holds nothing of who may not see the document', async () => {
    const stranger = await addPerson(gateway.ctx, 'clerk', 'H30.09');
    const other = BrowserSession.of(gateway);
    await other.signIn(stranger.email, goodPassword);
    const before = (await views()).length;
    expect((await other.request(`/api/v1/documents/${document}`)).status).toBe(404);
    expect((await views()).length).toBe(before);
  });

  it('cannot be changed or deleted', async () => {
    for (const sql of ['update document_views set part = $1', 'delete from document_views where part <> $1'])
      await expect(gateway.ctx.database.query(sql, ['x'])).rejects.toThrow('only ever added');
  });

  it('is kept by every route that shows something of one document', () => {
    const showing = routes.filter(({ method, url }) => method === 'GET' && url.startsWith('/api/v1/documents/:id'));
    expect(showing.length).toBeGreaterThan(6);
    for (const { url, config } of showing) expect(config?.shows, url).toBeTruthy();
  });

  it('is kept before the answer leaves: what cannot be recorded is not shown', async () => {
    await gateway.ctx.database.query('alter table document_views rename to gone');
    const status = await look('');
    await gateway.ctx.database.query('alter table gone rename to document_views');
    expect(status).toBe(500);
  });
});
