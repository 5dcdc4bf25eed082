/** The proof file from a terminal: fetched whole or not at all, named as its gateway says unless that would lead elsewhere, judged alone. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advanceProofs } from '../../workers/proofs.js';
import { submitDocument } from '../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../support/http-fixture.js';
import { pemOf } from '../support/pem.js';
import { publishLists } from '../support/publish-lists.js';
import { runCongvan } from '../support/run-congvan.js';
import { openWebServer, type WebServer } from '../support/web-server.js';

let gateway: HttpFixture;
let sender: string;
let id: string;
let folder: string;
const before = process.cwd();
const fetchProof = (token: string, ...more: string[]) =>
  runCongvan(['proof', id, '--token', token, ...more], {
    CONGVAN_URL: gateway.url,
    CONGVAN_DATA: join(folder, 'data'),
  });

beforeAll(async () => {
  gateway = await openHttpFixture();
  sender = await gateway.token(['H30.03']);
  id = (await submitDocument(gateway.ctx, gateway.clerk('H30.03'))).id;
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-proof-command-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => gateway.close());

describe('congvan proof', () => {
  it('says that the proof is still growing while the seal has no timestamp', async () => {
    const got = await fetchProof(sender, '--out', 'early.asice', '--json');
    expect(got.exitCode, got.stderr).toBe(0);
    expect(got.json()).toMatchObject({ out: 'early.asice', proof: { state: 'pending' } });
    expect(got.stderr).toContain('chưa đủ (pending)');
  });

  it('writes the file under the name the gateway gives, and says how it is judged, which then passes', async () => {
    await publishLists(gateway.ctx, gateway.authority);
    for (let round = 0; round < 2; round += 1) await advanceProofs(gateway.ctx);
    const got = await fetchProof(sender);
    expect(got.exitCode, got.stderr).toBe(0);
    const [name = '', ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(name).toMatch(/^\d+-STTTT-VP\.proof\.asice$/);
    expect(got.stdout).toContain(`${name}: ${readFileSync(name).length} byte, SHA-256 `);
    expect(got.stderr).toContain(`congvan verify --offline ${name}`);
    expect(got.stderr).not.toContain('chưa đủ');
    writeFileSync('root.pem', pemOf(gateway.authority.root.certificate));
    const verdict = await runCongvan(['verify', '--offline', name, '--trust', 'root.pem', '--json']);
    expect(verdict.exitCode, verdict.stdout).toBe(0);
  });

  it('leaves nothing behind for a document that is not there, a stranger, a token without the right', async () => {
    const stranger = await gateway.token(['H30.15']);
    const withoutRight = await gateway.token(['H30.03'], ['directory:read']);
    const unknown = await runCongvan(['proof', '01a209a9-42f1-76f9-9091-113ee2d2c0b3', '--token', sender], {
      CONGVAN_URL: gateway.url,
    });
    expect([unknown.exitCode, unknown.stderr]).toEqual([1, expect.stringContaining('not_found')]);
    expect((await fetchProof(stranger)).stderr).toContain('not_found');
    const refused = await fetchProof(withoutRight);
    expect([refused.exitCode, refused.stderr]).toEqual([77, expect.stringContaining('missing_scope')]);
    const nowhere = await fetchProof(sender, '--out', join(folder, 'nowhere', 'x.asice'));
    expect([nowhere.exitCode, nowhere.stderr]).toEqual([64, expect.stringContaining('ENOENT')]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a gateway that is not to be relied upon', () => {
  let web: WebServer;
  let headers: Record<string, string>;
  const body = Buffer.from('PK');

  beforeAll(async () => {
    web = await openWebServer({
      [`/api/v1/documents/${id}`]: (_asked, response) => void response.end(JSON.stringify({ id, proof: null })),
      [`/api/v1/documents/${id}/proof`]: (_asked, response) => {
        response.writeHead(200, headers);
        response.write(body);
        // A length that was promised and is not kept: the connection is closed instead.
        if (headers['content-length'] === undefined) response.end();
        else setTimeout(() => response.destroy(), 50);
      },
    });
  });
  afterAll(() => web.close());
  const ask = () => runCongvan(['proof', id, '--token', sender, '--url', web.url]);

  it('breaks off: the message says so, and no half file stays', async () => {
    headers = { 'content-length': '1000' };
    const got = await ask();
    expect([got.exitCode, got.stdout]).toEqual([69, '']);
    expect(got.stderr).toMatch(/^congvan: gateway_unreachable: .*The connection broke off\n$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('sends other bytes than it promised: nothing stays', async () => {
    headers = { etag: `"${'0'.repeat(64)}"` };
    const got = await ask();
    expect([got.exitCode, got.stderr]).toEqual([69, expect.stringContaining('changed on its way')]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['in another folder', '..%2F..%2Fx.asice'],
    ['hidden', '.x.asice'],
    ['of another kind', 'x.sh'],
    ['that is no text', '%ff%fe.asice'],
    ['with control characters', 'x%1B%5B2J.asice'],
    ['of no end', `${'x'.repeat(300)}.asice`],
  ])('gives a name %s: the document’s id is taken instead', async (_what, name) => {
    headers = { 'content-disposition': `attachment; filename="x"; filename*=UTF-8''${name}` };
    const got = await ask();
    expect(got.exitCode, got.stderr).toBe(0);
    expect(readdirSync(folder)).toEqual([`${id}.proof.asice`]);
  });
});
