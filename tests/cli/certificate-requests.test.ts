/** `congvan cert request`, its answer, and giving it up; an import says what it is missing. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCongvan } from '../support/run-congvan.js';
import { type FreshDatabase, freshDatabase } from '../support/test-database.js';
import { OpensslAuthority } from './offline-authority.js';

let folder: string;
let fresh: FreshDatabase;
let outside: OpensslAuthority;
let env: NodeJS.ProcessEnv;
const congvan = (...words: string[]) => runCongvan(words, env);
const at = (name: string) => join(folder, name);

interface Request {
  id: string;
  state: string;
  request: string;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-request-'));
  mkdirSync(at('outside'));
  outside = new OpensslAuthority(at('outside'));
  fresh = await freshDatabase();
  env = { CONGVAN_DATA: at('data'), CONGVAN_DEMO: '0', CONGVAN_LOG_LEVEL: 'error', DATABASE_URL: fresh.url };
  expect((await congvan('agency', 'add', 'H99', '--name', 'Sở Xây dựng')).exitCode).toBe(0);
});
afterAll(async () => {
  await fresh.drop();
  rmSync(folder, { recursive: true, force: true });
});

const requests = async () => (await congvan('cert', 'requests', '--json')).json<Request[]>();

describe('cert request', () => {
  it('writes a request, shows it, and takes the answer with the issuers beside it', async () => {
    const file = outside.path('h99.csr');
    const made = await congvan('cert', 'request', '--agency', 'H99', '--key-kind', 'p-384', '--out', file);
    expect(made.exitCode, made.stderr).toBe(0);
    expect(await requests()).toMatchObject([{ id: made.stdout.trim(), state: 'pending' }]);
    outside.answer('h99');
    const bundle = `${execFileSync('cat', [outside.path('root.pem'), outside.path('h99.pem')])}`;
    writeFileSync(at('answer.pem'), bundle);
    const imported = await congvan('cert', 'import', at('answer.pem'));
    expect(imported.exitCode, imported.stderr).toBe(0);
    const listed = (await congvan('cert', 'list', '--agency', 'H99', '--json')).json<object[]>();
    expect(listed).toMatchObject([{ fingerprint: imported.stdout.trim(), holder: 'gateway' }]);
    expect((await congvan('cert', 'requests')).stdout).toMatch(/answered/);
  });

  it('can be cancelled once, and shows its text until the end', async () => {
    const file = at('second.csr');
    const id = (
      await congvan('cert', 'request', '--agency', 'H99', '--key-kind', 'p-256', '--out', file)
    ).stdout.trim();
    const shown = (await requests()).find((one) => one.id === id);
    expect(shown?.request).toBe(execFileSync('cat', [file]).toString());
    expect((await congvan('cert', 'cancel', id)).exitCode).toBe(0);
    const again = await congvan('cert', 'cancel', id);
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('illegal_move') });
  });
});

describe('cert import', () => {
  it('of an answer to nothing, of a PKCS#12 file without its passphrase, of text: says why not', async () => {
    outside.issue('stranger', 'P-256');
    const stranger = await congvan('cert', 'import', outside.path('stranger.pem'));
    expect(stranger).toMatchObject({ exitCode: 65, stderr: expect.stringContaining('No pending request') });
    writeFileSync(at('text'), 'không phải chứng thư');
    expect(await congvan('cert', 'import', at('text'))).toMatchObject({
      exitCode: 65,
      stderr: expect.stringContaining('--passphrase-file'),
    });
    writeFileSync(at('pass'), 'mật khẩu\n');
    const unnamed = await congvan('cert', 'import', at('text'), '--passphrase-file', at('pass'));
    expect(unnamed).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--agency') });
  });
});
