import { createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueSeal } from '../../../certs/authority/issue-certificate.js';
import { openKeyStore } from '../../../certs/keys/key-store.js';
import { exportPkcs12, importPkcs12 } from '../../../certs/keys/pkcs12.js';
import { readCertificate } from '../../../certs/trust/certificate.js';
import { validatePath } from '../../../certs/trust/validate-path.js';
import { addAgency } from '../../../gateway/agencies/change-agencies.js';
import {
  exportAgencySeal,
  importAgencySeal,
  registerAgencySeal,
  revokeCertificate,
} from '../../../gateway/identity/agency-certificates.js';
import { ensureAuthority } from '../../../gateway/identity/authority-desk.js';
import { type AuthorityDesk, validFor } from '../../../gateway/identity/authority-tools.js';
import {
  findCertificate,
  findOwnCertificates,
  listCertificates,
} from '../../../gateway/identity/certificates.store.js';
import { issueAgencySeal } from '../../../gateway/identity/issue-for-agency.js';
import type { KeyRing } from '../../../gateway/identity/key-ring.js';
import { keyRingFromStore } from '../../../gateway/identity/key-ring-from-store.js';
import { renewCrls } from '../../../gateway/identity/revocation-lists.js';
import { addAnchor, readTrust, removeAnchor } from '../../../gateway/identity/trust.js';
import { selectAnchorsAt, selectTrustHistory } from '../../../gateway/identity/trust.store.js';
import { isProblem, type Problem } from '../../../schemas/problems/problem.js';
import { newTestAuthority } from '../../support/test-authority.js';
import { type TestContext, testContext } from '../../support/test-context.js';

const plan = { organization: 'UBND tỉnh Thử Nghiệm', logName: 'gateway.test/log' };
const actor = 'test';
const dayMs = 86_400_000;

let test: TestContext;
let folder: string;
let now: Date;
let desk: AuthorityDesk;
let ring: KeyRing;

const code = (expected: Problem['code']) => expect.toSatisfy((error: unknown) => isProblem(error, expected));

async function newDesk(): Promise<AuthorityDesk> {
  return {
    database: test.ctx.database,
    keyStore: await openKeyStore(join(folder, 'keys'), 'mật khẩu'),
    now: () => now,
  };
}

beforeAll(async () => {
  test = await testContext();
  folder = mkdtempSync(join(tmpdir(), 'desk-'));
  now = new Date();
  for (const [agency, name] of [
    ['H30.01', 'Sở Nội vụ'],
    ['H30.02', 'Sở Tư pháp'],
    ['H30.03', 'Sở Y tế'],
  ] as const) {
    await addAgency(test.ctx, { code: agency, name }, actor);
  }
  desk = await newDesk();
  ring = keyRingFromStore(desk);
});
afterAll(async () => {
  await test.end();
  rmSync(folder, { recursive: true, force: true });
});

async function judge(certificate: Buffer, at = now) {
  const trust = await readTrust(desk.database);
  const result = await validatePath(certificate, { ...trust, at }, { requireRevocation: true });
  return result.ok ? 'valid' : result.problem.code;
}

async function eventKinds(): Promise<string[]> {
  const { rows } = await desk.database.query<{ kind: string }>('select kind from events order by id');
  return rows.map((row) => row.kind);
}

async function derOf(fingerprint: string): Promise<Buffer> {
  const row = await findCertificate(desk.database, fingerprint);
  if (row === undefined) throw new Error('no such row');
  return row.der;
}

