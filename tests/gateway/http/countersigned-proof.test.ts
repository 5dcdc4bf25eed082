/**
 * A container that a second agency has signed beside the sender, from `congvan countersign` through the API to its proof: each signature is
 * raised by itself, and none is held up by another one that cannot be.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../../certs/trust/certificate.js';
import type { VerificationReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { sealContainer } from '../../../certs/xades/seal-container.js';
import { sequenceOnce } from '../../../gateway/evidence/sequencer.js';
import { selectEvidence, selectProof } from '../../../gateway/proofs/proofs.store.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { MemoryContainer } from '../../../schemas/asice/memory-container.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { advanceProofs } from '../../../workers/proofs.js';
import { audit } from '../../support/audit-by-page.js';
import { documentMessage } from '../../support/document-message.js';
import { arriveDocument, smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { pemOf } from '../../support/pem.js';
import { reseal } from '../../support/proof-room.js';
import { publishLists } from '../../support/publish-lists.js';
import { entriesOf, rewriteContainer } from '../../support/rewrite-container.js';
import { runCongvan } from '../../support/run-congvan.js';
import { newTestAuthority, type TestSeal } from '../../support/test-authority.js';
import { askXmlsec1 } from '../../support/xmlsec1.js';

const [sender, reader] = ['H30.03', 'H30.05'];
const signatureNames = ['META-INF/signatures0.xml', 'META-INF/signatures1.xml'];

let gateway: HttpFixture;
let senderKey: TestSeal;
let token: string;
let folder: string;
let files = 0;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-countersigned-'));
  gateway = await openHttpFixture({ withoutKey: [sender], agencies: { [sender]: { numbering: 'agency' } } });
  await publishLists(gateway.ctx, gateway.authority);
  senderKey = await gateway.authority.issueSeal({ agencyCode: sender });
  token = await gateway.token([sender]);
  writeFileSync(at('root.pem'), pemOf(gateway.authority.root.certificate));
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

async function countersigned(by: TestSeal): Promise<Buffer> {
  const growing = new MemoryContainer();
  await growing.addBytes('van-ban.pdf', 'application/pdf', smallPdf());
  const envelope = writeEdxmlDocument(documentMessage(sender));
  await sealContainer(growing, { envelope, signer: senderKey.signer, signingTime: new Date() });
  const name = `${++files}`;
  writeFileSync(at(`${name}.asice`), growing.bytes());
  writeFileSync(at(`${name}.key`), by.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(at(`${name}.pem`), [by.certificate, ...by.chain].map((der) => pemOf(der)).join(''));
  const key = ['--key', at(`${name}.key`), '--cert', at(`${name}.pem`)];
  const done = await runCongvan(['countersign', at(`${name}.asice`), ...key, '--out', at(`${name}-2.asice`)]);
  expect(done.exitCode, done.stderr).toBe(0);
  return execFileSync('cat', [at(`${name}-2.asice`)]);
}

async function submit(container: Buffer): Promise<string> {
  const headers = { 'content-type': 'application/vnd.etsi.asic-e+zip' };
  const body = new Uint8Array(container);
  const answer = await gateway.call('/api/v1/documents', token, { method: 'POST', headers, body });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

async function advance(steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    await gateway.ctx.database.query(
      `update proofs set next_at = now() - interval '1 second' where next_at < '9000-01-01'`,
    );
    await advanceProofs(gateway.ctx);
  }
}

async function proofOf(id: string): Promise<Buffer> {
  const answer = await gateway.call(`/api/v1/documents/${id}/proof`, token);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

/** As an auditor without network does, who has the root. */
const judge = (bytes: Buffer): Promise<VerificationReport> =>
  verifyFile(bufferSource(bytes), { policy: 'full', anchors: gateway.authority.anchors });

const levelsIn = async (proof: Buffer) =>
  (await judge(proof)).nested?.[0]?.report.signatures.map(({ level, indication }) => [level, indication]);

const evidenceOf = (id: string) => selectEvidence(gateway.ctx.database, id);

