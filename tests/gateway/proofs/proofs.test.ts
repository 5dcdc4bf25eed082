import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VerificationReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { augmentSeal, signatureValueOctets } from '../../../certs/xades/augment-seal.js';
import type { GatewayContext } from '../../../gateway/context.js';
import { viewDocument } from '../../../gateway/documents/view-document.js';
import { writeAugmented } from '../../../gateway/proofs/augmented-container.js';
import { selectEvidence, selectProof } from '../../../gateway/proofs/proofs.store.js';
import { openFileSource } from '../../../schemas/asice/file-source.js';
import { Problem } from '../../../schemas/problems/problem.js';
import { advanceProofs } from '../../../workers/proofs.js';
import { type GatewayFixture, openGatewayFixture, submitDocument } from '../../support/gateway-fixture.js';
import { pemOf } from '../../support/pem.js';
import { publishLists } from '../../support/publish-lists.js';
import { listOf } from '../../support/test-authority.js';

let gateway: GatewayFixture;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-proofs-'));
});
beforeEach(async () => {
  gateway = await openGatewayFixture();
  await publishLists(gateway.ctx, gateway.authority);
  return () => gateway.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const send = async () => (await submitDocument(gateway.ctx, gateway.clerk('H30.03'))).id;
const proofOf = (id: string) => selectProof(gateway.ctx.database, id);

/** Goes on until nothing is due. */
async function prove(ctx: GatewayContext = gateway.ctx): Promise<void> {
  for (let round = 0; round < 4; round += 1) await advanceProofs(ctx);
}

let copies = 0;

async function augmentedCopy(id: string): Promise<string> {
  const { sha256 } = await viewDocument(gateway.ctx, gateway.clerk('H30.03'), id);
  const source = await gateway.ctx.blobs.open(sha256);
  const path = join(folder, `${copies++}.asice`);
  expect(await writeAugmented(source, await selectEvidence(gateway.ctx.database, id), path)).toBe(true);
  await source.close();
  return path;
}

/** As an auditor without us does: the root certificate, and nothing else. */
async function judgeOffline(path: string, at = new Date()): Promise<VerificationReport> {
  const source = await openFileSource(path);
  try {
    return await verifyFile(source, { policy: 'full', anchors: gateway.authority.anchors, at });
  } finally {
    await source.close();
  }
}

describe('the proof of a seal', () => {
  it('is pending at first, then has a timestamp, then everything needed to validate it offline', async () => {
    const id = await send();
    expect(await proofOf(id)).toMatchObject({ state: 'pending', provenAt: null });
    await advanceProofs(gateway.ctx);
    expect(await proofOf(id)).toMatchObject({ state: 'timestamped', provenAt: expect.any(String) });
    await advanceProofs(gateway.ctx);
    expect(await proofOf(id)).toMatchObject({ state: 'complete', reason: null });
    const report = await judgeOffline(await augmentedCopy(id));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', problems: [] });
    expect(report.signatures[0]).toMatchObject({ level: 'B-LT', provenAt: (await proofOf(id))?.provenAt });
  });

  it('leaves every signed byte as it was: xmlsec1 accepts the grown signature, openssl its timestamp', async () => {
    const id = await send();
    await prove();
    const place = join(folder, 'opened');
    mkdirSync(place);
    execFileSync('unzip', ['-q', await augmentedCopy(id), '-d', place]);
    const at = (name: string) => join(place, name);
    writeFileSync(at('root.pem'), pemOf(gateway.authority.root.certificate));
    writeFileSync(at('issuing.pem'), pemOf(gateway.authority.issuing.certificate));
    const idAttribute = '--id-attr:Id';
    const properties = 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties';
    const signature = 'META-INF/signatures0.xml';
    const xmlsec = ['--verify', '--trusted-pem', 'root.pem', idAttribute, properties, signature];
    execFileSync('xmlsec1', xmlsec, { cwd: place, stdio: 'pipe' });
    const [timestamp] = await selectEvidence(gateway.ctx.database, id);
    writeFileSync(at('token.der'), timestamp?.der ?? '');
    writeFileSync(at('value.xml'), signatureValueOctets(readFileSync(at(signature))));
    const trusted = ['-CAfile', 'root.pem', '-untrusted', 'issuing.pem'];
    const verified = ['ts', '-verify', '-in', 'token.der', '-token_in', '-data', 'value.xml', ...trusted];
    expect(execFileSync('openssl', verified, { cwd: place, encoding: 'utf8', stdio: 'pipe' })).toContain('OK');
  });

  it('gets an archive timestamp before the authority’s certificate ends, and stays valid after it has ended', async () => {
    const id = await send();
    await prove();
    await gateway.ctx.database.query(`update proofs set next_at = now() - interval '1 second' where document = $1`, [
      id,
    ]);
    await advanceProofs(gateway.ctx);
    expect((await selectEvidence(gateway.ctx.database, id)).map(({ kind }) => kind)).toContain('archive');
    const report = await judgeOffline(await augmentedCopy(id));
    expect(report.signatures[0]).toMatchObject({ level: 'B-LTA', indication: 'TOTAL-PASSED' });
  });

  it('is not asked for twice when two workers are at it', async () => {
    const ids = await Promise.all([send(), send(), send()]);
    await Promise.all([prove(), prove()]);
    for (const id of ids) {
      const kinds = (await selectEvidence(gateway.ctx.database, id)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'timestamp')).toHaveLength(1);
    }
  });

  it('goes into the log', async () => {
    const id = await send();
    await prove();
    const { rows } = await gateway.ctx.database.query<{ state: string }>(
      `select payload ->> 'state' as state from events where document = $1 and kind = 'proof.advanced' order by id`,
      [id],
    );
    expect(rows.map(({ state }) => state)).toEqual(['timestamped', 'complete']);
  });
});

describe('while the timestamp authority is away', () => {
  const away = (): GatewayContext => ({
    ...gateway.ctx,
    timestamps: {
      request: () => Promise.reject(new Problem('timestamp_unavailable', { detail: 'nobody answers' })),
      worthAsking: () => Number.POSITIVE_INFINITY,
    },
  });

  it('documents are sealed as ever, the proof says why it waits, and is back-filled when the authority returns', async () => {
    const ids = [await send(), await send()];
    await prove(away());
    for (const id of ids)
      expect(await proofOf(id)).toMatchObject({ state: 'pending', reason: expect.stringContaining('nobody answers') });
    expect((await viewDocument(gateway.ctx, gateway.clerk('H30.03'), ids[0] ?? '')).proof?.state).toBe('pending');
    await prove();
    for (const id of ids) expect(await proofOf(id)).toMatchObject({ state: 'complete', reason: null });
  });
});

describe('a proof that fails for itself', () => {
  it('is tried again with pauses that grow', async () => {
    const id = await send();
    const other = createHash('sha256').update('another signature').digest();
    const timestamps = { ...gateway.ctx.timestamps, request: () => gateway.ctx.timestamps.request(other) };
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await gateway.ctx.database.query(`update proofs set next_at = now() - interval '1 second'`);
      await advanceProofs({ ...gateway.ctx, timestamps });
      const { rows } = await gateway.ctx.database.query<{ pause: number }>(
        'select extract(epoch from next_at - updated_at)::float8 as pause from proofs where document = $1',
        [id],
      );
      pauses.push(rows[0]?.pause ?? 0);
    }
    expect(await proofOf(id)).toMatchObject({ state: 'pending', reason: expect.stringContaining('timestamp_wrong') });
    expect(pauses[0]).toBeGreaterThan(3);
    expect(pauses[3]).toBeGreaterThan((pauses[0] ?? 0) * 3);
  });
});

