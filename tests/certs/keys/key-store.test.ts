import { execFileSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeypair, type KeyKind } from '../../../certs/authority/create-keypair.js';
import { issueSeal } from '../../../certs/authority/issue-certificate.js';
import { type KeyStore, openKeyStore } from '../../../certs/keys/key-store.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { testAuthority } from '../../support/test-authority.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function newKey(
  kind: KeyKind = 'p-256',
): Promise<{ privateKey: KeyObject; certificate: Buffer; chain: Buffer[] }> {
  const authority = await testAuthority();
  const { privateKey, publicKey } = await createKeypair(kind);
  const validity = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const request = { agencyCode: 'H30', agencyName: 'UBND tỉnh', publicKey, validity };
  return {
    privateKey,
    certificate: await issueSeal(authority.issuing, request),
    chain: [authority.issuing.certificate],
  };
}

async function putThree(store: KeyStore): Promise<Map<string, KeyObject>> {
  const keys = new Map<string, KeyObject>();
  for (let count = 0; count < 3; count++) {
    const { privateKey, certificate } = await newKey();
    keys.set(await store.put(privateKey, certificate), privateKey);
  }
  return keys;
}

async function allOpen(place: string, passphrase: string, keys: Map<string, KeyObject>): Promise<void> {
  const store = await openKeyStore(place, passphrase);
  for (const [fingerprint, key] of keys) expect((await store.privateKey(fingerprint)).equals(key)).toBe(true);
}

const names = (place: string) => readdirSync(place).filter((name) => name.endsWith('.pem'));

describe('the key folder', () => {
  it('keeps a key in a file of its own, closed to others, that openssl opens with the passphrase only', async () => {
    const store = await openKeyStore(join(folder, 'keys'), 'mật khẩu');
    const { privateKey, certificate } = await newKey('rsa-2048');
    const fingerprint = await store.put(privateKey, certificate);
    const path = join(folder, 'keys', `${fingerprint}.pem`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    expect(readFileSync(path, 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    const plain = execFileSync('openssl', ['pkey', '-in', path, '-passin', 'pass:mật khẩu']);
    expect(plain.toString()).toBe(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(() => execFileSync('openssl', ['pkey', '-in', path, '-passin', 'pass:x'], { stdio: 'pipe' })).toThrow();
  });

  it('gives back the key and a signer after a restart', async () => {
    const { privateKey, certificate, chain } = await newKey();
    const fingerprint = await (await openKeyStore(folder, 'one')).put(privateKey, certificate);
    const store = await openKeyStore(folder, 'one');
    expect(await store.has(fingerprint)).toBe(true);
    expect((await store.privateKey(fingerprint)).equals(privateKey)).toBe(true);
    expect(await store.privateKey(fingerprint)).toBe(await store.privateKey(fingerprint));
    const signer = await store.signer(fingerprint, certificate, chain);
    expect((await signer.sign(Buffer.from('x'))).length).toBe(64);
  });

  it('refuses a wrong passphrase, an unknown key, a strange name and a key of another certificate', async () => {
    const { privateKey, certificate } = await newKey();
    const fingerprint = await (await openKeyStore(folder, 'one')).put(privateKey, certificate);
    const store = await openKeyStore(folder, 'two');
    await expect(store.privateKey(fingerprint)).rejects.toSatisfy((error) => isProblem(error, 'key_passphrase'));
    await expect(store.privateKey('0'.repeat(64))).rejects.toSatisfy((error) => isProblem(error, 'key_missing'));
    await expect(store.privateKey('../../etc/passwd')).rejects.toSatisfy((error) => isProblem(error, 'key_missing'));
    const other = await newKey();
    await expect(store.put(other.privateKey, certificate)).rejects.toSatisfy((error) =>
      isProblem(error, 'key_mismatch'),
    );
  });

  it('reports a damaged key file', async () => {
    const { privateKey, certificate } = await newKey();
    const fingerprint = await (await openKeyStore(folder, 'one')).put(privateKey, certificate);
    writeFileSync(join(folder, `${fingerprint}.pem`), 'damaged');
    await expect((await openKeyStore(folder, 'one')).privateKey(fingerprint)).rejects.toSatisfy((error) =>
      isProblem(error, 'key_unreadable'),
    );
  });
});

describe('changing the passphrase', () => {
  it('leaves every key readable by the old and the new one, whichever write was the last before a crash', async () => {
    const store = await openKeyStore(join(folder, 'before'), 'old');
    const keys = await putThree(store);
    cpSync(join(folder, 'before'), join(folder, 'after'), { recursive: true });
    await (await openKeyStore(join(folder, 'after'), 'old')).rotatePassphrase('new');

    for (let written = 0; written <= 3; written++) {
      for (const passphrase of ['old', 'new']) {
        const place = join(folder, `${passphrase}-${written}`);
        cpSync(join(folder, 'before'), place, { recursive: true });
        cpSync(join(folder, 'after', 'rotation'), join(place, 'rotation'));
        for (const name of names(place).slice(0, written)) cpSync(join(folder, 'after', name), join(place, name));
        await allOpen(place, passphrase, keys);
        expect(readdirSync(place).includes('rotation')).toBe(passphrase === 'old');
      }
    }
  });

  it('is finished by running it again, and by opening with the new passphrase, after which the old one opens nothing', async () => {
    const store = await openKeyStore(folder, 'old');
    const keys = await putThree(store);
    const [first] = names(folder);
    const untouched = readFileSync(join(folder, first as string));
    await store.rotatePassphrase('new');
    writeFileSync(join(folder, first as string), untouched); // as if the crash came before this key
    await (await openKeyStore(folder, 'old')).rotatePassphrase('new');
    await allOpen(folder, 'new', keys);
    const outdated = await openKeyStore(folder, 'old');
    const [fingerprint] = keys.keys();
    await expect(outdated.privateKey(fingerprint as string)).rejects.toSatisfy((error) =>
      isProblem(error, 'key_passphrase'),
    );
  });

  it('goes on working in the process that changed it', async () => {
    const store = await openKeyStore(folder, 'old');
    const keys = await putThree(store);
    await store.rotatePassphrase('new');
    for (const [fingerprint, key] of keys) expect((await store.privateKey(fingerprint)).equals(key)).toBe(true);
    const { privateKey, certificate } = await newKey();
    keys.set(await store.put(privateKey, certificate), privateKey);
    await allOpen(folder, 'new', keys);
  });

  it('may change its mind half-way to a third passphrase', async () => {
    const keys = await putThree(await openKeyStore(folder, 'old'));
    await (await openKeyStore(folder, 'old')).rotatePassphrase('new');
    await (await openKeyStore(folder, 'old')).rotatePassphrase('third');
    await allOpen(folder, 'old', keys);
    await allOpen(folder, 'third', keys);
  });

  it('lets nobody in with neither of the two', async () => {
    await (await openKeyStore(folder, 'old')).rotatePassphrase('new');
    await expect(openKeyStore(folder, 'other')).rejects.toSatisfy((error) => isProblem(error, 'key_passphrase'));
  });
});