describe('a container with the signatures of two agencies', () => {
  let id: string;
  let sent: Buffer;

  beforeAll(async () => {
    sent = await countersigned(await gateway.authority.issueSeal({ agencyCode: 'H30.01' }));
    id = await submit(sent);
    await arriveDocument(gateway.ctx, id, reader);
    await advance(2);
    await sequenceOnce(gateway.ctx);
  });

  it('gets a timestamp and validation data for each; its proof is judged offline', async () => {
    expect(await selectProof(gateway.ctx.database, id)).toMatchObject({ state: 'complete', reason: null });
    const proof = await proofOf(id);
    expect(await levelsIn(proof)).toEqual([
      ['B-LT', 'TOTAL-PASSED'],
      ['B-LT', 'TOTAL-PASSED'],
    ]);
    writeFileSync(at('proof.asice'), proof);
    const trust = ['--trust', at('root.pem'), '--offline', '--json'];
    const { exitCode, json } = await runCongvan(['verify', at('proof.asice'), ...trust]);
    expect([exitCode, json().indication]).toEqual([0, 'TOTAL-PASSED']);
  });

  it('keeps every signed octet, and xmlsec1 accepts both grown signatures', async () => {
    const document = (await entriesOf(await proofOf(id))).get('document.asice') ?? Buffer.alloc(0);
    const [before, after] = [await entriesOf(sent), await entriesOf(document)];
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, content] of before)
      expect(after.get(name)?.equals(content), name).toBe(!signatureNames.includes(name));
    writeFileSync(at('document.asice'), document);
    mkdirSync(at('document'));
    execFileSync('unzip', ['-q', at('document.asice'), '-d', at('document')]);
    for (const name of signatureNames) {
      const { status, stderr } = askXmlsec1(at('document'), at('root.pem'), name);
      expect(status, `${name}: ${stderr}`).toBe(0);
    }
    writeFileSync(join(at('document'), 'van-ban.pdf'), 'changed');
    for (const name of signatureNames) expect(askXmlsec1(at('document'), at('root.pem'), name).status).not.toBe(0);
  });

  it('is judged by the commands of docs/verify.md, seal by seal', async () => {
    const { status, stdout, stderr } = audit(await proofOf(id), gateway.authority.root.certificate);
    expect([status, stderr], stdout).toEqual([0, '']);
    expect(stdout).toMatch(/^document-signatures1: sealed before/m);
    expect(stdout).toContain('Everything holds.');
  });

  it('is stopped by them when the second seal alone is broken, though the gateway sealed the proof anew', async () => {
    const proof = await proofOf(id);
    const document = (await entriesOf(proof)).get('document.asice') ?? Buffer.alloc(0);
    const second = (await entriesOf(document)).get('META-INF/signatures1.xml')?.toString() ?? '';
    const broken = second.replace(/(<ds:SignatureValue[^>]*>)..../, '$1AAAA');
    const forged = await rewriteContainer(document, { 'META-INF/signatures1.xml': broken });
    const resealed = await reseal(gateway, proof, { 'document.asice': forged });
    const { status, step, stderr } = audit(resealed, gateway.authority.root.certificate);
    expect([status, step, stderr]).toEqual([1, 4, expect.stringContaining('STOPPED')]);
  });

  it('gets an archive timestamp for each when it is due', async () => {
    await advance(1);
    expect(await levelsIn(await proofOf(id))).toEqual([
      ['B-LTA', 'TOTAL-PASSED'],
      ['B-LTA', 'TOTAL-PASSED'],
    ]);
    const archived = (await evidenceOf(id)).filter(({ kind }) => kind === 'archive');
    expect(archived.map(({ seal }) => seal)).toEqual([0, 1]);
    const { status, stdout } = audit(await proofOf(id), gateway.authority.root.certificate);
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/^document-signatures1: everything above was there before/m);
  });
});

describe('a second signature that cannot be raised', () => {
  it('by an authority nobody here knows leaves the sender’s with its data, and says what is missing', async () => {
    const stranger = await (await newTestAuthority('Nơi khác')).issueSeal({ agencyCode: 'H30.01' });
    const id = await submit(await countersigned(stranger));
    await advance(2);
    const before = await evidenceOf(id);
    await advance(2);
    expect(await selectProof(gateway.ctx.database, id)).toMatchObject({
      state: 'timestamped',
      reason: expect.stringContaining('revocation_unknown'),
    });
    expect(await evidenceOf(id)).toEqual(before);
    expect(await levelsIn(await proofOf(id))).toEqual([
      ['B-LT', 'TOTAL-PASSED'],
      ['B-T', 'INDETERMINATE'],
    ]);
  });

  it('for its key was revoked before the timestamp ends with that, and the sender’s is archived on', async () => {
    const compromised = await gateway.authority.issueSeal({ agencyCode: 'H30.01' });
    const id = await submit(await countersigned(compromised));
    const { serial } = readCertificate(compromised.certificate);
    const revocation = { serial, revokedAt: new Date(Date.now() - 3_600_000), reason: 'keyCompromise' as const };
    await publishLists(gateway.ctx, gateway.authority, [revocation], new Date(Date.now() + 3_600_000));
    await advance(3);
    expect(await selectProof(gateway.ctx.database, id)).toMatchObject({
      state: 'limited',
      reason: expect.stringMatching(/^B-T: .*was revoked/),
    });
    const archived = (await evidenceOf(id)).filter(({ kind }) => kind === 'archive');
    expect(archived.map(({ seal }) => seal)).toEqual([0]);
    expect((await levelsIn(await proofOf(id)))?.[0]).toEqual(['B-LTA', 'TOTAL-PASSED']);
  });
});
