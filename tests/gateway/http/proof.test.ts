import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { sequenceOnce } from '../../../gateway/evidence/sequencer.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { advanceProofs } from '../../../workers/proofs.js';
import { arriveDocument, metadataOf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../../support/http-fixture.js';
import { pemOf } from '../../support/pem.js';
import { publishLists } from '../../support/publish-lists.js';
import { drafts, openDrafts } from './left-behind.js';

let gateway: HttpFixture;
let sender: string;
let reader: string;
let id: string;
let container: Buffer;
let folder: string;

beforeAll(async () => {
  gateway = await openHttpFixture();
  folder = mkdtempSync(join(tmpdir(), 'congvan-proof-'));
  sender = await gateway.token(['H30.03']);
  reader = await gateway.token(['H30.05']);
  const sent = await gateway.call('/api/v1/documents', sender, {
    method: 'POST',
    body: submissionForm(metadataOf({ to: ['H30.05', 'H30.01'] })),
  });
  const answer = (await sent.json()) as { id: string; links: { proof: string; container: string } };
  id = answer.id;
  expect(answer.links.proof).toBe(`/api/v1/documents/${id}/proof`);
  container = Buffer.from(await (await gateway.call(answer.links.container, sender)).arrayBuffer());
  for (const agency of ['H30.05', 'H30.01']) await arriveDocument(gateway.ctx, id, agency);
  await sequenceOnce(gateway.ctx);
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

async function proofFor(token: string, name: string) {
  const answer = await gateway.call(`/api/v1/documents/${id}/proof`, token);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/vnd.etsi.asic-e+zip');
  expect(answer.headers.get('content-disposition')).toMatch(/filename="[^"]+\.proof\.asice"/);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const [path, opened] = [join(folder, `${name}.asice`), join(folder, name)];
  writeFileSync(path, bytes);
  execFileSync('unzip', ['-tq', path]);
  mkdirSync(opened);
  execFileSync('unzip', ['-q', path, '-d', opened]);
  return {
    bytes,
    at: (entry: string) => readFileSync(join(opened, entry)),
    list: (entry: string) => readdirSync(join(opened, entry)).sort(),
  };
}

interface ProofEvent {
  id: number;
  at: string;
  kind: string;
  document: string;
  payload: unknown;
  salt: string;
  payloadSha256: string;
  position: number | null;
  proof: string[] | null;
}

const sha256 = (...parts: (Buffer | string)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** RFC 8785 for what events hold. */
const canonical = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(canonical).join(',')}]`
    : typeof value === 'object' && value !== null
      ? `{${Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`)
          .join(',')}}`
      : JSON.stringify(value);

/** RFC 9162 section 2.1.3.2, as it stands there. */
function rootOf(leaf: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer {
  let [fn, sn, r] = [index, size - 1, leaf];
  for (const p of path) {
    if (sn === 0) throw new Error('the path is too long');
    if (fn % 2 === 1 || fn === sn) {
      r = sha256(Buffer.of(1), p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else r = sha256(Buffer.of(1), r, p);
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  if (sn !== 0) throw new Error('the path is too short');
  return r;
}

describe('the proof of a document', () => {
  it('holds the container unchanged and the receipts, and is sealed by the gateway', async () => {
    const proof = await proofFor(sender, 'sender');
    expect(proof.at('document.asice').equals(container)).toBe(true);
    expect(proof.list('statuses')).toEqual(['0001-01-H30.05.asice', '0002-01-H30.01.asice']);
    const trust = { policy: 'core', anchors: gateway.authority.anchors } as const;
    const whole = await verifyFile(bufferSource(proof.bytes), trust);
    expect(whole).toMatchObject({ format: 'asice', indication: 'TOTAL-PASSED' });
    expect(whole.files.every(({ covered }) => covered)).toBe(true);
    for (const nested of ['document.asice', ...proof.list('statuses').map((name) => `statuses/${name}`)])
      expect(await verifyFile(bufferSource(proof.at(nested)), trust), nested).toMatchObject({
        indication: 'TOTAL-PASSED',
      });
    expect(JSON.parse(proof.at('proof.json').toString())).toMatchObject({
      format: 'congvan-proof',
      document: { id, seenAs: 'sender', sha256: createHash('sha256').update(container).digest('hex') },
      proof: { state: 'pending', isAugmented: false },
    });
  });

  it('shows, with nothing but itself, that its events are in the log the checkpoint signs', async () => {
    const proof = await proofFor(sender, 'log');
    const { log } = JSON.parse(proof.at('proof.json').toString()) as {
      log: { origin: string; publicKey: string; size: number };
    };
    const note = proof.at('log/checkpoint.txt').toString();
    const [text = '', signatures = ''] = note.split('\n\n');
    const [origin, size, root] = text.split('\n');
    expect(origin).toBe(log.origin);
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(log.publicKey, 'base64').toString('base64url') },
      format: 'jwk',
    });
    const signature = Buffer.from(signatures.trim().split(' ').at(-1) ?? '', 'base64');
    expect(verify(null, Buffer.from(`${text}\n`), key, signature.subarray(4))).toBe(true);
    const { items } = JSON.parse(proof.at('log/events.json').toString()) as { items: ProofEvent[] };
    expect(items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['document.submitted', 'status.declared']));
    for (const { payload, salt, payloadSha256, position, proof: path, id: event, at, kind, document } of items) {
      expect(sha256(Buffer.from(salt, 'hex'), canonical(payload)).toString('hex'), kind).toBe(payloadSha256);
      const leaf = sha256(Buffer.of(0), canonical({ at, document, id: event, kind, payload: payloadSha256, v: 1 }));
      if (position === null || path === null) throw new Error(`${kind} is not in the log`);
      const reached = rootOf(
        leaf,
        position,
        Number(size),
        path.map((hash) => Buffer.from(hash, 'base64')),
      );
      expect(reached.toString('base64'), kind).toBe(root);
    }
  });

  it('brings certificates that openssl can build a path from, to the seal inside', async () => {
    const proof = await proofFor(sender, 'trust');
    const certificates = proof.list('trust').filter((name) => name.endsWith('.cer'));
    const of = (kind: string) =>
      certificates.filter((name) => name.startsWith(kind)).map((name) => pemOf(proof.at(`trust/${name}`)));
    writeFileSync(join(folder, 'roots.pem'), of('root').join(''));
    expect(of('root')).toHaveLength(1);
    const { signer } = await gateway.authority.issueSeal({ agencyCode: 'H30.03' });
    writeFileSync(join(folder, 'leaf.pem'), pemOf(signer.certificate));
    writeFileSync(
      join(folder, 'issuers.pem'),
      [...of('issuer'), pemOf(gateway.authority.issuing.certificate)].join(''),
    );
    const said = execFileSync('openssl', ['verify', '-CAfile', 'roots.pem', '-untrusted', 'issuers.pem', 'leaf.pem'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(said).toContain('OK');
  });

  it('shows a recipient no more than its own receipt and events, and an auditor everything', async () => {
    const own = await proofFor(reader, 'reader');
    expect(own.list('statuses')).toEqual(['0001-01-H30.05.asice']);
    expect(own.at('log/events.json').toString()).not.toContain('H30.01"');
    const auditor = await gateway.token([], ['audit:read', 'documents:read']);
    const all = await proofFor(auditor, 'auditor');
    expect(all.list('statuses')).toHaveLength(2);
    const { items } = JSON.parse(all.at('log/events.json').toString()) as { items: ProofEvent[] };
    expect(items.filter(({ kind }) => kind === 'key.used').length).toBeGreaterThan(0);
    // What was logged after the checkpoint says so.
    expect(items.at(-1)).toMatchObject({ kind: 'key.used', position: null, proof: null });
  });

  it('is judged alone, years of trust in one root apart: its own seal, the grown seal of the document, every status', async () => {
    await publishLists(gateway.ctx, gateway.authority);
    for (let round = 0; round < 2; round += 1) await advanceProofs(gateway.ctx);
    const proof = await proofFor(sender, 'alone');
    expect(JSON.parse(proof.at('proof.json').toString())).toMatchObject({
      proof: { state: 'complete', provenAt: expect.any(String), isAugmented: true },
    });
    const alone = { policy: 'full', anchors: gateway.authority.anchors } as const;
    const report = await verifyFile(bufferSource(proof.bytes), alone);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', signatures: [{ level: 'B-LT' }] });
    expect(report.nested?.map(({ name, report: { indication } }) => [name, indication])).toEqual([
      ['document.asice', 'TOTAL-PASSED'],
      ['statuses/0001-01-H30.05.asice', 'TOTAL-PASSED'],
      ['statuses/0002-01-H30.01.asice', 'TOTAL-PASSED'],
    ]);
    expect(report.nested?.[0]?.report.signatures).toMatchObject([{ level: 'B-LT', provenAt: expect.any(String) }]);
  });

  it('leaves no file behind, also when the client goes away', async () => {
    const stop = new AbortController();
    const asked = gateway.call(`/api/v1/documents/${id}/proof`, sender, { signal: stop.signal });
    stop.abort();
    await asked.catch(() => {});
    await expect.poll(() => drafts(gateway)).toEqual([]);
    for (let round = 0; round < 5; round += 1)
      await (await gateway.call(`/api/v1/documents/${id}/proof`, sender)).arrayBuffer();
    await expect.poll(openDrafts).toEqual([]);
  });
});
