/** Seals with keys that are bound to RSASSA-PSS, as `congvan seal` makes them; openssl says whether the signature values are right. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerificationReport } from '../../certs/verdict/report.js';
import { runCongvan } from '../support/run-congvan.js';
import { OpensslAuthority, type OpensslKeyKind } from './offline-authority.js';

let folder: string;
let authority: OpensslAuthority;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-pss-'));
  mkdirSync(at('ca'));
  authority = new OpensslAuthority(at('ca'));
  writeFileSync(at('a.txt'), 'Kính gửi\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function seal(kind: OpensslKeyKind) {
  authority.issue(kind, kind);
  const keys = ['--key', authority.path(`${kind}.key`), '--cert', authority.path(`${kind}.pem`)];
  return runCongvan(['seal', at('a.txt'), ...keys, '--out', at(`${kind}.asice`)]);
}

/** SignedInfo stands in the file as it is signed. */
function opensslSays(kind: OpensslKeyKind, digest: string, salt: number): string {
  const xml = execFileSync('unzip', ['-p', at(`${kind}.asice`), 'META-INF/signatures0.xml'], { encoding: 'utf8' });
  const [signedInfo = ''] = /<ds:SignedInfo .*<\/ds:SignedInfo>/s.exec(xml) ?? [];
  const [, value = ''] = /<ds:SignatureValue[^>]*>([^<]+)</.exec(xml) ?? [];
  writeFileSync(at('signed-info'), signedInfo);
  writeFileSync(at('value'), Buffer.from(value, 'base64'));
  execFileSync('openssl', [
    'x509',
    '-in',
    authority.path(`${kind}.pem`),
    '-pubkey',
    '-noout',
    '-out',
    at('public.pem'),
  ]);
  const padding = ['rsa_padding_mode:pss', `rsa_pss_saltlen:${salt}`, `rsa_mgf1_md:${digest}`];
  const words = ['dgst', `-${digest}`, ...padding.flatMap((option) => ['-sigopt', option])];
  return execFileSync(
    'openssl',
    [...words, '-verify', at('public.pem'), '-signature', at('value'), at('signed-info')],
    {
      encoding: 'utf8',
    },
  );
}

describe('a seal with a key bound to RSASSA-PSS', () => {
  it.each([
    ['RSA-PSS-2048', 'sha256', 32],
    ['RSA-PSS-3072-SHA384', 'sha384', 48],
    ['RSA-PSS-4096-SHA512', 'sha512', 64],
  ] as const)(
    '%s is right for openssl and valid here',
    async (kind, digest, salt) => {
      const made = await seal(kind);
      expect(made.exitCode, made.stderr).toBe(0);
      expect(opensslSays(kind, digest, salt)).toContain('Verified OK');
      const trust = ['--trust', authority.path('root.pem'), '--crl', authority.path('root.crl'), '--offline'];
      const { exitCode, json } = await runCongvan(['verify', at(`${kind}.asice`), '--json', ...trust]);
      const { signatures } = json<VerificationReport>();
      expect([exitCode, signatures[0]?.algorithm]).toEqual([0, `RSA-PSS-${digest.toUpperCase()}`]);
    },
    30_000,
  );

  it('is not made when the key is too short, or bound to a digest that proves nothing', async () => {
    expect(await seal('RSA-PSS-1024')).toMatchObject({
      exitCode: 65,
      stderr: expect.stringContaining('algorithm_weak'),
    });
    expect(await seal('RSA-PSS-2048-SHA1')).toMatchObject({
      exitCode: 65,
      stderr: expect.stringContaining('algorithm_unsupported'),
    });
  });
});