describe('a certificate that is revoked', () => {
  const dayMs = 86_400_000;

  async function sealOf(id: string) {
    const report = await judgeOffline(await augmentedCopy(id));
    const signer = report.signatures[0]?.signer;
    if (!signer) throw new Error('no signer');
    return { serial: signer.serial, revokedAt: new Date(Date.now() + dayMs), reason: 'keyCompromise' as const };
  }

  async function judgeWithList(id: string, revoked: Parameters<typeof listOf>[1], at: Date, timestamped: boolean) {
    const { root, issuing } = gateway.authority;
    const lists = [await listOf(root, [], at), await listOf(issuing, revoked, at)];
    const source = timestamped
      ? await openFileSource(await augmentedCopy(id))
      : await gateway.ctx.blobs.open((await viewDocument(gateway.ctx, gateway.clerk('H30.03'), id)).sha256);
    try {
      return await verifyFile(source, {
        policy: 'full',
        anchors: gateway.authority.anchors,
        crls: lists.map(({ der }) => der),
        at,
      });
    } finally {
      await source.close();
    }
  }

  it('after a timestamped signing leaves the seal valid; without a timestamp nobody can tell', async () => {
    const id = await send();
    await prove();
    const revoked = await sealOf(id);
    const later = new Date(Date.now() + 2 * dayMs);
    expect(await judgeWithList(id, [revoked], later, true)).toMatchObject({ indication: 'TOTAL-PASSED' });
    expect(await judgeWithList(id, [revoked], later, false)).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'REVOKED_NO_POE',
    });
  });

  it('before signing makes the seal invalid, timestamp or not', async () => {
    const id = await send();
    await prove();
    const revoked = { ...(await sealOf(id)), revokedAt: new Date(Date.now() - dayMs) };
    for (const timestamped of [true, false]) {
      expect(await judgeWithList(id, [revoked], new Date(Date.now() + 1_000), timestamped)).toMatchObject({
        indication: 'TOTAL-FAILED',
        subIndication: 'REVOKED',
      });
    }
  });
});

describe('what is added to a signature', () => {
  it('changes nothing when there is nothing to add', async () => {
    const xml = Buffer.from('<x/>');
    expect(augmentSeal(xml, [])).toBe(xml);
  });
});
