import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKeyStore } from '../../../certs/keys/key-store.js';
import { readCertificate } from '../../../certs/trust/certificate.js';
import { validatePath } from '../../../certs/trust/validate-path.js';
import { addAgency } from '../../../gateway/agencies/change-agencies.js';
import { registerAgencySeal, revokeCertificate } from '../../../gateway/identity/agency-certificates.js';
import { ensureAuthority } from '../../../gateway/identity/authority-desk.js';
import type { AuthorityDesk } from '../../../gateway/identity/authority-tools.js';
import {
  type CertificateRow,
  findCertificate,
  listCertificates,
} from '../../../gateway/identity/certificates.store.js';
import { expiringWithin, warnOfExpiry } from '../../../gateway/identity/expiry-warnings.js';
import { issueAgencySeal, issuePersonal, renewCertificate } from '../../../gateway/identity/issue-for-agency.js';
import { keyRingFromStore } from '../../../gateway/identity/key-ring-from-store.js';
import { readTrust } from '../../../gateway/identity/trust.js';
import { isProblem, type Problem } from '../../../schemas/problems/problem.js';
import { newTestAuthority } from '../../support/test-authority.js';
import { type TestContext, testContext } from '../../support/test-context.js';

const plan = { organization: 'UBND tỉnh Thử Nghiệm', logName: 'gateway.test/log' };
const actor = 'user:test';
const dayMs = 86_400_000;
const start = new Date();

let test: TestContext;
let folder: string;
let now = start;
let desk: AuthorityDesk;
let logged: Record<string, unknown>[] = [];
const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line)) });

const code = (expected: Problem['code']) => expect.toSatisfy((error: unknown) => isProblem(error, expected));

beforeAll(async () => {
  test = await testContext();
  folder = mkdtempSync(join(tmpdir(), 'life-'));
  for (const agency of ['H30.01', 'H30.02', 'H30.03'])
    await addAgency(test.ctx, { code: agency, name: `Sở ${agency}` }, actor);
  const keyStore = await openKeyStore(join(folder, 'keys'), 'mật khẩu');
  desk = { database: test.ctx.database, keyStore, now: () => now };
  await ensureAuthority(desk, plan);
});
afterAll(async () => {
  await test.end();
  rmSync(folder, { recursive: true, force: true });
});

async function rowOf(fingerprint: string): Promise<CertificateRow> {
  const row = await findCertificate(desk.database, fingerprint);
  if (row === undefined) throw new Error('no such row');
  return row;
}

async function lastEvent(): Promise<{ kind: string; agencies: string[]; payload: Record<string, unknown> }> {
  const { rows } = await desk.database.query('select kind, agencies, payload from events order by id desc limit 1');
  return rows[0] as never;
}

const inDays = (row: CertificateRow, left: number) => new Date(Date.parse(row.notAfter) - left * dayMs);

describe('a person’s certificate', () => {
  it('names the person and the agency, is valid, and is no seal', async () => {
    const fingerprint = await issuePersonal(desk, {
      agency: 'H30.02',
      person: ' Nguyễn Văn Ả ',
      keyKind: 'p-256',
      actor,
    });
    const row = await rowOf(fingerprint);
    expect(row).toMatchObject({ kind: 'personal', agency: 'H30.02', holder: 'gateway' });
    const view = readCertificate(row.der);
    expect(view.subject).toBe('CN=Nguyễn Văn Ả, O=Sở H30.02, C=VN');
    expect(view.agencyCode).toBeNull();
    const trust = await readTrust(desk.database);
    expect(await validatePath(row.der, { ...trust, at: now }, { requireRevocation: true })).toMatchObject({ ok: true });
    await expect(keyRingFromStore(desk).sealSigner('H30.02')).rejects.toEqual(code('key_missing'));
    expect(await lastEvent()).toMatchObject({ kind: 'certificate.issued', payload: { kind: 'personal' } });
  });

  it.each(['', '   ', 'x'.repeat(65), 'Nguyễn\nVăn A'])('is not made for %j', async (person) => {
    await expect(issuePersonal(desk, { agency: 'H30.02', person, actor })).rejects.toEqual(code('invalid_request'));
  });

  it('of another authority is registered as one', async () => {
    const authority = await newTestAuthority('Ban Cơ yếu');
    const foreign = await authority.issueSeal({ name: 'Trần Thị B' });
    const { certificate, chain } = foreign;
    const fingerprint = await registerAgencySeal(desk, {
      agency: 'H30.02',
      certificate,
      chain,
      holder: 'token',
      kind: 'personal',
      actor,
    });
    expect(await rowOf(fingerprint)).toMatchObject({ kind: 'personal', holder: 'token' });
    await expect(renewCertificate(desk, { fingerprint, actor })).rejects.toEqual(code('illegal_move'));
  });
});

