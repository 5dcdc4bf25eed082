/**
 * A seal whose key never leaves a PKCS#11 token, end to end as an operator does it: every command a process of its own, a gateway
 * that serves, the container judged by us and by xmlsec1.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../kill/topology.js';
import { metadataOf, smallPdf } from '../support/gateway-fixture.js';
import { openSoftHsm, type SoftHsm } from '../support/soft-hsm.js';
import { type FreshDatabase, freshDatabase } from '../support/test-database.js';
import { OpensslAuthority } from './offline-authority.js';

const actions = ['cert', 'request', '--agency', 'H99'] as const;

let folder: string;
let fresh: FreshDatabase;
let hsm: SoftHsm;
let outside: OpensslAuthority;
let env: NodeJS.ProcessEnv;
let gateway: ChildProcess | undefined;
const at = (name: string) => join(folder, name);

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function congvan(...words: string[]): Promise<Ended> {
  try {
    const run = await promisify(execFile)(process.execPath, [program, ...words], { env });
    return { exitCode: 0, ...run };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { exitCode: code, stdout, stderr };
  }
}

async function done(...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await congvan(...words);
  expect(exitCode, stderr).toBe(0);
  return stdout.trim();
}

async function startGateway(): Promise<string> {
  gateway = spawn(process.execPath, [program, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of gateway.stdout ?? []) {
    text += String(chunk);
    const url = /^ready (\S+)$/m.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the gateway ended before it was ready: ${text}`);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-token-'));
  mkdirSync(at('outside'));
  outside = new OpensslAuthority(at('outside'));
  hsm = openSoftHsm();
  const { pinFile } = hsm.newToken('Sở Xây dựng');
  fresh = await freshDatabase();
  env = {
    ...process.env,
    ...hsm.env,
    CONGVAN_DATA: at('data'),
    CONGVAN_DEMO: '0',
    CONGVAN_PORT: '0',
    CONGVAN_SCAN_SECONDS: '1',
    CONGVAN_LOG_LEVEL: 'error',
    CONGVAN_PKCS11_MODULE: hsm.module,
    CONGVAN_PKCS11_PIN_FILE: pinFile,
    DATABASE_URL: fresh.url,
  };
  await done('agency', 'add', 'H99', '--name', 'Sở Xây dựng');
  await done('agency', 'add', 'H98', '--name', 'Sở Công Thương', '--with-seal');
}, 120_000);
afterAll(async () => {
  if (gateway !== undefined && gateway.exitCode === null) {
    const ended = once(gateway, 'exit');
    gateway.kill('SIGTERM');
    await ended;
  }
  await fresh.drop();
  hsm.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a seal in a token', () => {
  it('is asked for with a key that is made in the token and nowhere else', async () => {
    const id = await done(
      ...actions,
      '--token',
      'Sở Xây dựng',
      '--key-label',
      'Con dấu',
      '--out',
      outside.path('h99.csr'),
    );
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const check = execFileSync('sh', ['-c', 'openssl req -verify -noout -in h99.csr 2>&1'], { cwd: at('outside') });
    expect(check.toString()).toContain('verify OK');
    // The key of H98 and the gateway's own six are all there is on the disk.
    expect(readdirSync(at('data/keys'))).toHaveLength(7);
    const again = await congvan(
      ...actions,
      '--token',
      'Sở Xây dựng',
      '--key-label',
      'Con dấu',
      '--out',
      at('again.csr'),
    );
    expect(again.stderr).toContain('already_exists');
    expect(JSON.parse(await done('cert', 'requests', '--json'))).toMatchObject([
      { id, state: 'pending', agency: 'H99', tokenKey: { token: 'Sở Xây dựng', label: 'Con dấu' } },
    ]);
  });

  it('comes into use with the answer of the outside authority', async () => {
    outside.answer('h99');
    await done('cert', 'trust', outside.path('root.pem'));
    const fingerprint = await done('cert', 'import', outside.path('h99.pem'));
    const listed = JSON.parse(await done('cert', 'list', '--agency', 'H99', '--json')) as object[];
    expect(listed).toMatchObject([{ fingerprint, kind: 'seal', holder: 'token', tokenKey: { label: 'Con dấu' } }]);
    expect(JSON.stringify(listed)).not.toContain('12345678');
    expect(await done('cert', 'requests')).toMatch(/answered .*Sở Xây dựng/);
  });

  it('seals a document that everybody verifies', async () => {
    const url = await startGateway();
    writeFileSync(at('cong-van.json'), JSON.stringify(metadataOf({ to: ['H98'] })));
    writeFileSync(at('Công văn.pdf'), smallPdf());
    const [sender, recipient] = [
      await done('token', 'create', '--agency', 'H99'),
      await done('token', 'create', '--agency', 'H98'),
    ];
    const there = (token: string) => ['--url', url, '--token', token];
    const id = await done(
      'send',
      at('Công văn.pdf'),
      '--metadata',
      at('cong-van.json'),
      '--from',
      'H99',
      ...there(sender),
    );
    await expect
      .poll(async () => (await congvan('inbox', '--json', ...there(recipient))).stdout, {
        timeout: 20_000,
        interval: 500,
      })
      .toContain(id);
    await done('download', id, '--out', at('cong-van.asice'), ...there(recipient));
    const report = JSON.parse(
      await done(
        'verify',
        at('cong-van.asice'),
        '--json',
        '--trust',
        outside.path('root.pem'),
        '--crl',
        outside.path('root.crl'),
      ),
    );
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', signatures: [{ signer: { agencyCode: 'H99' } }] });
    mkdirSync(at('opened'));
    execFileSync('unzip', ['-q', at('cong-van.asice'), '-d', at('opened')]);
    const words = [
      '--verify',
      '--trusted-pem',
      outside.path('root.pem'),
      '--id-attr:Id',
      'http://uri.etsi.org/01903/v1.3.2#:SignedProperties',
    ];
    const other = execFileSync('sh', ['-c', 'xmlsec1 "$@" 2>&1', 'xmlsec1', ...words, 'META-INF/signatures0.xml'], {
      cwd: at('opened'),
    });
    expect(other.toString()).toMatch(/^(OK|Verification status: OK)$/m);
  }, 120_000);

  it('is found well by the doctor while its token is there, and not when it is out', async () => {
    const keys = async () => {
      const { stdout } = await congvan('doctor', '--json');
      const { findings } = JSON.parse(stdout) as { findings: { check: string; level: string; message: string }[] };
      return findings.find(({ check }) => check === 'keys');
    };
    expect(await keys()).toMatchObject({ level: 'ok' });
    hsm.removeTokens();
    expect(await keys()).toMatchObject({ level: 'problem', message: expect.stringContaining('H99') });
  });
});

describe('cert commands for tokens', () => {
  const words = ['cert', 'request', '--agency', 'H99', '--out', '/dev/null', '--token', 'x'];

  it('say what is missing', async () => {
    expect(await congvan(...words)).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('--key-label') });
    expect(await congvan(...words, '--key-id', 'xyz')).toMatchObject({ exitCode: 64 });
    env = { ...env, CONGVAN_PKCS11_MODULE: '' };
    expect(await congvan(...words, '--key-label', 'y')).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('CONGVAN_PKCS11_MODULE'),
    });
  });

  it('end with "unavailable" when there is no such token', async () => {
    const ended = await congvan(...words, '--key-label', 'y', '--pkcs11-module', hsm.module);
    expect(ended).toMatchObject({ exitCode: 69, stderr: expect.stringContaining('token_unavailable') });
  });
});
