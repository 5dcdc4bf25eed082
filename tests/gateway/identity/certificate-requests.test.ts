/** Certificates from an authority of openssl's: requested, answered, given up. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../../certs/keys/file-key.js';
import { openKeyStore } from '../../../certs/keys/key-store.js';
import { toPem } from '../../../certs/keys/pem-text.js';
import { readCertificate } from '../../../certs/trust/certificate.js';
import { addAgency } from '../../../gateway/agencies/change-agencies.js';
import type { AuthorityDesk } from '../../../gateway/identity/authority-tools.js';
import {
  acceptAnswer,
  cancelRequest,
  listRequests,
  requestCertificate,
} from '../../../gateway/identity/certificate-requests.js';
import { findCertificate } from '../../../gateway/identity/certificates.store.js';
import { keyRingFromStore } from '../../../gateway/identity/key-ring-from-store.js';
import { isProblem, type Problem } from '../../../schemas/problems/problem.js';
import { OpensslAuthority } from '../../cli/offline-authority.js';
import { type TestContext, testContext } from '../../support/test-context.js';

const actor = 'test';
const code = (expected: Problem['code']) => expect.toSatisfy((error: unknown) => isProblem(error, expected));

let test: TestContext;
let folder: string;
let outside: OpensslAuthority;
let desk: AuthorityDesk;

beforeAll(async () => {
  test = await testContext();
  folder = mkdtempSync(join(tmpdir(), 'requests-'));
  mkdirSync(join(folder, 'outside'));
  outside = new OpensslAuthority(join(folder, 'outside'));
  for (const agency of ['H30.01', 'H30.02'])
    await addAgency(test.ctx, { code: agency, name: `Cơ quan ${agency}` }, actor);
  desk = {
    database: test.ctx.database,
    keyStore: await openKeyStore(join(folder, 'keys'), 'mật khẩu'),
    now: () => test.ctx.now(),
  };
});
afterAll(async () => {
  await test.end();
  rmSync(folder, { recursive: true, force: true });
});

const keyFiles = () => readdirSync(join(folder, 'keys')).sort();
const stateOf = async (id: string) => (await listRequests(desk)).find((row) => row.id === id)?.state;
const read = (name: string) => readCertificates(readFileSync(outside.path(name)));

/** What the outside authority makes of a request: the certificate, then its own. */
function answer(name: string, der: Buffer): Buffer[] {
  writeFileSync(outside.path(`${name}.csr`), toPem('CERTIFICATE REQUEST', der));
  outside.answer(name);
  return [...read(`${name}.pem`), ...read('root.pem')];
}

async function eventKinds(): Promise<string[]> {
  const { rows } = await desk.database.query<{ kind: string }>(
    "select kind from events where kind like 'certificate.%' order by id",
  );
  return rows.map((row) => row.kind);
}

describe('a certificate request', () => {
  it('waits with its key, and its answer becomes the seal of the agency', async () => {
    const { id, der } = await requestCertificate(desk, { agency: 'H30.01', keyKind: 'p-256', actor });
    expect(await stateOf(id)).toBe('pending');
    expect(keyFiles()).toHaveLength(1);
    const certificates = answer('first', der);
    const fingerprint = await acceptAnswer(desk, [...certificates].reverse(), actor);
    expect(await stateOf(id)).toBe('answered');
    expect(keyFiles()).toEqual([`${fingerprint}.pem`]);
    const row = await findCertificate(desk.database, fingerprint);
    expect(row).toMatchObject({ agency: 'H30.01', holder: 'gateway', kind: 'seal', tokenKey: null });
    expect(row?.chain).toEqual(read('root.pem'));
    const signer = await keyRingFromStore(desk).sealSigner('H30.01');
    expect(readCertificate(signer.certificate).fingerprint).toBe(fingerprint);
    expect((await signer.sign(Buffer.from('x'))).length).toBe(64);
    expect(await eventKinds()).toEqual(['certificate.requested', 'certificate.imported']);
    await expect(acceptAnswer(desk, certificates, actor)).rejects.toEqual(code('key_mismatch'));
  });

  it('goes on waiting when the answer is not good, and takes the good one later', async () => {
    const { id, der } = await requestCertificate(desk, { agency: 'H30.02', keyKind: 'p-256', actor });
    const [certificate, root] = answer('second', der) as [Buffer, Buffer];
    const waiting = keyFiles();
    await expect(acceptAnswer(desk, [certificate], actor)).rejects.toEqual(code('no_path'));
    await expect(acceptAnswer(desk, [root], actor)).rejects.toEqual(code('key_mismatch'));
    await expect(acceptAnswer(desk, [Buffer.from('x')], actor)).rejects.toEqual(code('certificate_malformed'));
    expect(await stateOf(id)).toBe('pending');
    expect(keyFiles()).toEqual(waiting);
    await acceptAnswer(desk, [certificate, root], actor);
    expect(await stateOf(id)).toBe('answered');
  });

  it('is answered once when two people bring the answer at the same time', async () => {
    const { id, der } = await requestCertificate(desk, { agency: 'H30.02', keyKind: 'p-256', actor });
    const certificates = answer('third', der);
    const results = await Promise.allSettled([1, 2, 3].map(() => acceptAnswer(desk, certificates, actor)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await stateOf(id)).toBe('answered');
    expect(await keyRingFromStore(desk).sealSigner('H30.02')).toMatchObject({ certificate: certificates[0] });
  });

  it('can be given up while it waits: its key is gone, and an answer finds nothing', async () => {
    const before = keyFiles();
    const { id, der } = await requestCertificate(desk, { agency: 'H30.01', keyKind: 'p-256', actor });
    expect(keyFiles()).toHaveLength(before.length + 1);
    await cancelRequest(desk, id, actor);
    expect(await stateOf(id)).toBe('cancelled');
    expect(keyFiles()).toEqual(before);
    await expect(acceptAnswer(desk, answer('fourth', der), actor)).rejects.toEqual(code('key_mismatch'));
    await expect(cancelRequest(desk, id, actor)).rejects.toEqual(code('illegal_move'));
    await expect(cancelRequest(desk, '01890000-0000-7000-8000-000000000000', actor)).rejects.toEqual(code('not_found'));
    expect((await eventKinds()).at(-1)).toBe('certificate.withdrawn');
  });

  it('keeps its key through a change of the passphrase and a restart', async () => {
    const { der } = await requestCertificate(desk, { agency: 'H30.01', actor });
    await desk.keyStore.rotatePassphrase('mật khẩu mới');
    const later = { ...desk, keyStore: await openKeyStore(join(folder, 'keys'), 'mật khẩu mới') };
    const fingerprint = await acceptAnswer(later, answer('fifth', der), actor);
    expect((await later.keyStore.privateKey(fingerprint)).asymmetricKeyType).toBe('rsa');
  });

  it('is not made for an agency nobody knows', async () => {
    const before = keyFiles();
    await expect(requestCertificate(desk, { agency: 'H99.99', actor })).rejects.toEqual(code('unknown_agency'));
    expect(keyFiles()).toEqual(before);
  });
});