describe('the authority of the gateway', () => {
  it('has nothing to sign with before it is made', async () => {
    await expect(ring.receiptSigner()).rejects.toEqual(code('key_missing'));
    await expect(issueAgencySeal(desk, { agency: 'H30.01', actor })).rejects.toEqual(code('key_missing'));
  });

  it('is made once, even when several processes start at the same time', async () => {
    const desks = await Promise.all([newDesk(), newDesk(), newDesk()]);
    await Promise.all(desks.map((one) => ensureAuthority(one, plan)));
    await ensureAuthority(desk, plan);
    const rows = await listCertificates(desk.database, null);
    expect(rows.map((row) => row.kind).sort()).toEqual([
      'checkpoint',
      'issuing',
      'ocsp',
      'receipt',
      'root',
      'timestamp',
    ]);
    expect((await readTrust(desk.database)).crls).toHaveLength(2);
    expect((await eventKinds()).filter((kind) => kind === 'certificate.issued')).toHaveLength(6);
    expect(readdirSync(join(folder, 'keys'))).toHaveLength(6);
  });

  it('gives receipts a certificate that is valid with the lists at hand', async () => {
    const signer = await ring.receiptSigner();
    expect(await judge(signer.certificate)).toBe('valid');
    expect(signer.algorithm).toBe('ECDSA-SHA256');
    expect(await ring.receiptSigner()).toBe(signer);
  });

  it('gives checkpoints an Ed25519 key under the name of the log', async () => {
    const signer = await ring.checkpointSigner();
    const note = Buffer.from('gateway.test/log\n1\nAAAA\n');
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: signer.publicKey.toString('base64url') },
      format: 'jwk',
    });
    expect(signer.name).toBe('gateway.test/log');
    expect(verify(null, note, key, signer.sign(note))).toBe(true);
  });

  it('notices a key folder that belongs to another database, and a bad name for the log', async () => {
    const other = { ...desk, keyStore: await openKeyStore(join(folder, 'other'), 'x') };
    await expect(ensureAuthority(other, plan)).rejects.toEqual(code('key_missing'));
    await expect(ensureAuthority(desk, { ...plan, logName: 'a b' })).rejects.toEqual(code('invalid_request'));
  });
});

describe('seals of agencies', () => {
  it('are issued, valid, named after the agency, and used by the key ring, newest first', async () => {
    const first = await issueAgencySeal(desk, { agency: 'H30.01', actor });
    const signer = await ring.sealSigner('H30.01');
    expect(readCertificate(signer.certificate)).toMatchObject({ fingerprint: first, agencyCode: 'H30.01' });
    expect(signer.algorithm).toBe('RSA-SHA256');
    expect(signer.chain).toHaveLength(2);
    expect(await judge(signer.certificate)).toBe('valid');
    now = new Date(now.getTime() + 1000);
    const second = await issueAgencySeal(desk, { agency: 'H30.01', keyKind: 'p-256', actor });
    expect(readCertificate((await ring.sealSigner('H30.01')).certificate).fingerprint).toBe(second);
    await revokeCertificate(desk, { fingerprint: second, reason: 'superseded', actor });
    expect(readCertificate((await ring.sealSigner('H30.01')).certificate).fingerprint).toBe(first);
  });

  it('are missing for an agency without one, after the end of validity, and for an unknown agency', async () => {
    await expect(ring.sealSigner('H30.03')).rejects.toEqual(code('key_missing'));
    const later = keyRingFromStore({ ...desk, now: () => new Date(now.getTime() + 4 * 366 * dayMs) });
    await expect(later.sealSigner('H30.01')).rejects.toEqual(code('key_missing'));
    await expect(issueAgencySeal(desk, { agency: 'H99.99', actor })).rejects.toEqual(code('unknown_agency'));
  });

  it('stop at once everywhere when revoked, with a new list and an event', async () => {
    const fingerprint = await issueAgencySeal(desk, { agency: 'H30.03', keyKind: 'p-256', actor });
    const elsewhere = keyRingFromStore(await newDesk());
    const { certificate } = await elsewhere.sealSigner('H30.03');
    await revokeCertificate(desk, { fingerprint, reason: 'keyCompromise', actor });
    await revokeCertificate(desk, { fingerprint, reason: 'keyCompromise', actor });
    await expect(elsewhere.sealSigner('H30.03')).rejects.toEqual(code('key_missing'));
    expect(await judge(certificate, new Date(now.getTime() + 1000))).toBe('certificate_revoked');
    expect((await eventKinds()).filter((kind) => kind === 'certificate.revoked')).toHaveLength(2);
  });

  it('are not revoked when unknown, and a root is never revoked', async () => {
    await expect(revokeCertificate(desk, { fingerprint: '0'.repeat(64), reason: 'superseded', actor })).rejects.toEqual(
      code('not_found'),
    );
    const root = (await listCertificates(desk.database, null)).find((row) => row.kind === 'root');
    const order = { fingerprint: root?.fingerprint ?? '', reason: 'superseded', actor } as const;
    await expect(revokeCertificate(desk, order)).rejects.toEqual(code('illegal_move'));
  });

  it('leave and come in as PKCS#12', async () => {
    const fingerprint = await issueAgencySeal(desk, { agency: 'H30.02', actor });
    const file = await exportAgencySeal(desk, { fingerprint, passphrase: 'ra ngoài', actor });
    expect(importPkcs12(file, 'ra ngoài').certificate).toEqual(await derOf(fingerprint));
    const again = { agency: 'H30.02', file, passphrase: 'ra ngoài', actor };
    await expect(importAgencySeal(desk, again)).rejects.toEqual(code('already_exists'));
    await expect(importAgencySeal(desk, { ...again, passphrase: 'sai' })).rejects.toEqual(code('pkcs12_unreadable'));
  });
});