describe('renewing', () => {
  it('makes a new key of the same kind; the new seal is used, the old one stays valid for checking', async () => {
    const old = await rowOf(await issueAgencySeal(desk, { agency: 'H30.01', keyKind: 'p-384', actor }));
    now = inDays(old, 40);
    await ensureAuthority(desk, plan);
    const fingerprint = await renewCertificate(desk, { fingerprint: old.fingerprint, actor });
    const renewed = await rowOf(fingerprint);
    expect(await lastEvent()).toMatchObject({
      kind: 'certificate.issued',
      agencies: ['H30.01'],
      payload: { fingerprint, renews: old.fingerprint },
    });
    const [before, after] = [readCertificate(old.der), readCertificate(renewed.der)];
    expect(after.subject).toBe(before.subject);
    expect(after.publicKeyInfo).not.toEqual(before.publicKeyInfo);
    expect(after.publicKey.asymmetricKeyDetails).toEqual(before.publicKey.asymmetricKeyDetails);
    expect((await keyRingFromStore(desk).sealSigner('H30.01')).certificate).toEqual(renewed.der);
    const trust = await readTrust(desk.database);
    const judged = await validatePath(old.der, { ...trust, at: now, now }, { requireRevocation: true });
    expect(judged).toMatchObject({ ok: true });
  });

  it('keeps the person', async () => {
    const fingerprint = await issuePersonal(desk, { agency: 'H30.01', person: 'Lê Thị Ch', keyKind: 'p-256', actor });
    const renewed = await rowOf(await renewCertificate(desk, { fingerprint, actor }));
    expect(renewed).toMatchObject({ kind: 'personal', subject: (await rowOf(fingerprint)).subject });
  });

  it('is refused for what was revoked, what the gateway renews by itself, and what is not there', async () => {
    const fingerprint = await issueAgencySeal(desk, { agency: 'H30.01', keyKind: 'p-256', actor });
    await revokeCertificate(desk, { fingerprint, reason: 'superseded', actor });
    await expect(renewCertificate(desk, { fingerprint, actor })).rejects.toEqual(code('illegal_move'));
    const own = (await listCertificates(desk.database, null)).find(({ kind }) => kind === 'receipt');
    const receipt = { fingerprint: own?.fingerprint ?? '', actor };
    await expect(renewCertificate(desk, receipt)).rejects.toEqual(code('illegal_move'));
    await expect(renewCertificate(desk, { fingerprint: 'none', actor })).rejects.toEqual(code('not_found'));
  });
});

describe('what ends soon', () => {
  it('is warned of once at 60, 30 and 7 days and at the end, whoever looks and however often', async () => {
    const seal = await rowOf(await issueAgencySeal(desk, { agency: 'H30.03', keyKind: 'p-256', actor }));
    const warnings: [number, string][] = [];
    for (const left of [61, 59, 58, 31, 29, 8, 6, 0.5, -1, -2]) {
      now = inDays(seal, left);
      logged = [];
      await Promise.all([warnOfExpiry(desk, log), warnOfExpiry(desk, log), warnOfExpiry(desk, log)]);
      for (const line of logged)
        if (line['fingerprint'] === seal.fingerprint) warnings.push([left, String(line['msg'])]);
    }
    expect(warnings).toEqual([
      [59, 'a certificate ends within 60 days'],
      [29, 'a certificate ends within 30 days'],
      [6, 'a certificate ends within 7 days'],
      [-1, 'a certificate has ended'],
    ]);
    const { rows } = await desk.database.query<{ agencies: string[]; payload: Record<string, unknown> }>(
      `select agencies, payload from events where kind = 'certificate.expiring' and payload->>'fingerprint' = $1 order by id`,
      [seal.fingerprint],
    );
    expect(rows.map(({ agencies, payload }) => [agencies[0], payload['withinDays']])).toEqual([
      ['H30.03', 60],
      ['H30.03', 30],
      ['H30.03', 7],
      ['H30.03', 0],
    ]);
  });

  it('is not what a newer certificate took over from, nor what was revoked; each person counts alone', async () => {
    now = start;
    const one = await issuePersonal(desk, { agency: 'H30.03', person: 'Một', keyKind: 'p-256', actor });
    const other = await issuePersonal(desk, { agency: 'H30.03', person: 'Hai', keyKind: 'p-256', actor });
    now = inDays(await rowOf(one), 20);
    const ending = async () => {
      const all = await listCertificates(desk.database, 'H30.03');
      return expiringWithin(all, 60, now).flatMap(({ kind, fingerprint }) =>
        kind === 'personal' ? [fingerprint] : [],
      );
    };
    expect((await ending()).sort()).toEqual([one, other].sort());
    await ensureAuthority(desk, plan);
    await renewCertificate(desk, { fingerprint: one, actor });
    await revokeCertificate(desk, { fingerprint: other, reason: 'affiliationChanged', actor });
    expect(await ending()).toEqual([]);
  });
});
