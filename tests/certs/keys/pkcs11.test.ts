/** Keys in PKCS#11 tokens, in SoftHSM2: a real module that keeps its keys to itself. */
import { execFileSync } from 'node:child_process';
import { verify, X509Certificate } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { issueSeal } from '../../../certs/authority/issue-certificate.js';
import { createTokenKey, hasTokenKey } from '../../../certs/keys/create-token-key.js';
import { openTokenKey, tokenSigner } from '../../../certs/keys/pkcs11-key.js';
import { loadModule } from '../../../certs/keys/pkcs11-module.js';
import { attributes, type TokenKey } from '../../../certs/keys/pkcs11-objects.js';
import { useToken } from '../../../certs/keys/pkcs11-token.js';
import type { Signer } from '../../../certs/keys/signer.js';
import { isProblem, type Problem } from '../../../schemas/problems/problem.js';
import { openSoftHsm, type SoftHsm } from '../../support/soft-hsm.js';
import { testAuthority } from '../../support/test-authority.js';

const code = (expected: Problem['code']) => expect.toSatisfy((error: unknown) => isProblem(error, expected));

let hsm: SoftHsm;
let place: Pick<TokenKey, 'module' | 'token' | 'pinFile'>;
let guarded: typeof place;
const named = (label: string): TokenKey => ({ ...place, label, id: null });

async function certified(key: TokenKey): Promise<Buffer> {
  const { issuing } = await testAuthority();
  const validity = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const { publicKey } = await openTokenKey(key);
  return issueSeal(issuing, { agencyCode: 'H30.01', agencyName: 'Sở Nội vụ', publicKey, validity });
}

const isRight = ({ algorithm, certificate }: Signer, data: Buffer, signature: Buffer) =>
  verify(
    algorithm.slice(-'SHA256'.length),
    data,
    { key: new X509Certificate(certificate).publicKey, dsaEncoding: 'ieee-p1363' },
    signature,
  );

beforeAll(() => {
  hsm = openSoftHsm();
  place = { module: hsm.module, ...hsm.newToken('con-dau') };
  guarded = { module: hsm.module, ...hsm.newToken('giu-ky') };
});
afterAll(() => hsm.close());