describe('certificates from elsewhere', () => {
  async function foreign(chained: boolean) {
    const authority = await newTestAuthority(`Nơi cấp ${chained}`);
    const seal = await authority.issueSeal({ agencyCode: 'H30.03' });
    return { authority, seal, chain: chained ? seal.chain : [] };
  }

  it('are imported with their key and chain and used for sealing', async () => {
    const authority = await newTestAuthority('Nơi cấp khác');
    const seal = await authority.issueSeal({ agencyCode: 'H30.03' });
    const file = exportPkcs12(seal, 'p', '3des');
    const fingerprint = await importAgencySeal(desk, { agency: 'H30.03', file, passphrase: 'p', actor });
    const signer = await ring.sealSigner('H30.03');
    expect(readCertificate(signer.certificate).fingerprint).toBe(fingerprint);
    expect(await judge(signer.certificate)).toBe('no_path');
    const anchor = await addAnchor(desk.database, authority.root.certificate, { actor, at: now });
    expect(await judge(signer.certificate)).toBe('revocation_unknown');
    await removeAnchor(desk.database, anchor, { actor, at: now });
    expect(await judge(signer.certificate)).toBe('no_path');
    const { rows } = await desk.database.query<{ payload: object }>(
      `select payload from events where kind = 'trust.changed' and payload->>'fingerprint' = $1 order by id`,
      [anchor],
    );
    expect(rows.map(({ payload }) => payload)).toMatchObject([
      { fingerprint: anchor, trusted: true, actor },
      { fingerprint: anchor, trusted: false, actor },
    ]);
  });

  it('what is trusted has a history: who changed it, when and why, and which anchors held at any time', async () => {
    const other = await newTestAuthority('Nơi thứ ba');
    const der = other.root.certificate;
    const before = await readTrust(desk.database);
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    const anchor = await addAnchor(desk.database, der, { actor, at: at(10), reason: 'thỏa thuận liên thông' });
    await addAnchor(desk.database, der, { actor, at: at(15) });
    expect((await readTrust(desk.database)).version).toBe(before.version + 1);
    await removeAnchor(desk.database, anchor, { actor: 'user:khác', at: at(20) });
    await removeAnchor(desk.database, anchor, { actor, at: at(25) });
    expect(await readTrust(desk.database)).toEqual({ ...before, version: before.version + 2 });
    const history = await selectTrustHistory(desk.database, 2);
    expect(history).toMatchObject([
      { version: before.version + 2, trusted: false, actor: 'user:khác', fingerprint: anchor, reason: null },
      { version: before.version + 1, trusted: true, actor, fingerprint: anchor, reason: 'thỏa thuận liên thông' },
    ]);
    const held = async (seconds: number) => {
      const { version, anchors } = await selectAnchorsAt(desk.database, at(seconds));
      return [version - before.version, anchors.some((one) => one.fingerprint === anchor)];
    };
    expect(await held(9)).toEqual([0, false]);
    expect(await held(11)).toEqual([1, true]);
    expect(await held(21)).toEqual([2, false]);
    expect((await eventKinds()).slice(-2)).toEqual(['trust.changed', 'trust.changed']);
  });

  it('a change by several at once is noted once, and versions have no gaps', async () => {
    const { root } = await newTestAuthority('Nơi thứ tư');
    const before = (await readTrust(desk.database)).version;
    const add = (at: Date) => addAnchor(desk.database, root.certificate, { actor, at });
    await Promise.all([now, now, now].map(add));
    expect((await readTrust(desk.database)).version).toBe(before + 1);
    const versions = (await selectTrustHistory(desk.database, 100)).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, index) => versions.length - index));
  });

  it('a trusted authority that is revoked is trusted no longer, and that is noted', async () => {
    const { root, issuing } = await newTestAuthority('Nơi thứ năm');
    await addAnchor(desk.database, root.certificate, { actor, at: now });
    const fingerprint = await addAnchor(desk.database, issuing.certificate, { actor, at: now });
    await revokeCertificate(desk, { fingerprint, reason: 'keyCompromise', actor });
    const [last] = await selectTrustHistory(desk.database, 1);
    expect(last).toMatchObject({ fingerprint, trusted: false, reason: 'revoked: keyCompromise' });
    expect((await readTrust(desk.database)).anchors).not.toContainEqual(issuing.certificate);
  });

  it('are registered without a key and never used by the key ring', async () => {
    const { seal, chain } = await foreign(true);
    const before = readCertificate((await ring.sealSigner('H30.02')).certificate).fingerprint;
    const registration = { agency: 'H30.02', certificate: seal.certificate, chain, holder: 'agency', actor } as const;
    const fingerprint = await registerAgencySeal(desk, registration);
    expect(await findCertificate(desk.database, fingerprint)).toMatchObject({ holder: 'agency', agency: 'H30.02' });
    expect(readCertificate((await ring.sealSigner('H30.02')).certificate).fingerprint).toBe(before);
    await expect(registerAgencySeal(desk, registration)).rejects.toEqual(code('already_exists'));
  });

  it('are refused without a chain to anything known, when out of date and when unreadable', async () => {
    const lone = await foreign(false);
    const request = { agency: 'H30.01', holder: 'agency', actor } as const;
    const register = (certificate: Buffer, chain: Buffer[]) =>
      registerAgencySeal(desk, { ...request, certificate, chain });
    await expect(register(lone.seal.certificate, [])).rejects.toEqual(code('no_path'));
    const old = await lone.authority.issueSeal({ notAfter: new Date(now.getTime() - dayMs) });
    await expect(register(old.certificate, old.chain)).rejects.toEqual(code('certificate_expired'));
    await expect(register(Buffer.from('x'), [])).rejects.toEqual(code('certificate_malformed'));
    for (const modulusLength of [512, 1_024]) {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
      const order = { agencyCode: 'H30.01', agencyName: 'Sở Nội vụ', publicKey, validity: validFor(1, now) };
      const weak = await issueSeal(lone.authority.issuing, order);
      await expect(register(weak, lone.seal.chain)).rejects.toEqual(code('algorithm_weak'));
    }
    await expect(addAnchor(desk.database, lone.seal.certificate, { actor, at: now })).rejects.toEqual(
      code('invalid_request'),
    );
    await expect(removeAnchor(desk.database, 'none', { actor, at: now })).rejects.toEqual(code('not_found'));
  });
});

