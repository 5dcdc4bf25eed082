/** What the authority publishes, asked for as others do: openssl and plain HTTP, at the addresses that stand in the certificates. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKeyStore } from '../../../certs/keys/key-store.js';
import { addAgency } from '../../../gateway/agencies/change-agencies.js';
import { createApp } from '../../../gateway/http/create-app.js';
import { revokeCertificate } from '../../../gateway/identity/agency-certificates.js';
import { ensureAuthority } from '../../../gateway/identity/authority-desk.js';
import type { AuthorityDesk } from '../../../gateway/identity/authority-tools.js';
import {
  type CertificateRow,
  findCertificate,
  findOwnCertificates,
} from '../../../gateway/identity/certificates.store.js';
import { issueAgencySeal } from '../../../gateway/identity/issue-for-agency.js';
import { keyRingFromStore } from '../../../gateway/identity/key-ring-from-store.js';
import { pemOf } from '../../support/pem.js';
import { type TestContext, testContext } from '../../support/test-context.js';

const actor = 'test';
let test: TestContext;
let folder: string;
let app: FastifyInstance;
let url: string;
let desk: AuthorityDesk;
let seal: CertificateRow;
let issuing: CertificateRow;
const at = (name: string) => join(folder, name);

/** What openssl writes, on both of its channels. */
async function openssl(...args: string[]): Promise<string> {
  const run = promisify(execFile)('openssl', args);
  const { stdout, stderr } = await run.catch((failed: { stdout: string; stderr: string }) => failed);
  return `${stdout}${stderr}`;
}

async function newSeal(): Promise<CertificateRow> {
  const fingerprint = await issueAgencySeal(desk, { agency: 'H30.01', keyKind: 'p-256', actor });
  const row = await findCertificate(desk.database, fingerprint);
  if (row === undefined) throw new Error('no such row');
  return row;
}

const post = (path: string, mediaType: string, body: Buffer) =>
  fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': mediaType }, body: new Uint8Array(body) });

