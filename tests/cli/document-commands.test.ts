/** The main job from a terminal: send, receive, accept, download, verify, against a gateway that listens. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metadataOf, smallPdf } from '../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../support/http-fixture.js';
import { runCongvan } from '../support/run-congvan.js';

let gateway: HttpFixture;
let folder: string;
let sender: string;
let recipient: string;
const at = (name: string) => join(folder, name);
const as = (token: string, ...words: string[]) =>
  runCongvan([...words, '--token', token], { CONGVAN_URL: gateway.url, CONGVAN_DATA: at('data') });

beforeAll(async () => {
  gateway = await openHttpFixture({ workers: true });
  sender = await gateway.token(['H30.03']);
  recipient = await gateway.token(['H30.05']);
  folder = mkdtempSync(join(tmpdir(), 'congvan-documents-'));
  writeFileSync(at('cong-van.json'), JSON.stringify(metadataOf({ to: ['H30.01'] })));
  writeFileSync(at('Báo cáo số 1.pdf'), smallPdf());
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

const send = (...more: string[]) =>
  as(
    sender,
    'send',
    at('Báo cáo số 1.pdf'),
    '--metadata',
    at('cong-van.json'),
    '--from',
    'H30.03',
    '--to',
    'H30.05,H30.15',
    ...more,
  );

async function arrived(id: string): Promise<void> {
  await expect
    .poll(
      async () =>
        (await as(recipient, 'inbox', '--json')).json<{ items: { id: string }[] }>().items.map((row) => row.id),
      { timeout: 10_000 },
    )
    .toContain(id);
}

describe('the main job from a terminal', () => {
  let id: string;

  it('sends: the id alone on stdout, number and digest beside it', async () => {
    const sent = await send();
    expect(sent.exitCode, sent.stderr).toBe(0);
    id = sent.stdout.trim();
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent.stderr).toMatch(/2 nơi nhận .* SHA-256 [0-9a-f]{64}/);
  });

  it('shows it in the inbox of whom --to names, not of whom the metadata named', async () => {
    await arrived(id);
    const office = await gateway.token(['H30.01']);
    expect((await as(office, 'inbox', '--json')).json()).toMatchObject({ items: [] });
    const table = await as(recipient, 'inbox', 'gui', 'nhan');
    expect(table.stdout).toContain('Về việc gửi, nhận văn bản điện tử');
    expect(table.stdout).toContain('Đã đến');
  });

  it('accepts it, and the sender sees who has accepted', async () => {
    expect((await as(recipient, 'status', id, '--code', '03')).exitCode).toBe(0);
    const shown = await as(sender, 'show', id);
    expect(shown.stdout).toMatch(/H30\.05 .* 03 Đã tiếp nhận/);
    expect((await as(sender, 'outbox', '--json')).json()).toMatchObject({ items: [{ id }] });
  });

  it('refuses a move the state table does not have, naming the rule, with exit code 1', async () => {
    const back = await as(recipient, 'status', id, '--code', '02', '--reason', 'nhầm nơi nhận');
    expect(back.exitCode).toBe(1);
    expect(back.stderr).toContain('illegal_move');
  });

  it('downloads the container whole, under its digest, and nothing of a document that is not there', async () => {
    const got = await as(recipient, 'download', id, '--out', at('got.asice'), '--json');
    const { sha256 } = got.json<{ sha256: string }>();
    expect(
      createHash('sha256')
        .update(readFileSync(at('got.asice')))
        .digest('hex'),
    ).toBe(sha256);
    const none = await as(recipient, 'download', '01a209a9-42f1-76f9-9091-113ee2d2c0b3', '--out', at('none.asice'));
    expect(none.exitCode).toBe(1);
    expect(readdirSync(folder).filter((name) => name.includes('none'))).toEqual([]);
  });

  it('verifies what it downloaded', async () => {
    const verdict = await runCongvan(['verify', at('got.asice'), '--policy', 'core', '--json', '--offline']);
    expect(verdict.exitCode, verdict.stdout).toBe(0);
    expect(verdict.json()).toMatchObject({ indication: 'TOTAL-PASSED', policy: 'core' });
  });

  it('sends once under one key, however often it is asked', async () => {
    const first = await send('--key', 'once-1', '--json');
    const again = await send('--key', 'once-1', '--json');
    expect(again.json()).toMatchObject({ id: first.json<{ id: string }>().id });
    expect(await send('--key', 'lần này')).toMatchObject({ exitCode: 64, stdout: '' });
  });

  it('takes a document back', async () => {
    const sent = (await send()).stdout.trim();
    expect((await as(sender, 'recall', sent, '--reason', 'sai nội dung')).exitCode).toBe(0);
    const shown = (await as(sender, 'show', sent, '--json')).json<{ recipients: { requestKind: string | null }[] }>();
    expect(shown.recipients.map((row) => row.requestKind)).toContain('recall');
  });
});

describe('what can go wrong', () => {
  it('a token that is missing, unknown or of too little scope', async () => {
    expect((await runCongvan(['inbox'], { CONGVAN_URL: gateway.url })).exitCode).toBe(64);
    expect((await as(`cv_${'x'.repeat(43)}`, 'inbox')).exitCode).toBe(77);
    const reader = await gateway.token(['H30.03'], ['documents:read']);
    const refused = await as(reader, 'send', at('Báo cáo số 1.pdf'), '--metadata', at('cong-van.json'));
    expect(refused.exitCode).toBe(77);
    expect(refused.stderr).toContain('missing_scope');
  });

  it('metadata that is not JSON, a field that is wrong, a file that is not there', async () => {
    writeFileSync(at('broken.json'), '{');
    expect((await as(sender, 'send', at('Báo cáo số 1.pdf'), '--metadata', at('broken.json'))).exitCode).toBe(65);
    writeFileSync(at('secret.json'), JSON.stringify(metadataOf({ secrecy: 'secret' })));
    const secret = await as(sender, 'send', at('Báo cáo số 1.pdf'), '--metadata', at('secret.json'));
    expect(secret.exitCode).toBe(65);
    expect(secret.stderr).toContain('secret_refused');
    expect((await as(sender, 'send', at('missing.pdf'), '--metadata', at('cong-van.json'))).exitCode).toBe(64);
  });

  it('a gateway that is not there, or something else in its place', async () => {
    const nobody = await runCongvan(['inbox', '--token', sender, '--url', 'http://127.0.0.1:9']);
    expect(nobody.exitCode).toBe(69);
    expect(nobody.stderr).toContain('gateway_unreachable');
    const other = createServer((_request, response) => response.writeHead(502).end('<h1>Bad Gateway</h1>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect((await runCongvan(['inbox', '--token', sender, '--url', url])).exitCode).toBe(69);
    other.close();
  });
});
