/** A full disk and a database that is away: real ones, met by the product as it runs. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedServer, stopEmbeddedServer } from '../../../gateway/database/embedded-server.js';
import { edxmlFile } from '../../support/foreign-messages.js';
import { metadataOf, smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../../support/http-fixture.js';
import { runCongvan } from '../../support/run-congvan.js';
import { type FreshDatabase, freshDatabase } from '../../support/test-database.js';
import { drafts, holdings } from './left-behind.js';

const mebibyte = 1024 * 1024;
const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('a full disk', () => {
  let folder: string;
  let fresh: FreshDatabase;
  let gateway: ChildProcess;
  let url: string;
  let token: string;
  /** Where the gateway's files can be seen from outside. */
  let seen: string;

  beforeAll(async () => {
    fresh = await freshDatabase();
    folder = mkdtempSync(join(tmpdir(), 'congvan-full-'));
    const small = join(folder, 'blobs');
    const env = {
      CONGVAN_DATA: folder,
      CONGVAN_DEMO: '0',
      CONGVAN_PORT: '0',
      CONGVAN_LOG_LEVEL: 'silent',
      DATABASE_URL: fresh.url,
    };
    for (const code of ['H99', 'H98'])
      expect(
        (await runCongvan(['agency', 'add', code, '--name', `Cơ quan ${code}`, '--with-seal'], env)).exitCode,
      ).toBe(0);
    token = (await runCongvan(['token', 'create', '--agency', 'H99'], env)).stdout.trim();
    rmSync(small, { recursive: true, force: true });
    mkdirSync(small);
    // A disk of 2 MB for containers and temporary files that lives as long as the gateway; where the kernel lets nobody
    // mount one, files may not grow beyond 1 MB there, which the gateway meets as an error of its disk just the same.
    const mayMount = spawnSync('env', ['unshare', '-rm', 'true']).status === 0;
    const prepare = mayMount ? 'mount -t tmpfs -o size=2m tmpfs "$0"' : "trap '' XFSZ && ulimit -f 2048";
    gateway = spawn(
      'env',
      [
        ...(mayMount ? ['unshare', '-rm'] : []),
        'sh',
        '-c',
        `${prepare} && mkdir -p "$0/tmp" && TMPDIR="$0/tmp" exec node --import tsx cli/main.ts gateway`,
        small,
      ],
      { cwd: root, env: { ...process.env, ...env, TSX_DISABLE_CACHE: '1' }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    url = await readyAt(gateway);
    seen = mayMount ? `/proc/${gateway.pid}/root${small}` : small;
  }, 60_000);
  afterAll(async () => {
    const ended = once(gateway, 'exit');
    gateway.kill('SIGTERM');
    await ended;
    await fresh.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const submit = (body: NonNullable<RequestInit['body']>, contentType?: string) =>
    fetch(`${url}/api/v1/documents`, {
      method: 'POST',
      body,
      headers: {
        authorization: `Bearer ${token}`,
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
    });
  const rows = async () =>
    (
      await fresh.database.query<{ documents: number; entries: number }>(
        `select (select count(*)::int from documents) as documents, (select count(*)::int from register_entries) as entries`,
      )
    ).rows[0];
  const filesSeen = () => readdirSync(seen, { recursive: true }).map(String).sort();
  const large = () => Buffer.concat([smallPdf(), Buffer.alloc(3 * mebibyte, 0x20)]);

  it.each(['a form', 'a container', 'an edXML file'] as const)(
    'answers %s with 507, and nothing is half-written',
    async (what) => {
      const before = [await rows(), filesSeen()];
      const answer = await {
        'a form': () => submit(submissionForm(metadataOf({ to: ['H98'] }), [['lon.pdf', large()]])),
        'a container': () => submit(new Uint8Array(large()), 'application/vnd.etsi.asic-e+zip'),
        'an edXML file': async () =>
          submit(
            new Uint8Array(await edxmlFile('H99', { to: ['H98'] }, { name: 'lon.pdf', bytes: large() })),
            'application/xml',
          ),
      }[what]();
      expect(answer.status).toBe(507);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await answer.json()).toMatchObject({ code: 'storage_full', status: 507 });
      expect([await rows(), filesSeen()]).toEqual(before);
    },
  );

  it('still takes what fits', async () => {
    const answer = await submit(submissionForm(metadataOf({ to: ['H98'] })));
    expect(answer.status).toBe(201);
    expect(await rows()).toMatchObject({ documents: 1, entries: 1 });
    const { sha256 } = (await answer.json()) as { sha256: string };
    expect(filesSeen().filter((name) => name.includes(sha256))).toHaveLength(1);
    const path = filesSeen().find((name) => name.includes(sha256)) ?? '';
    expect(
      createHash('sha256')
        .update(readFileSync(join(seen, path)))
        .digest('hex'),
    ).toBe(sha256);
  });
});

/** The address in the line `ready URL`. */
async function readyAt(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    const address = /^ready (\S+)$/m.exec(text)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`the gateway ended before it was ready: ${text}`);
}

describe('a database that is away', () => {
  let folder: string;
  let gateway: HttpFixture;
  let sender: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'congvan-away-'));
    chmodSync(folder, 0o711);
    gateway = await openHttpFixture({ databaseFolder: folder, workers: true });
    sender = await gateway.token(['H30.03']);
  }, 60_000);
  afterAll(async () => {
    await startEmbeddedServer(folder);
    await gateway.close();
    await stopEmbeddedServer(folder);
    rmSync(folder, { recursive: true, force: true });
  });

  const submit = (headers: Record<string, string> = {}) =>
    gateway.call('/api/v1/documents', sender, { method: 'POST', body: submissionForm(), headers });

  it('is answered with 503 on every way, nothing is left behind, and the service goes on by itself', async () => {
    expect((await submit()).status).toBe(201);
    const before = await holdings(gateway);
    await stopEmbeddedServer(folder);

    const refused = await submit({ 'idempotency-key': 'away-1' });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({ code: 'database_unavailable', status: 503 });
    expect((await gateway.call('/api/v1/documents?box=out', sender)).status).toBe(503);
    expect((await gateway.call('/api/v1/log/checkpoint', null)).status).toBe(503);
    expect((await gateway.call('/healthz', null)).status).toBe(200);
    const readiness = await gateway.call('/readyz', null);
    expect(readiness.status).toBe(503);
    expect(await readiness.json()).toMatchObject({ ready: false, checks: { database: false, blobs: true } });
    expect((await gateway.call('/metrics', null)).status).toBe(200);
    expect(await drafts(gateway)).toEqual([]);

    await startEmbeddedServer(folder, { isDurable: false });
    const answered = await submit({ 'idempotency-key': 'away-1' });
    expect(answered.status).toBe(201);
    const { files } = await holdings(gateway);
    expect((files as string[]).filter((name) => name.endsWith('.asice'))).toHaveLength(
      (before['files'] as string[]).filter((name) => name.endsWith('.asice')).length + 1,
    );
    await expect.poll(async () => (await gateway.call('/readyz', null)).status, { timeout: 10_000 }).toBe(200);
    const { id } = (await answered.json()) as { id: string };
    const reader = await gateway.token(['H30.05']);
    await expect
      .poll(async () => (await gateway.call(`/api/v1/documents/${id}`, reader)).status, { timeout: 30_000 })
      .toBe(200);
  });

  it('that goes away in mid-upload costs the upload, not more', async () => {
    const before = await holdings(gateway);
    const body = Buffer.from(
      `--X\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n${JSON.stringify(metadataOf())}\r\n--X\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n${smallPdf().toString()}${' '.repeat(300_000)}\r\n--X--\r\n`,
    );
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    let answer = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.write(
      `POST /api/v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${sender}\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.subarray(0, 200_000));
    await expect.poll(() => drafts(gateway)).toHaveLength(1);
    await stopEmbeddedServer(folder);
    socket.write(body.subarray(200_000));
    await expect.poll(() => answer, { timeout: 15_000 }).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toContain('database_unavailable');
    socket.destroy();
    expect(await drafts(gateway)).toEqual([]);
    await startEmbeddedServer(folder, { isDurable: false });
    const after = await holdings(gateway);
    expect(after['documents']).toEqual(before['documents']);
    expect(after['register_entries']).toEqual(before['register_entries']);
    expect(after['files']).toEqual(before['files']);
  });
});