describe('as time goes by', () => {
  it('revocation lists are renewed after half of their time and not before, with growing numbers', async () => {
    const start = now;
    expect(await renewCrls(desk)).toBe(0);
    now = new Date(start.getTime() + 3 * dayMs);
    expect(await renewCrls(desk)).toBe(0);
    now = new Date(start.getTime() + 4 * dayMs);
    const made = await Promise.all([renewCrls(desk), renewCrls(desk), renewCrls(desk)]);
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(1);
    now = new Date(start.getTime() + 46 * dayMs);
    expect(await renewCrls(desk)).toBe(2);
    const { rows } = await desk.database.query<{ numbers: number[] }>(
      'select array_agg(number::int order by number) as numbers from crls group by issuer',
    );
    for (const { numbers } of rows) expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(await judge((await ring.sealSigner('H30.01')).certificate)).toBe('valid');
  });

  it('the receipt certificate is replaced before it ends, the key of the log is not', async () => {
    const [receipt, log] = [await ring.receiptSigner(), await ring.checkpointSigner()];
    now = new Date(new X509Certificate(receipt.certificate).validTo);
    now = new Date(now.getTime() - 30 * dayMs);
    await ensureAuthority(desk, { ...plan, logName: 'renamed/log' });
    expect((await ring.receiptSigner()).certificate.equals(receipt.certificate)).toBe(false);
    expect((await ring.checkpointSigner()).publicKey.equals(log.publicKey)).toBe(true);
    expect((await ring.checkpointSigner()).name).toBe(plan.logName);
  });

  it('the key for revocation answers is replaced three months before it ends, the one for timestamps not while it proves enough', async () => {
    const [answers, timestamps] = [await ring.ocspSigner(), await ring.timestampSigner()];
    const ends = Date.parse(new X509Certificate(answers.certificate).validTo);
    now = new Date(ends - 91 * dayMs);
    await ensureAuthority(desk, plan);
    expect((await ring.ocspSigner()).certificate.equals(answers.certificate)).toBe(true);
    now = new Date(ends - 89 * dayMs);
    await ensureAuthority(desk, plan);
    expect((await ring.ocspSigner()).certificate.equals(answers.certificate)).toBe(false);
    expect((await ring.timestampSigner()).certificate.equals(timestamps.certificate)).toBe(true);
  });

  it('nothing is made again and again when the authority itself is near its end', async () => {
    const [, authority] = (await ring.timestampSigner()).chain.map((der) => new X509Certificate(der)).reverse();
    now = new Date(Date.parse(authority?.validTo ?? '') - 10 * dayMs);
    await ensureAuthority(desk, plan);
    const before = await listCertificates(desk.database, null);
    await ensureAuthority(desk, plan);
    expect(await listCertificates(desk.database, null)).toHaveLength(before.length);
  });

  it('after a revocation of the issuing authority a new one takes over with new keys for everything but the log', async () => {
    const own = () => Promise.all([ring.receiptSigner(), ring.timestampSigner(), ring.ocspSigner()]);
    const [before, log] = [await own(), await ring.checkpointSigner()];
    const [issuing] = await findOwnCertificates(desk.database, 'issuing', now);
    await revokeCertificate(desk, { fingerprint: issuing?.fingerprint ?? '', reason: 'cACompromise', actor });
    await ensureAuthority(desk, plan);
    const after = await own();
    for (const [index, signer] of after.entries()) {
      expect(signer.certificate.equals(before[index]?.certificate ?? Buffer.alloc(0))).toBe(false);
      expect(await judge(signer.certificate)).toBe('valid');
    }
    expect((await ring.checkpointSigner()).publicKey.equals(log.publicKey)).toBe(true);
  });
});
