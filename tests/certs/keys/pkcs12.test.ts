import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeypair, type KeyKind } from '../../../certs/authority/create-keypair.js';
import { issueSeal } from '../../../certs/authority/issue-certificate.js';
import { exportPkcs12, importPkcs12 } from '../../../certs/keys/pkcs12.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { testAuthority } from '../../support/test-authority.js';

interface Entry {
  privateKey: KeyObject;
  certificate: Buffer;
  chain: Buffer[];
}

let folder: string;
let rsa: Entry;
let elliptic: Entry;

async function newEntry(kind: KeyKind): Promise<Entry> {
  const { issuing, root } = await testAuthority();
  const { privateKey, publicKey } = await createKeypair(kind);
  const validity = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const certificate = await issueSeal(issuing, { agencyCode: 'H30.02', agencyName: 'Sở Tư pháp', publicKey, validity });
  return { privateKey, certificate, chain: [issuing.certificate, root.certificate] };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'p12-'));
  rsa = await newEntry('rsa-2048');
  elliptic = await newEntry('p-256');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pem = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`;

/** A file as openssl makes it. */
function opensslExport(entry: Entry, passphrase: string, ...options: string[]): Buffer {
  const [key, certificates, out] = ['key.pem', 'certs.pem', 'out.p12'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(key, entry.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(certificates, [entry.certificate, ...[...entry.chain].reverse()].map(pem).join(''));
  const args = ['pkcs12', '-export', '-inkey', key, '-in', certificates, '-name', 'Con dấu', '-out', out];
  execFileSync('openssl', [...args, '-passout', `pass:${passphrase}`, ...options], { stdio: 'pipe' });
  return readFileSync(out);
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isProblem(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('importing PKCS#12', () => {
  it.each([
    ['of today (AES-256, SHA-256)', []],
    ['of old tokens (RC2-40 and 3DES)', ['-legacy']],
    ['with 3DES throughout', ['-legacy', '-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES']],
    ['with AES-128 and SHA-1', ['-certpbe', 'AES-128-CBC', '-keypbe', 'AES-128-CBC', '-macalg', 'sha1']],
    ['with unencrypted certificates', ['-certpbe', 'NONE']],
    ['with an unencrypted key', ['-keypbe', 'NONE']],
    ['with a SHA-512 check', ['-macalg', 'sha512']],
  ])('reads files %s, RSA and elliptic, with the chain in order', (_, options) => {
    for (const entry of [rsa, elliptic]) {
      const read = importPkcs12(opensslExport(entry, 'mật khẩu', ...options), 'mật khẩu');
      expect(read.privateKey.equals(entry.privateKey)).toBe(true);
      expect(read.certificate).toEqual(entry.certificate);
      expect(read.chain).toEqual(entry.chain);
    }
  });

  it('reads what old tokens really export: RC2-40 for certificates, 3DES for the key, SHA-1 for the check', () => {
    const file = opensslExport(rsa, 'cũ', '-legacy');
    const args = ['pkcs12', '-info', '-noout', '-legacy', '-in', join(folder, 'out.p12'), '-passin', 'pass:cũ'];
    const { stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
    expect(stderr).toContain('MAC: sha1');
    expect(stderr).toContain('pbeWithSHA1And40BitRC2-CBC');
    expect(stderr).toContain('pbeWithSHA1And3-KeyTripleDES-CBC');
    expect(importPkcs12(file, 'cũ').certificate).toEqual(rsa.certificate);
  });

  it('refuses a wrong passphrase, a changed file and a file without protection', () => {
    const file = opensslExport(rsa, 'đúng');
    expect(codeOf(() => importPkcs12(file, 'sai'))).toBe('pkcs12_unreadable');
    expect(codeOf(() => importPkcs12(opensslExport(rsa, 'đúng', '-nomac'), 'đúng'))).toBe('pkcs12_unreadable');
    const changed = Buffer.from(file);
    changed[200] = (changed[200] ?? 0) ^ 1;
    expect(codeOf(() => importPkcs12(changed, 'đúng'))).toBe('pkcs12_unreadable');
  });

  it('refuses a file whose key has no certificate in it', () => {
    const key = join(folder, 'lone.pem');
    writeFileSync(key, rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const out = join(folder, 'lone.p12');
    execFileSync('openssl', ['pkcs12', '-export', '-nocerts', '-inkey', key, '-out', out, '-passout', 'pass:a'], {
      stdio: 'pipe',
    });
    expect(codeOf(() => importPkcs12(readFileSync(out), 'a'))).toBe('key_mismatch');
  });

  it('answers hostile input with a problem, soon', () => {
    const file = opensslExport(elliptic, 'a');
    const started = performance.now();
    expect(codeOf(() => importPkcs12(Buffer.alloc(2_000_000), 'a'))).toBe('pkcs12_unreadable');
    expect(codeOf(() => importPkcs12(Buffer.alloc(0), 'a'))).toBe('pkcs12_unreadable');
    expect(codeOf(() => importPkcs12(opensslExport(elliptic, 'a', '-iter', '5000000', '-nomaciter'), 'a'))).toBe(
      'pkcs12_unreadable',
    );
    for (let at = 0; at < file.length; at += 9) {
      const changed = Buffer.from(file);
      changed[at] = (changed[at] ?? 0) ^ 0x15;
      expect(['pkcs12_unreadable', 'key_mismatch', 'accepted']).toContain(codeOf(() => importPkcs12(changed, 'a')));
    }
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

describe('exporting PKCS#12', () => {
  it.each(['aes-256', '3des'] as const)('writes %s files that openssl reads, and we too', (cipher) => {
    for (const entry of [rsa, elliptic]) {
      const file = exportPkcs12(entry, 'mật khẩu', cipher);
      const path = join(folder, 'ours.p12');
      writeFileSync(path, file);
      const text = execFileSync(
        'openssl',
        ['pkcs12', '-in', path, '-noenc', '-passin', 'pass:mật khẩu', ...(cipher === '3des' ? ['-legacy'] : [])],
        { stdio: 'pipe' },
      ).toString();
      expect(createPrivateKey(text.slice(text.indexOf('-----BEGIN PRIVATE KEY'))).equals(entry.privateKey)).toBe(true);
      expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
      expect(importPkcs12(file, 'mật khẩu')).toMatchObject({ certificate: entry.certificate, chain: entry.chain });
    }
  });
});
