/** Seals whose keys are in tokens: taken in after a signature, used by the key ring, never replaced in silence. */
import { verify, X509Certificate } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueSeal } from '../../../certs/authority/issue-certificate.js';
import { createTokenKey } from '../../../certs/keys/create-token-key.js';
import { openKeyStore } from '../../../certs/keys/key-store.js';
import { openTokenKey } from '../../../certs/keys/pkcs11-key.js';
import type { TokenKey } from '../../../certs/keys/pkcs11-objects.js';
import { readCertificate } from '../../../certs/trust/certificate.js';
import { addAgency } from '../../../gateway/agencies/change-agencies.js';
import { exportAgencySeal, registerAgencySeal } from '../../../gateway/identity/agency-certificates.js';
import { ensureAuthority } from '../../../gateway/identity/authority-desk.js';
import type { AuthorityDesk } from '../../../gateway/identity/authority-tools.js';
import { findCertificate } from '../../../gateway/identity/certificates.store.js';
import { issueAgencySeal } from '../../../gateway/identity/issue-for-agency.js';
import { keyRingFromStore } from '../../../gateway/identity/key-ring-from-store.js';
import { importTokenSeal } from '../../../gateway/identity/token-seals.js';
import { isProblem, type Problem } from '../../../schemas/problems/problem.js';
import { openSoftHsm, type SoftHsm } from '../../support/soft-hsm.js';
import { type TestAuthority, testAuthority } from '../../support/test-authority.js';
import { type TestContext, testContext } from '../../support/test-context.js';

const actor = 'test';
const code = (expected: Problem['code']) => expect.toSatisfy((error: unknown) => isProblem(error, expected));

let test: TestContext;
let folder: string;
let hsm: SoftHsm;
let place: Pick<TokenKey, 'module' | 'token' | 'pinFile'>;
let desk: AuthorityDesk;
let authority: TestAuthority;

async function newSeal(label: string, agency = 'H30.01') {
  const tokenKey = await createTokenKey({ ...place, label, id: null }, 'p-256');
  const { publicKey } = await openTokenKey(tokenKey);
  const validity = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const owner = { agencyCode: agency, agencyName: 'Sở Nội vụ' };
  const certificate = await issueSeal(authority.issuing, { ...owner, publicKey, validity });
  const chain = [authority.issuing.certificate, authority.root.certificate];
  return { agency, certificate, chain, tokenKey, actor };
}

beforeAll(async () => {
  test = await testContext();
  folder = mkdtempSync(join(tmpdir(), 'token-seals-'));
  hsm = openSoftHsm();
  place = { module: hsm.module, ...hsm.newToken('con-dau') };
  authority = await testAuthority();
  const keyStore = await openKeyStore(join(folder, 'keys'), 'mật khẩu');
  desk = { database: test.ctx.database, keyStore, now: () => test.ctx.now() };
  await ensureAuthority(desk, { organization: 'Tỉnh Thử', logName: 'gateway.test/log' });
  for (const agency of ['H30.01', 'H30.02']) await addAgency(test.ctx, { code: agency, name: 'Sở' }, actor);
});
afterAll(async () => {
  await test.end();
  hsm.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a seal in a token', () => {
  it('is taken in and used, before an older one whose key is in a file', async () => {
    await issueAgencySeal(desk, { agency: 'H30.01', keyKind: 'p-256', actor });
    const seal = await newSeal('dùng');
    const fingerprint = await importTokenSeal(desk, seal);
    expect(await findCertificate(desk.database, fingerprint)).toMatchObject({
      holder: 'token',
      tokenKey: seal.tokenKey,
    });
    const signer = await keyRingFromStore(desk).sealSigner('H30.01');
    expect(readCertificate(signer.certificate).fingerprint).toBe(fingerprint);
    const data = Buffer.from('văn bản');
    const key = { key: new X509Certificate(seal.certificate).publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', data, key, await signer.sign(data))).toBe(true);
    await expect(exportAgencySeal(desk, { fingerprint, passphrase: 'x', actor })).rejects.toEqual(code('key_missing'));
  });

  it('may move: the same certificate again changes where its key is, for its own agency only', async () => {
    const seal = await newSeal('chuyển');
    await registerAgencySeal(desk, { ...seal, holder: 'token' });
    const pinFile = join(folder, 'khác.pin');
    cpSync(place.pinFile, pinFile);
    const fingerprint = await importTokenSeal(desk, { ...seal, tokenKey: { ...seal.tokenKey, pinFile } });
    expect(await findCertificate(desk.database, fingerprint)).toMatchObject({ tokenKey: { pinFile } });
    await expect(importTokenSeal(desk, { ...seal, agency: 'H30.02' })).rejects.toEqual(code('already_exists'));
  });

  it('is not taken from somebody who is known to hold the key, nor with another key, nor without it', async () => {
    const seal = await newSeal('giữ', 'H30.02');
    await registerAgencySeal(desk, { ...seal, holder: 'agency' });
    await expect(importTokenSeal(desk, seal)).rejects.toEqual(code('already_exists'));
    const [one, other] = [await newSeal('một', 'H30.02'), await newSeal('hai', 'H30.02')];
    await expect(importTokenSeal(desk, { ...one, tokenKey: other.tokenKey })).rejects.toEqual(code('key_mismatch'));
    const absent = { ...one, tokenKey: { ...one.tokenKey, id: null, label: 'không có' } };
    await expect(importTokenSeal(desk, absent)).rejects.toEqual(code('key_missing'));
    await expect(importTokenSeal(desk, { ...one, agency: 'H99.99' })).rejects.toEqual(code('unknown_agency'));
    expect(await findCertificate(desk.database, readCertificate(one.certificate).fingerprint)).toBeUndefined();
  });

  it('whose token cannot be reached is told about: no older key signs instead', async () => {
    await desk.database.query(
      'update certificates set token_key = token_key || \'{"token": "khác"}\' where token_key is not null',
    );
    await expect(keyRingFromStore(desk).sealSigner('H30.01')).rejects.toEqual(code('token_unavailable'));
  });
});