beforeAll(async () => {
  test = await testContext();
  folder = mkdtempSync(join(tmpdir(), 'published-'));
  const open = { database: test.ctx.database, keyStore: await openKeyStore(join(folder, 'keys'), 'mật khẩu') };
  const now = () => test.ctx.now();
  const config = { ...test.ctx.config, rateLimitAuthority: 60 };
  app = await createApp(
    { ...test.ctx, config, keys: keyRingFromStore({ ...open, now }) },
    { workersHealthy: () => true },
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  desk = { ...open, now, publicUrl: `${url}/` };
  await ensureAuthority(desk, { organization: 'UBND tỉnh Thử Nghiệm', logName: 'gateway.test/log' });
  await addAgency(test.ctx, { code: 'H30.01', name: 'Sở Nội vụ' }, actor);
  seal = await newSeal();
  const [root] = await findOwnCertificates(desk.database, 'root', now());
  issuing = (await findOwnCertificates(desk.database, 'issuing', now()))[0] as CertificateRow;
  writeFileSync(at('root.pem'), pemOf(root?.der ?? Buffer.alloc(0)));
  writeFileSync(at('issuing.pem'), pemOf(issuing.der));
  writeFileSync(at('seal.pem'), pemOf(seal.der));
});
afterAll(async () => {
  await app.close();
  await test.end();
  rmSync(folder, { recursive: true, force: true });
});

describe('certificates', () => {
  it('say where lists, answers and issuers are, and what is there is what openssl needs to check them', async () => {
    const text = await openssl(
      'x509',
      '-in',
      at('seal.pem'),
      '-noout',
      '-ext',
      'authorityInfoAccess,crlDistributionPoints',
    );
    const [list, issuer] = [`${url}/crl/${issuing.fingerprint}.crl`, `${url}/issuers/${issuing.fingerprint}.crt`];
    expect(text).toContain(`URI:${list}`);
    expect(text).toContain(`OCSP - URI:${url}/ocsp\n`);
    expect(text).toContain(`CA Issuers - URI:${issuer}`);
    const above = await openssl(
      'x509',
      '-in',
      at('issuing.pem'),
      '-noout',
      '-ext',
      'crlDistributionPoints,authorityInfoAccess',
    );
    const rootList = /URI:(http\S+\.crl)/.exec(above)?.[1] ?? '';
    expect(above).not.toContain('OCSP');
    const lists: string[] = [];
    for (const address of [list, rootList]) {
      const answer = await fetch(address);
      expect(answer.headers.get('content-type')).toBe('application/pkix-crl');
      lists.push(pemOf(Buffer.from(await answer.arrayBuffer()), 'X509 CRL'));
    }
    writeFileSync(at('lists.pem'), lists.join(''));
    const fetched = await fetch(issuer);
    expect(fetched.headers.get('content-type')).toBe('application/pkix-cert');
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(issuing.der);
    const files = ['-CAfile', at('root.pem'), '-untrusted', at('issuing.pem'), '-CRLfile', at('lists.pem')];
    expect(await openssl('verify', '-x509_strict', '-crl_check_all', ...files, at('seal.pem'))).toMatch(/: OK\n$/);
  });

  it('of nobody’s are not published', async () => {
    for (const path of [
      `/crl/${'0'.repeat(64)}.crl`,
      `/issuers/${'0'.repeat(64)}.crt`,
      `/issuers/${seal.fingerprint}.crt`,
    ])
      expect((await fetch(`${url}${path}`)).status, path).toBe(404);
    expect((await fetch(`${url}/crl/..%2f..%2fetc.crl`)).status).toBe(400);
  });
});

describe('POST /tsa', () => {
  async function query(): Promise<Buffer> {
    await openssl('ts', '-query', '-data', at('seal.pem'), '-sha256', '-cert', '-out', at('query.tsq'));
    return readFileSync(at('query.tsq'));
  }
  const stamp = async (body: Buffer) =>
    Buffer.from(await (await post('/tsa', 'application/timestamp-query', body)).arrayBuffer());

  it('gives a timestamp that openssl verifies up to the root', async () => {
    const answer = await post('/tsa', 'application/timestamp-query', await query());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/timestamp-reply');
    writeFileSync(at('answer.tsr'), Buffer.from(await answer.arrayBuffer()));
    const files = ['-queryfile', at('query.tsq'), '-in', at('answer.tsr'), '-CAfile', at('root.pem')];
    expect(await openssl('ts', '-verify', ...files)).toContain('Verification: OK');
  });

  it('never gives two timestamps the same number', async () => {
    const asked = await query();
    const numbers = new Set<string>();
    for (const answer of await Promise.all(Array.from({ length: 8 }, () => stamp(asked)))) {
      writeFileSync(at('answer.tsr'), answer);
      const text = await openssl('ts', '-reply', '-in', at('answer.tsr'), '-text');
      numbers.add(/Serial number: (0x[0-9A-F]{20,})/.exec(text)?.[1] ?? 'none');
    }
    expect(numbers.size).toBe(8);
    expect(numbers.has('none')).toBe(false);
  });

  it('answers what is no request with a rejection, another media type with 415, a large body with 413', async () => {
    writeFileSync(at('answer.tsr'), await stamp(Buffer.from('{}')));
    expect(await openssl('ts', '-reply', '-in', at('answer.tsr'), '-text')).toContain('Status: Rejected.');
    expect((await post('/tsa', 'application/json', Buffer.from('{}'))).status).toBe(415);
    const large = await post('/tsa', 'application/timestamp-query', Buffer.alloc(65_537));
    expect(large.status).toBe(413);
    expect(await large.json()).toMatchObject({ code: 'body_too_large' });
  });
});

describe('/ocsp', () => {
  const ask = (file: string) =>
    openssl('ocsp', '-url', `${url}/ocsp`, '-issuer', at('issuing.pem'), '-CAfile', at('root.pem'), '-cert', at(file));

  it('says good, and revoked from the moment of the revocation', async () => {
    const { der, fingerprint } = await newSeal();
    writeFileSync(at('revoked.pem'), pemOf(der));
    expect(await ask('revoked.pem')).toMatch(/revoked\.pem: good\n[\s\S]*Response verify OK\n/);
    await revokeCertificate(desk, { fingerprint, reason: 'cessationOfOperation', actor });
    const after = await ask('revoked.pem');
    expect(after).toMatch(/revoked\.pem: revoked\n[\s\S]*Response verify OK\n/);
    expect(after).toContain('Reason: cessationOfOperation');
    expect(await ask('seal.pem')).toContain('seal.pem: good');
  });

  it('answers a request in the address as one in the body', async () => {
    await openssl(
      'ocsp',
      '-issuer',
      at('issuing.pem'),
      '-cert',
      at('seal.pem'),
      '-cert',
      at('seal.pem'),
      '-reqout',
      at('request.der'),
    );
    const address = encodeURIComponent(readFileSync(at('request.der')).toString('base64'));
    const answer = await fetch(`${url}/ocsp/${address}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/ocsp-response');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    writeFileSync(at('answer.der'), Buffer.from(await answer.arrayBuffer()));
    const text = await openssl(
      'ocsp',
      '-respin',
      at('answer.der'),
      '-issuer',
      at('issuing.pem'),
      '-CAfile',
      at('root.pem'),
      '-resp_text',
    );
    expect(text).toContain('Response verify OK');
    expect(text.match(/Cert Status: good/g)).toHaveLength(2);
    expect((await fetch(`${url}/ocsp/%21%21`)).status).toBe(400);
    expect((await post('/ocsp', 'application/octet-stream', Buffer.alloc(3))).status).toBe(415);
  });

  it('knows nothing of certificates of another issuer, nor of numbers it never gave', async () => {
    const own = await openssl(
      'ocsp',
      '-url',
      `${url}/ocsp`,
      '-issuer',
      at('issuing.pem'),
      '-CAfile',
      at('root.pem'),
      '-serial',
      '0x1234',
    );
    expect(own).toContain('0x1234: unknown');
    const foreign = await openssl('ocsp', '-url', `${url}/ocsp`, '-issuer', at('seal.pem'), '-serial', '1');
    expect(foreign).toContain('Responder Error: unauthorized (6)');
  });
});

describe('too many questions from one address', () => {
  it('are answered with 429, each service for itself', async () => {
    const list = `${url}/crl/${issuing.fingerprint}.crl`;
    const statuses: number[] = [];
    for (let count = 0; count < 61; count++) statuses.push((await fetch(list)).status);
    expect(statuses[0]).toBe(200);
    expect(statuses.at(-1)).toBe(429);
    expect((await fetch(`${url}/issuers/${issuing.fingerprint}.crt`)).status).toBe(200);
  });
});
