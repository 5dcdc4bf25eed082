import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DirectoryBlobStore } from '../../../gateway/blobs/directory-blob-store.js';
import { writeHeartbeat } from '../../../gateway/health/heartbeats.store.js';
import type { Readiness } from '../../../gateway/health/readiness.js';
import { createApp } from '../../../gateway/http/create-app.js';
import { createHealthApp } from '../../../gateway/http/create-health-app.js';
import { roleScopes } from '../../../gateway/identity/access.js';
import { inProcessQueue } from '../../../workers/queue/in-process-queue.js';
import { startWorkers } from '../../../workers/run-workers.js';
import { readyContainer } from '../../support/foreign-messages.js';
import { metadataOf, openGatewayFixture, smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../../support/http-fixture.js';
import { drafts } from './left-behind.js';

const [senderCode, readerCode] = ['H30.03', 'H30.05'];

let gateway: HttpFixture;
let sender: string;
let reader: string;
let operator: string;

beforeAll(async () => {
  gateway = await openHttpFixture({ workers: true, agencies: { 'H30.09': { channel: 'webhook' } } });
  sender = await gateway.token([senderCode]);
  reader = await gateway.token([readerCode]);
  operator = await gateway.token([], roleScopes.operator);
});
afterAll(() => gateway.close());

const json = async <T>(path: string, token: string | null = sender) =>
  (await (await gateway.call(path, token)).json()) as T;

async function send(changes: Record<string, unknown> = {}): Promise<string> {
  const answer = await gateway.call('/api/v1/documents', sender, {
    method: 'POST',
    body: submissionForm(metadataOf(changes)),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

const arrived = (id: string) =>
  expect
    .poll(async () => (await gateway.call(`/api/v1/documents/${id}`, reader)).status, { timeout: 10_000 })
    .toBe(200);

interface Feed {
  items: { position: number; kind: string; document: string | null }[];
  cursor: number;
}

describe('the changes feed', () => {
  it('gives every event once, in order, however small the pages, and goes on where it stopped', async () => {
    for (const subject of ['Một', 'Hai', 'Ba']) await arrived(await send({ subject }));
    await expect
      .poll(
        async () =>
          (await json<Feed>('/api/v1/changes?limit=1000')).items.filter((item) => item.kind === 'status.declared')
            .length,
        {
          timeout: 10_000,
        },
      )
      .toBe(3);
    const whole = await json<Feed>('/api/v1/changes?limit=1000');
    const paged: Feed['items'] = [];
    for (let cursor = -1; ; ) {
      const page = await json<Feed>(`/api/v1/changes?after=${cursor}&limit=2`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      if (page.items.length === 0) {
        expect(page.cursor).toBe(cursor);
        break;
      }
      paged.push(...page.items);
      cursor = page.cursor;
    }
    expect(paged).toEqual(whole.items);
    const positions = paged.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    const id = await send({ subject: 'Bốn' });
    await expect
      .poll(
        async () => (await json<Feed>(`/api/v1/changes?after=${whole.cursor}`)).items.map((item) => item.document),
        { timeout: 10_000 },
      )
      .toContain(id);
  });

  it('shows each agency its own, and an auditor all', async () => {
    const own = await json<Feed>('/api/v1/changes?limit=1000', reader);
    expect(own.items.length).toBeGreaterThan(0);
    expect(own.items.every((item) => !('agencies' in item))).toBe(true);
    expect(own.items.map(({ kind }) => kind)).not.toContain('document.submitted');
    const all = await json<Feed>('/api/v1/changes?limit=1000', await gateway.token([], roleScopes.auditor));
    expect(all.items.length).toBeGreaterThan(own.items.length);
  });

  it.each(['after=-2', 'after=x', 'limit=0', 'limit=1001', 'after=1.5'])('refuses %s', async (query) => {
    expect((await gateway.call(`/api/v1/changes?${query}`, sender)).status).toBe(400);
  });
});

describe('lists', () => {
  it('go page by page without losing or doubling one', async () => {
    const whole = await json<{ items: { id: string }[] }>('/api/v1/documents?box=out&limit=200');
    const ids: string[] = [];
    let cursor = '';
    do {
      const page = await json<{ items: { id: string }[]; next: string | null }>(
        `/api/v1/documents?box=out&limit=2${cursor}`,
      );
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    expect(ids).toEqual(whole.items.map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(3);
  });

  it.each([
    'box=sideways',
    'box=out&limit=0',
    'box=out&cursor=nonsense',
    'box=out&status=99',
    'box=in&from=2016-02-30',
    'box=in&urgency=now',
    '',
  ])('refuse %j', async (query) => {
    const answer = await gateway.call(`/api/v1/documents?${query}`, sender);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_request' });
  });
});

describe('registers', () => {
  it('come as JSON, CSV and a page to print, with every column of the decree', async () => {
    await send({ subject: 'Có <dấu> & "ngoặc"; =1+1' });
    const path = '/api/v1/registers/out?year=2016';
    const book = await json<{ items: { number: string; columns: Record<string, string> }[] }>(path);
    expect(book.items.at(-1)?.columns).toMatchObject({
      subject: 'Công văn: Có <dấu> & "ngoặc"; =1+1',
      signer: 'Nguyễn Văn Minh',
    });
    const csv = await gateway.call(path, sender, { headers: { accept: 'text/csv' } });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain('register-out-2016.csv');
    const bytes = Buffer.from(await csv.arrayBuffer());
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const lines = bytes.toString('utf8').slice(1).trimEnd().split('\r\n');
    expect(lines).toHaveLength(book.items.length + 1);
    expect(lines[0]).toContain('Số, ký hiệu văn bản');
    expect(lines.at(-1)).toContain('"Công văn: Có <dấu> & ""ngoặc""; =1+1"');
    const page = await gateway.call(`${path}&format=html`, sender);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    expect(html).toContain('<html lang="vi"');
    expect(html).toMatch(/Có &lt;dấu(>|&gt;) &amp; ("|&quot;)ngoặc/);
    expect(html).not.toContain('<dấu>');
    for (let column = 1; column <= 10; column += 1) expect(html).toContain(`(${column})`);
    expect(html).not.toMatch(/<style|<script/);
    expect(page.headers.get('content-security-policy')).toContain("style-src 'self'");
  });

  it('come as a workbook that other programs read, every cell as it is written in the book', async () => {
    const path = '/api/v1/registers/out?year=2016';
    const book = await json<{ items: { columns: Record<string, string> }[] }>(path);
    const answer = await gateway.call(`${path}&format=xlsx`, sender);
    expect(answer.headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    expect(answer.headers.get('content-disposition')).toContain('register-out-2016.xlsx');
    const folder = mkdtempSync(join(tmpdir(), 'congvan-book-'));
    const file = join(folder, 'book.xlsx');
    writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
    execFileSync('unzip', ['-tq', file]);
    // The independent reader: python's zipfile and XML parser, following the relationships of the package.
    const cells = JSON.parse(
      execFileSync(
        'python3',
        [
          '-c',
          `import sys, json, zipfile, xml.etree.ElementTree as E
z = zipfile.ZipFile(sys.argv[1])
target = lambda part: E.fromstring(z.read(part))[0].get('Target')
book = target('_rels/.rels')
assert book == 'xl/workbook.xml'
sheet = E.fromstring(z.read('xl/' + target('xl/_rels/workbook.xml.rels')))
types = z.read('[Content_Types].xml').decode()
assert all('/' + name in types for name in z.namelist() if not name.endswith('.rels') and name != '[Content_Types].xml')
print(json.dumps([[''.join(cell.itertext()) for cell in row] for row in sheet[0]]))`,
          file,
        ],
        { encoding: 'utf8' },
      ),
    ) as string[][];
    rmSync(folder, { recursive: true });
    expect(cells).toHaveLength(book.items.length + 1);
    expect(cells[0]?.slice(0, 3)).toEqual([
      'Số, ký hiệu văn bản',
      'Ngày tháng văn bản',
      'Tên loại và trích yếu nội dung văn bản',
    ]);
    expect(cells.slice(1).map((row) => row[2])).toEqual(book.items.map(({ columns }) => columns['subject']));
  });

  it('go on page by page; a strange cursor is refused in every form', async () => {
    const first = await json<{ items: { number: string }[]; next: string }>('/api/v1/registers/out?year=2016&limit=2');
    const second = await json<{ items: { number: string }[] }>(
      `/api/v1/registers/out?year=2016&limit=2&cursor=${first.next}`,
    );
    expect([...first.items, ...second.items].map(({ number }) => number)).toEqual(['01', '02', '03', '04']);
    for (const query of [
      'cursor=nonsense',
      'agency=H30.01&format=csv',
      'agency=H30.01&format=html',
      'agency=H30.01&format=xlsx',
      'format=pdf',
      'year=x',
    ])
      expect([400, 403], query).toContain((await gateway.call(`/api/v1/registers/out?${query}`, sender)).status);
    expect((await gateway.call('/api/v1/registers/sideways', sender)).status).toBe(400);
  });

  it('take a reservation, a paper document and its share', async () => {
    const body = (value: object) => ({
      method: 'POST',
      body: JSON.stringify(value),
      headers: { 'content-type': 'application/json' },
    });
    const reserved = await gateway.call(
      '/api/v1/registers/out/reservations',
      sender,
      body({ year: 2016, notation: 'QĐ-STTTT' }),
    );
    expect(reserved.status).toBe(201);
    const { id, number } = (await reserved.json()) as { id: string; number: string };
    expect((await gateway.call(`/api/v1/registers/out/reservations/${id}`, sender, { method: 'DELETE' })).status).toBe(
      400,
    );
    expect(
      (
        await gateway.call(`/api/v1/registers/out/reservations/${id}?reason=Kh%C3%B4ng%20k%C3%BD`, sender, {
          method: 'DELETE',
        })
      ).status,
    ).toBe(204);
    expect(
      (await gateway.call(`/api/v1/registers/out/reservations/${id}?reason=x`, sender, { method: 'DELETE' })).status,
    ).toBe(404);
    const paper = await gateway.call(
      '/api/v1/registers/out/paper',
      sender,
      body({
        notation: 'BC-STTTT',
        details: { date: '2016-06-01', subject: 'Báo cáo giấy', recipients: 'UBND tỉnh', toStateAgency: true },
      }),
    );
    expect(paper.status, await paper.clone().text()).toBe(201);
    const misspelt = body({ details: { date: '2016-06-01', subject: 'Báo cáo giấy', toAgency: true } });
    const refused = await gateway.call('/api/v1/registers/out/paper', sender, misspelt);
    expect(await refused.json()).toMatchObject({ status: 400, code: 'invalid_request', field: 'details' });
    const book = await json<{ items: { number: string; state: string; medium: string }[] }>(
      '/api/v1/registers/out?year=2016',
    );
    expect(book.items.find((row) => row.number === number)).toMatchObject({ state: 'cancelled' });
    expect(book.items.at(-1)).toMatchObject({ medium: 'paper' });
    const report = await json<object>('/api/v1/reports/electronic-share?from=2016-01-01&to=2016-12-31');
    expect(report).toHaveProperty('definition');
  });
});

describe('the operator', () => {
  it('pauses a channel, sees what waits, lets it go on; strange input is refused', async () => {
    const post = (path: string, value?: object) =>
      gateway.call(path, operator, {
        method: 'POST',
        ...(value === undefined
          ? {}
          : { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } }),
      });
    expect((await post('/api/v1/channels/local/pause', { reason: 'bảo trì' })).status).toBe(204);
    const id = await send({ subject: 'Chờ' });
    expect(await json('/api/v1/channels/pauses', operator)).toMatchObject({
      items: [{ channel: 'local', reason: 'bảo trì' }],
    });
    const queued = await json<{ items: { document: string }[] }>('/api/v1/deliveries?state=queued', operator);
    expect(queued.items.map(({ document }) => document)).toContain(id);
    expect(await (await gateway.call('/metrics', null)).text()).toMatch(
      /congvan_deliveries\{channel="local",state="queued"\} 1/,
    );
    expect((await post('/api/v1/channels/local/resume')).status).toBe(204);
    await arrived(id);
    expect((await post('/api/v1/channels/pigeon/pause', {})).status).toBeGreaterThanOrEqual(400);
    expect((await post('/api/v1/deliveries/01890000-0000-7000-8000-000000000000/retry')).status).toBe(404);
    expect((await post('/api/v1/deliveries/x/retry')).status).toBe(400);
    for (const query of ['state=lost', 'cursor=nonsense', 'limit=0'])
      expect((await gateway.call(`/api/v1/deliveries?${query}`, operator)).status, query).toBe(400);
    expect((await gateway.call('/api/v1/channels/local/pause', reader, { method: 'POST' })).status).toBe(403);
  });
});

describe('metrics', () => {
  it('name requests, deliveries, certificates, the database and the process', async () => {
    const text = await (await gateway.call('/metrics', null)).text();
    expect(text).toMatch(
      /congvan_http_request_seconds_count\{route="\/api\/v1\/documents",method="POST",status="201"\} \d+/,
    );
    expect(text).toMatch(
      /congvan_certificate_days_left\{kind="seal",agency="H30\.03",fingerprint="[0-9a-f]{16}"\} \d+/,
    );
    for (const days of [60, 30, 7])
      expect(text).toMatch(new RegExp(`certificates_expiring\\{within_days="${days}"\\} \\d+`));
    expect(text).toContain('congvan_database_up 1');
    expect(text).toContain('congvan_proofs_limited 0');
    expect(text).toContain('congvan_process_resident_memory_bytes');
    for (const line of text.split('\n').filter((one) => one !== ''))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? [-+.\w]+)$/);
    expect(text).not.toContain('/api/v1/documents/0');
  });
});

describe('verification', () => {
  /** A worker may be sealing receipts of what was sent before. */
  const nothingGrows = () => expect.poll(() => drafts(gateway), { timeout: 10_000 }).toEqual([]);
  const verify = (body: NonNullable<RequestInit['body']>, type?: string, query = '') =>
    fetch(`${gateway.url}/api/v1/verifications${query}`, {
      method: 'POST',
      body,
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    });

  it('judges a file in a form or as the body, whatever type it claims, for anybody', async () => {
    const { signer } = await gateway.authority.issueSeal({ agencyCode: senderCode });
    const good = new Uint8Array(await readyContainer(senderCode, { signer }));
    for (const type of [
      'application/octet-stream',
      'application/vnd.etsi.asic-e+zip',
      'application/json',
      'text/plain',
      'application/xml',
      'x/y',
    ])
      expect(await (await verify(good, type, '?policy=core')).json(), type).toMatchObject({
        format: 'asice',
        indication: 'TOTAL-PASSED',
        policy: 'core',
      });
    const form = new FormData();
    form.append('file', new Blob([good]), 'x');
    expect(await (await verify(form)).json()).toMatchObject({ policy: 'full', indication: 'INDETERMINATE' });
    const bad = await readyContainer(senderCode, { signer, statedDigest: Buffer.alloc(32) });
    expect(await (await verify(new Uint8Array(bad), 'x/y', '?policy=core')).json()).toMatchObject({
      indication: 'TOTAL-FAILED',
    });
  });

  it('takes from anybody no more than the public limit', async () => {
    const ctx = {
      ...gateway.ctx,
      config: { ...gateway.ctx.config, maxVerificationBytes: 50_000, verificationsAtOnce: 2 },
    };
    const app = await createApp(ctx, { workersHealthy: () => true });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as { port: number };
    const send = (body: NonNullable<RequestInit['body']>, init: object = {}) =>
      fetch(`http://127.0.0.1:${port}/api/v1/verifications`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/octet-stream' },
        ...init,
      });
    const streamed = (bytes: Uint8Array) => send(new Blob([new Uint8Array(bytes)]).stream(), { duplex: 'half' });
    for (const answer of [send(Buffer.alloc(200_000)), streamed(Buffer.alloc(60_000))])
      expect(await (await answer).json()).toMatchObject({ code: 'file_too_large', status: 413 });
    expect((await send(Buffer.from('chào'))).status).toBe(415);
    await nothingGrows();
    await app.close();
  });

  it('says of what it does not know that it does not know it, and keeps nothing', async () => {
    const unknown = await verify(Buffer.from('chào'), 'text/plain');
    expect(unknown.status).toBe(415);
    expect(await unknown.json()).toMatchObject({ code: 'file_unknown' });
    expect(await (await verify(new Uint8Array(0), 'x/y')).json()).toMatchObject({ code: 'file_empty' });
    expect((await verify(Buffer.from('x'), 'x/y', '?policy=mild')).status).toBe(400);
    expect((await verify(new FormData())).status).toBe(400);
    await nothingGrows();
  });
});

describe('the log of requests', () => {
  it('has one line for each, with who, what and which document; no query, no token', async () => {
    const already = gateway.logLines.length;
    const id = await send({ subject: 'Ghi nhật ký' });
    await gateway.call('/api/v1/documents?box=out&q=mat+khau+bi+mat', sender);
    await gateway.call(`/api/v1/documents/${id}`, sender);
    await gateway.call('/healthz', null);
    const lines = gateway.logLines.slice(already);
    const answered = lines
      .map((line) => JSON.parse(line))
      .filter(({ msg, level }) => msg === 'answered' && level === 30);
    const expected = {
      level: 30,
      part: 'http',
      actor: expect.stringMatching(/^token:/),
      durationMs: expect.any(Number),
      reqId: expect.any(String),
    };
    expect(answered).toEqual([
      expect.objectContaining({ ...expected, method: 'POST', route: '/api/v1/documents', status: 201, document: id }),
      expect.objectContaining({ ...expected, method: 'GET', route: '/api/v1/documents', status: 200 }),
      expect.objectContaining({
        ...expected,
        method: 'GET',
        route: '/api/v1/documents/:id',
        status: 200,
        document: id,
      }),
    ]);
    expect(lines.join('')).not.toMatch(/mat.khau|cv_[A-Za-z0-9_-]{20}/);
  });
});

describe('a proxy in front', () => {
  /** A second service on the same gateway, to which we are the proxy. */
  async function behind(trustedProxies: string[], limits: object = {}) {
    const app = await createApp(
      { ...gateway.ctx, config: { ...gateway.ctx.config, trustedProxies, ...limits } },
      { workersHealthy: () => true },
    );
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as { port: number };
    return {
      app,
      ask: (path: string, headers: Record<string, string> = {}) =>
        fetch(`http://127.0.0.1:${port}${path}`, { headers }),
    };
  }
  const ipsOf = (from: number) =>
    gateway.logLines
      .slice(from)
      .map((line) => JSON.parse(line) as { msg: string; ip?: string })
      .flatMap(({ msg, ip }) => (msg === 'answered' && ip !== undefined ? [ip] : []));

  it('is believed about the client’s address only when it is a configured one', async () => {
    const [stranger, trusted] = [await behind(['10.9.9.9']), await behind(['127.0.0.0/8'])];
    const from = gateway.logLines.length;
    await stranger.ask('/api/v1/log/checkpoint', { 'x-forwarded-for': '203.0.113.7' });
    await trusted.ask('/api/v1/log/checkpoint', { 'x-forwarded-for': '203.0.113.7' });
    // What the client itself put in front of the proxy's word is not believed.
    await trusted.ask('/api/v1/log/checkpoint', { 'x-forwarded-for': '198.51.100.1, 203.0.113.8' });
    expect(ipsOf(from)).toEqual(['127.0.0.1', '203.0.113.7', '203.0.113.8']);
    await stranger.app.close();
    await trusted.app.close();
  });

  it('too many requests are answered with 429 and when to come back, counted for each client apart', async () => {
    const { app, ask } = await behind(['127.0.0.1'], { rateLimitRequests: 3 });
    const path = '/api/v1/log/checkpoint';
    for (let round = 0; round < 3; round += 1)
      expect((await ask(path, { 'x-forwarded-for': '203.0.113.1' })).status).toBe(200);
    const refused = await ask(path, { 'x-forwarded-for': '203.0.113.1' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited', status: 429 });
    expect((await ask(path, { 'x-forwarded-for': '203.0.113.2' })).status).toBe(200);
    expect((await ask('/healthz', { 'x-forwarded-for': '203.0.113.1' })).status).toBe(200);
    for (let round = 0; round < 3; round += 1)
      expect(
        (
          await ask('/api/v1/groups', {
            authorization: `Bearer ${sender}`,
            'x-forwarded-for': `203.0.113.${10 + round}`,
          })
        ).status,
      ).toBe(200);
    expect(
      (await ask('/api/v1/groups', { authorization: `Bearer ${sender}`, 'x-forwarded-for': '203.0.113.20' })).status,
    ).toBe(429);
    await app.close();
  });

  it('a stranger counts by address, whatever token it makes up', async () => {
    const { app, ask } = await behind(['127.0.0.1'], { rateLimitRequests: 3 });
    const made = () => ({ authorization: `Bearer cv_${randomBytes(32).toString('base64url')}` });
    for (const path of ['/api/v1/groups', '/api/v1/log/checkpoint']) {
      const address = { 'x-forwarded-for': path.length > 20 ? '203.0.113.30' : '203.0.113.31' };
      const seen = [];
      for (let round = 0; round < 5; round += 1) seen.push((await ask(path, { ...made(), ...address })).status);
      expect(seen.slice(3)).toEqual([429, 429]);
      expect(seen.slice(0, 3)).not.toContain(429);
    }
    await app.close();
  });

  it('verifications, which anybody may ask for, are limited more closely', async () => {
    const { app, ask } = await behind(['127.0.0.1'], { rateLimitVerifications: 1 });
    const { port } = app.server.address() as { port: number };
    const verify = () =>
      fetch(`http://127.0.0.1:${port}/api/v1/verifications`, {
        method: 'POST',
        body: smallPdf().toString(),
        headers: { 'content-type': 'x/y' },
      });
    expect((await verify()).status).not.toBe(429);
    expect((await verify()).status).toBe(429);
    expect((await ask('/api/v1/log/checkpoint')).status).toBe(200);
    await app.close();
  });
});

describe('readiness', () => {
  it('is refused while the workers are not well; liveness is not', async () => {
    const health = { good: false };
    const app = await createApp(gateway.ctx, { workersHealthy: () => health.good });
    const ready = async () => (await app.inject('/readyz')).statusCode;
    expect(await ready()).toBe(503);
    expect((await app.inject('/readyz')).json()).toEqual({
      ready: false,
      checks: { database: true, blobs: true, workers: false },
    });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    health.good = true;
    expect(await ready()).toBe(200);
    await app.close();
  });

  it('says of workers elsewhere what their signs of life say, and does not hang on them', async () => {
    const alone = await openGatewayFixture();
    const app = await createApp(alone.ctx, { workersHealthy: null });
    const look = async () => (await app.inject('/readyz')).json() as Readiness;
    const elsewhere = (alive: number, secondsSinceBeat: unknown) => ({
      ready: true,
      checks: { database: true, blobs: true, workers: alive > 0 },
      workers: { where: 'elsewhere', alive, secondsSinceBeat },
    });
    expect(await look()).toEqual(elsewhere(0, null));
    const workers = await startWorkers(alone.ctx, inProcessQueue());
    await expect.poll(look).toEqual(elsewhere(1, expect.any(Number)));
    expect((await app.inject('/metrics')).body).toMatch(/^congvan_workers\{state="alive"\} 1$/m);
    const silent = `update worker_heartbeats set beat_at = now() - interval '10 minutes'`;
    await workers.stop();
    expect(await look()).toEqual(elsewhere(0, null));
    const heartbeat = { id: '01890000-0000-7000-8000-000000000001', host: 'x', pid: 1, healthy: false };
    await writeHeartbeat(alone.ctx.database, heartbeat);
    expect(await look()).toEqual(elsewhere(0, expect.any(Number)));
    await writeHeartbeat(alone.ctx.database, { ...heartbeat, healthy: true });
    expect((await look()).checks.workers).toBe(true);
    await alone.ctx.database.query(silent);
    const dead = await look();
    expect(dead.checks.workers).toBe(false);
    expect(dead.workers?.secondsSinceBeat).toBeGreaterThan(590);
    await app.close();
    await alone.close();
  });

  it('is refused when the disk takes no containers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'congvan-blobs-'));
    const blobs = await DirectoryBlobStore.open(join(folder, 'blobs'));
    const app = await createApp({ ...gateway.ctx, blobs }, { workersHealthy: () => true });
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    rmSync(folder, { recursive: true });
    const broken = await createApp({ ...gateway.ctx, blobs }, { workersHealthy: () => true });
    expect((await broken.inject('/readyz')).json()).toMatchObject({ ready: false, checks: { blobs: false } });
    await app.close();
    await broken.close();
  });

  it('is answered by a process that runs workers only, and nothing else is', async () => {
    const health = { good: true };
    const app = createHealthApp(gateway.ctx, () => health.good);
    expect((await app.inject('/readyz')).json()).toEqual({
      ready: true,
      checks: { database: true, blobs: true, workers: true },
    });
    health.good = false;
    expect((await app.inject('/readyz')).statusCode).toBe(503);
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    expect((await app.inject('/metrics')).body).toContain('congvan_workers');
    const other = await app.inject('/api/v1/documents?box=in');
    expect(other.statusCode).toBe(404);
    expect(other.json()).toMatchObject({ code: 'not_found' });
    await app.close();
  });
});

describe('the directory', () => {
  it('is read by agencies and written by operators', async () => {
    const post = (path: string, token: string, value: object, method = 'POST') =>
      gateway.call(path, token, {
        method,
        body: JSON.stringify(value),
        headers: { 'content-type': 'application/json' },
      });
    const added = await post('/api/v1/agencies', operator, {
      code: 'H30.90',
      name: 'Ban mới',
      parent: 'H30',
      channel: 'local',
    });
    expect(added.status, await added.clone().text()).toBe(201);
    expect((await post('/api/v1/agencies', operator, { code: 'H30.90', name: 'Ban mới' })).status).toBe(409);
    expect((await post('/api/v1/agencies', operator, { code: 'H30.91', name: 'x', colour: 'red' })).status).toBe(400);
    expect((await post('/api/v1/agencies/H30.90', operator, { name: 'Ban đổi tên' }, 'PATCH')).status).toBe(200);
    const found = await json<{ items: { code: string }[] }>('/api/v1/agencies?q=ban+doi+ten');
    expect(found.items.map(({ code }) => code)).toEqual(['H30.90']);
    expect((await gateway.call('/api/v1/agencies/H99.99', sender)).status).toBe(404);
    expect(
      (await post('/api/v1/groups', operator, { name: 'thu', title: 'Thử', members: ['H30.05', 'H30.90'] })).status,
    ).toBe(201);
    const id = await send({ to: ['thu'] });
    const view = await json<{ recipients: { agency: string }[] }>(`/api/v1/documents/${id}`);
    expect(view.recipients.map(({ agency }) => agency).sort()).toEqual(['H30.05', 'H30.90']);
    const merged = { successor: 'H30.05', validTo: '2020-12-31' };
    expect((await post('/api/v1/agencies/H30.90', operator, { successor: 'H30.05' }, 'PATCH')).status).toBe(400);
    expect((await post('/api/v1/agencies/H30.90', operator, merged, 'PATCH')).status).toBe(200);
    const answer = await gateway.call('/api/v1/documents', sender, {
      method: 'POST',
      body: submissionForm(metadataOf({ to: ['H30.90'], subject: 'Sau sáp nhập' })),
    });
    expect(await answer.json()).toMatchObject({
      recipients: [{ agency: 'H30.05' }],
      warnings: [{ code: 'merged', detail: 'H30.90 became part of H30.05, which gets it' }],
    });
    const old = await json<{ recipients: { agency: string; name: string }[] }>(`/api/v1/documents/${id}`);
    expect(old.recipients).toContainEqual(expect.objectContaining({ agency: 'H30.90', name: 'Ban đổi tên' }));
  });
});