describe('a key in a token', () => {
  it.each([
    ['rsa-2048', 'RSA-SHA256', 256],
    ['p-256', 'ECDSA-SHA256', 64],
    ['p-384', 'ECDSA-SHA384', 96],
    ['p-521', 'ECDSA-SHA512', 132],
  ] as const)('of the kind %s is made there and signs with %s', async (kind, algorithm, bytes) => {
    const key = await createTokenKey(named(`khóa ${kind}`), kind);
    expect(key).toEqual({ ...place, label: `khóa ${kind}`, id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const signer = await tokenSigner(key, await certified(key), []);
    expect(signer.algorithm).toBe(algorithm);
    const data = Buffer.from('văn bản');
    const signature = await signer.sign(data);
    expect(signature).toHaveLength(bytes);
    expect(isRight(signer, data, signature)).toBe(true);
    expect(isRight(signer, Buffer.from('văn bản khác'), signature)).toBe(false);
  });

  it('is found by its label, by its id, and by both', async () => {
    const made = await createTokenKey(named('tìm'), 'p-256');
    const certificate = await certified(made);
    for (const key of [made, { ...made, label: null }, { ...made, id: null }])
      expect((await tokenSigner(key, certificate, [])).algorithm).toBe('ECDSA-SHA256');
    expect(await hasTokenKey(named('tìm'))).toBe(true);
    expect(await hasTokenKey(named('không có'))).toBe(false);
    await expect(openTokenKey(named('không có'))).rejects.toEqual(code('key_missing'));
    await expect(openTokenKey({ ...made, label: 'khác' })).rejects.toEqual(code('key_missing'));
  });

  it('that is not the only one with its label is not guessed at', async () => {
    const [one] = [await createTokenKey(named('đôi'), 'p-256'), await createTokenKey(named('đôi'), 'p-256')];
    await expect(openTokenKey(named('đôi'))).rejects.toMatchObject({
      code: 'key_missing',
      detail: expect.stringMatching(/id/),
    });
    expect((await openTokenKey(one)).algorithm).toBe('ECDSA-SHA256');
  });

  it('cannot be taken out', async () => {
    const key = await createTokenKey(named('ở lại'), 'p-256');
    const ecPrivateValue = 0x11;
    const taken = useToken(place, async ({ cryptoki, session }) => {
      cryptoki.C_FindObjectsInit(session, [
        { type: attributes.class, value: 3 },
        { type: attributes.id, value: Buffer.from(key.id ?? '', 'hex') },
      ]);
      const [object] = cryptoki.C_FindObjects(session, 1);
      cryptoki.C_FindObjectsFinal(session);
      return cryptoki.C_GetAttributeValue(session, object ?? Buffer.alloc(0), [{ type: ecPrivateValue }]);
    });
    await expect(taken).rejects.toEqual(code('token_unavailable'));
  });

  it('must be the key of the certificate', async () => {
    const [key, other] = [await createTokenKey(named('một'), 'p-256'), await createTokenKey(named('hai'), 'p-256')];
    await expect(tokenSigner(key, await certified(other), [])).rejects.toEqual(code('key_mismatch'));
  });

  it('that asks for the PIN before each signature gets it', async () => {
    const id = Buffer.from('0102', 'hex');
    await useToken(place, ({ cryptoki, session }) => {
      const common = [
        { type: attributes.token, value: true },
        { type: attributes.id, value: id },
      ];
      const publicKey = [...common, { type: attributes.ecParams, value: Buffer.from('06082a8648ce3d030107', 'hex') }];
      const privateKey = [
        ...common,
        { type: attributes.private, value: true },
        { type: attributes.sign, value: true },
        { type: attributes.alwaysAuthenticate, value: true },
      ];
      return cryptoki.C_GenerateKeyPairAsync(session, { mechanism: 0x1040 }, publicKey, privateKey);
    });
    const key = { ...place, label: null, id: '0102' };
    const signer = await tokenSigner(key, await certified(key), []);
    for (const text of ['một', 'hai']) {
      const data = Buffer.from(text);
      expect(isRight(signer, data, await signer.sign(data))).toBe(true);
    }
  });

  it('signs many things at the same time without holding up the process', async () => {
    const key = await createTokenKey(named('nhiều'), 'rsa-4096');
    const signer = await tokenSigner(key, await certified(key), []);
    let longestMs = 0;
    let lastMs = performance.now();
    const clock = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 1);
    const texts = Array.from({ length: 40 }, (_, number) => Buffer.from(`văn bản ${number}`));
    const startedMs = performance.now();
    const signatures = await Promise.all(texts.map((data) => signer.sign(data)));
    const tookMs = performance.now() - startedMs;
    clearInterval(clock);
    expect(texts.every((data, index) => isRight(signer, data, signatures[index] ?? Buffer.alloc(0)))).toBe(true);
    expect(longestMs).toBeLessThan(tookMs / 2);
  });
});

describe('a token that cannot be used', () => {
  it('has another PIN: it is tried once, and again only when the PIN file has changed', async () => {
    const key = { ...guarded, label: 'khóa', id: null };
    writeFileSync(guarded.pinFile, '00000000\n');
    const logins = vi.spyOn(loadModule(hsm.module), 'C_Login');
    for (let attempt = 0; attempt < 3; attempt++)
      await expect(openTokenKey(key)).rejects.toMatchObject({
        code: 'key_passphrase',
        detail: expect.stringMatching(/PIN/),
      });
    expect(logins).toHaveBeenCalledTimes(1);
    writeFileSync(guarded.pinFile, '12345678\n');
    expect(await hasTokenKey(key)).toBe(false);
    expect(logins).toHaveBeenCalledTimes(2);
    logins.mockRestore();
  });

  it('has no PIN file', async () => {
    const key = { ...guarded, pinFile: join(hsm.folder, 'none'), label: 'khóa', id: null };
    await expect(openTokenKey(key)).rejects.toEqual(code('key_passphrase'));
  });

  it('is not there', async () => {
    const key = { ...named('khóa'), token: 'không có' };
    await expect(openTokenKey(key)).rejects.toMatchObject({
      code: 'token_unavailable',
      detail: 'No token with the label "không có" is present.',
    });
  });

  it('has a module that is missing, or is none', async () => {
    const text = join(hsm.folder, 'module.so');
    writeFileSync(text, 'không phải mô-đun');
    for (const module of [join(hsm.folder, 'none.so'), text, '/lib/x86_64-linux-gnu/libm.so.6'])
      await expect(openTokenKey({ ...named('khóa'), module })).rejects.toEqual(code('token_unavailable'));
    expect(() => loadModule(text)).toThrow(/cannot be loaded/);
  });

  it('is on a machine where the binding could not be built', () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const bare = mkdtempSync(join(tmpdir(), 'bare-'));
    cpSync(join(root, 'certs/keys/pkcs11-module.ts'), join(bare, 'certs/keys/pkcs11-module.ts'));
    cpSync(join(root, 'schemas/problems'), join(bare, 'schemas/problems'), { recursive: true });
    writeFileSync(join(bare, 'package.json'), '{"type":"module"}');
    const script = `import('./certs/keys/pkcs11-module.ts').then(({ loadModule }) => { try { loadModule('x') } catch (error) { console.log(error.code, error.detail) } })`;
    const tsx = join(root, 'node_modules/tsx/dist/loader.mjs');
    const said = execFileSync(process.execPath, ['--import', tsx, '-e', script], { cwd: bare, encoding: 'utf8' });
    rmSync(bare, { recursive: true });
    expect(said).toContain('token_unavailable The package pkcs11js is not installed.');
  });

  it('was taken out: a problem, and no key of it signs any more', async () => {
    const key = await createTokenKey(named('cuối'), 'p-256');
    const signer = await tokenSigner(key, await certified(key), []);
    hsm.removeTokens();
    await expect(Promise.resolve(signer.sign(Buffer.from('x')))).rejects.toSatisfy(
      (error) => isProblem(error, 'token_unavailable') || isProblem(error, 'key_missing'),
    );
  });
});
