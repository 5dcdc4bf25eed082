/**
 * A seal is revoked. What was sealed and timestamped before stays valid, what was sealed afterwards is worthless, what has no timestamp
 * nobody can tell: asked of the command, of the service and of the function behind both, with the running gateway's own authority.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fileSigner, readCertificates, readPrivateKey } from '../../certs/keys/file-key.js';
import type { Signer } from '../../certs/keys/signer.js';
import { encodeTimestampRequest, type TimestampRequest } from '../../certs/timestamp/request.js';
import { readTimestampResponse } from '../../certs/timestamp/response.js';
import type { VerificationReport } from '../../certs/verdict/report.js';
import { verifyFile } from '../../certs/verdict/verify-file.js';
import { augmentSeal, signatureValueOctets } from '../../certs/xades/augment-seal.js';
import { sealContainer } from '../../certs/xades/seal-container.js';
import { type Service, serve } from '../../cli/serve.js';
import { type Gateway, openGateway } from '../../cli/wiring.js';
import { loadConfig } from '../../gateway/config.js';
import { readTrust } from '../../gateway/identity/trust.js';
import { bufferSource } from '../../schemas/asice/file-source.js';
import { MemoryContainer } from '../../schemas/asice/memory-container.js';
import { metadataOf, smallPdf } from '../support/gateway-fixture.js';
import { submissionForm } from '../support/http-fixture.js';
import { runCongvan } from '../support/run-congvan.js';
import { type FreshDatabase, freshDatabase } from '../support/test-database.js';

let folder: string;
let fresh: FreshDatabase;
let env: NodeJS.ProcessEnv;
let gateway: Gateway;
let service: Service;
let token: string;
let stolen: Signer;
let beforeRevocation: Date;
const at = (name: string) => join(folder, name);

async function congvan(...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCongvan(words, env);
  expect(exitCode, stderr).toBe(0);
  return stdout.trim();
}

async function call(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${service.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
}

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

/** A timestamp of the gateway's authority, now. */
async function stamp(xml: Buffer): Promise<Buffer> {
  const imprint = createHash('sha256').update(signatureValueOctets(xml)).digest();
  const request: TimestampRequest = { imprint, algorithm: 'sha256', nonce: randomBytes(16), certReq: true };
  const answer = await fetch(`${service.url}/tsa`, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: new Uint8Array(encodeTimestampRequest(request)),
  });
  const { bytes } = readTimestampResponse(await bytesOf(answer), request);
  return augmentSeal(xml, [{ kind: 'timestamp', der: bytes }]);
}

interface Wish {
  readonly claims: Date;
  readonly isStamped: boolean;
}

/** What somebody makes who has the key, outside the gateway. */
async function sealOutside(name: string, { claims, isStamped }: Wish): Promise<string> {
  const container = new MemoryContainer();
  await container.addBytes('Công văn.txt', 'text/plain', Buffer.from('Kính gửi'));
  const augment = isStamped ? { augment: stamp } : {};
  await sealContainer(container, { envelope: null, signer: stolen, signingTime: claims, ...augment });
  writeFileSync(at(name), container.bytes());
  return at(name);
}

/** The container of a document as it was sent, and the raised copy inside its proof. */
async function sendAndProve(): Promise<{ asSent: string; raised: string }> {
  const form = submissionForm(metadataOf({ from: 'H99', to: ['H98'] }), [['Công văn.pdf', smallPdf()]]);
  const sent = await call('/api/v1/documents', { method: 'POST', body: form });
  const { id } = (await sent.json()) as { id: string };
  const proofState = async () =>
    ((await (await call(`/api/v1/documents/${id}`)).json()) as { proof: { state: string } }).proof.state;
  await vi.waitFor(async () => expect(await proofState()).toBe('complete'), { timeout: 30_000, interval: 200 });
  const paths = { asSent: at('as-sent.asice'), raised: at('raised.asice') };
  writeFileSync(paths.asSent, await bytesOf(await call(`/api/v1/documents/${id}/container`)));
  writeFileSync(at('proof.asice'), await bytesOf(await call(`/api/v1/documents/${id}/proof`)));
  writeFileSync(paths.raised, execFileSync('unzip', ['-p', at('proof.asice'), 'document.asice']));
  return paths;
}

type Verdict = Omit<VerificationReport, 'at' | 'judged'>;

interface Verdicts {
  readonly exitCode: number;
  readonly report: Verdict;
}

const verifyByHttp = (file: string, accept: string) =>
  fetch(`${service.url}/api/v1/verifications`, {
    method: 'POST',
    headers: { accept },
    body: new Uint8Array(readFileSync(file)),
  });

/** The verdict as the printed page says it, in its frame. */
const framed = (page: string) => /<p class="frame [^"]*">.*?<strong>([^<]*)<\/strong>/s.exec(page)?.[1];
const words = {
  'TOTAL-PASSED': 'Hợp lệ',
  'TOTAL-FAILED': 'Không hợp lệ',
  INDETERMINATE: 'Chưa kết luận được',
};

/** The same verdict at every door and on every page, or the test fails. */
async function judge(file: string): Promise<Verdicts> {
  const page = at(`report-${randomUUID()}.html`);
  const command = await runCongvan(['verify', file, '--json', '--html', page], env);
  const { file: _file, at: _at, judged: _judged, ...report } = command.json<VerificationReport & { file: string }>();
  const answer = await verifyByHttp(file, 'application/json');
  expect(await answer.json()).toMatchObject(JSON.parse(JSON.stringify(report)));
  const trust = await readTrust(gateway.ctx.database);
  const byLibrary = await verifyFile(bufferSource(readFileSync(file)), { policy: 'full', ...trust });
  expect(byLibrary).toMatchObject(report);
  const pages = [readFileSync(page, 'utf8'), await (await verifyByHttp(file, 'text/html')).text()];
  expect(pages.map(framed)).toEqual(Array(2).fill(words[report.indication]));
  return { exitCode: command.exitCode, report };
}

let files: Record<'asSent' | 'raised' | 'later' | 'laterStamped' | 'backdated' | 'backdatedStamped', string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-story-'));
  fresh = await freshDatabase();
  env = {
    CONGVAN_DATA: at('data'),
    CONGVAN_DEMO: '0',
    CONGVAN_PORT: '0',
    CONGVAN_LOG_LEVEL: 'error',
    CONGVAN_SCAN_SECONDS: '1',
    DATABASE_URL: fresh.url,
  };
  gateway = await openGateway(loadConfig(env), { schema: 'keep' });
  service = await serve(gateway, { http: true, workers: true });
  await congvan('agency', 'add', 'H99', '--name', 'Sở Xây dựng');
  await congvan('agency', 'add', 'H98', '--name', 'Sở Công Thương', '--with-seal');
  const fingerprint = await congvan('cert', 'issue', '--agency', 'H99', '--key-kind', 'p-256');
  token = await congvan('token', 'create', '--agency', 'H99');
  writeFileSync(at('pass'), 'bí mật\n');
  await congvan('cert', 'export', fingerprint, '--out', at('seal.p12'), '--passphrase-file', at('pass'));
  const words = ['pkcs12', '-in', at('seal.p12'), '-passin', 'pass:bí mật', '-nodes'];
  const opened = execFileSync('openssl', words, { stdio: ['ignore', 'pipe', 'ignore'] });
  writeFileSync(at('stolen.pem'), opened);
  writeFileSync(at('Công văn.pdf'), smallPdf());
  const [certificate = Buffer.alloc(0), ...chain] = readCertificates(opened);
  stolen = fileSigner(readPrivateKey(opened), certificate, chain);

  const sent = await sendAndProve();
  beforeRevocation = new Date();
  // Revocation times count whole seconds.
  await pause(1_100);
  await congvan('cert', 'revoke', fingerprint, '--reason', 'keyCompromise');
  await pause(1_100);
  files = {
    ...sent,
    later: await sealOutside('later.asice', { claims: new Date(), isStamped: false }),
    laterStamped: await sealOutside('later-stamped.asice', { claims: new Date(), isStamped: true }),
    backdated: await sealOutside('backdated.asice', { claims: beforeRevocation, isStamped: false }),
    backdatedStamped: await sealOutside('backdated-stamped.asice', { claims: beforeRevocation, isStamped: true }),
  };
}, 120_000);
afterAll(async () => {
  await service?.stop();
  await gateway?.close();
  await fresh?.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe('after a seal was revoked', () => {
  it('what it sealed and what was timestamped before is valid, at the time proven by the timestamp', async () => {
    const { exitCode, report } = await judge(files.raised);
    expect([exitCode, report.indication, report.subIndication]).toEqual([0, 'TOTAL-PASSED', null]);
    const [signature] = report.signatures;
    expect(Date.parse(signature?.provenAt ?? '')).toBeLessThanOrEqual(beforeRevocation.getTime());
  });

  it('what it sealed before without a timestamp cannot be decided any more', async () => {
    const { exitCode, report } = await judge(files.asSent);
    expect([exitCode, report.indication, report.subIndication]).toEqual([2, 'INDETERMINATE', 'REVOKED_NO_POE']);
    expect(report.signatures[0]?.problems).toMatchObject([{ code: 'certificate_revoked' }]);
  });

  it('what is sealed with its key afterwards is invalid, whatever timestamp it carries', async () => {
    for (const file of [files.later, files.laterStamped]) {
      const { exitCode, report } = await judge(file);
      expect([exitCode, report.indication, report.subIndication], file).toEqual([1, 'TOTAL-FAILED', 'REVOKED']);
    }
  });

  it('what claims to have been sealed before gets no further than undecided: only a timestamp could prove it', async () => {
    for (const file of [files.backdated, files.backdatedStamped]) {
      const { exitCode, report } = await judge(file);
      expect([exitCode, report.indication, report.subIndication], file).toEqual([2, 'INDETERMINATE', 'REVOKED_NO_POE']);
    }
  });

  it('is as it was, asked for a time before: nothing was revoked then', async () => {
    const askAt = (time: Date, file: string) => runCongvan(['verify', file, '--at', time.toISOString(), '--json'], env);
    const then = (file: string) => askAt(beforeRevocation, file);
    expect(await then(files.asSent)).toMatchObject({ exitCode: 0 });
    expect((await then(files.raised)).json()).toMatchObject({ indication: 'TOTAL-PASSED' });
    // A timestamp from after the time that is asked for, clocks that differ by a minute allowed for, proves nothing then.
    const wellBefore = new Date(beforeRevocation.getTime() - 120_000);
    const { signatures } = (await askAt(wellBefore, files.laterStamped)).json<VerificationReport>();
    expect(signatures[0]).toMatchObject({ provenAt: null, timestamps: [{ indication: 'INDETERMINATE' }] });
  });

  it('the agency sends nothing with it, by the gateway or by its own hands', async () => {
    const metadata = metadataOf({ from: 'H99', to: ['H98'] });
    const sent = await call('/api/v1/documents', { method: 'POST', body: submissionForm(metadata) });
    expect(sent.ok).toBe(false);
    expect(await sent.json()).toMatchObject({ code: 'key_missing' });
    const ready = ['--in', at('envelope.json'), '--out', at('ready.asice')];
    writeFileSync(at('envelope.json'), JSON.stringify({ ...metadata, number: '7' }));
    await congvan('seal', at('Công văn.pdf'), '--key', at('stolen.pem'), '--cert', at('stolen.pem'), ...ready);
    const refused = await call('/api/v1/documents', {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.etsi.asic-e+zip' },
      body: new Uint8Array(readFileSync(at('ready.asice'))),
    });
    expect(refused.ok).toBe(false);
    expect(await refused.json()).toMatchObject({
      code: 'signer_not_sender',
      detail: expect.stringContaining('the certificate was revoked'),
    });
  });
});
