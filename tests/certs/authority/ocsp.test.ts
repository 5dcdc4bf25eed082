import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextTag, tags } from '../../../certs/asn1/der.js';
import { element, integer, octets, oid, sequence, tagged } from '../../../certs/asn1/write-der.js';
import { answerOcspRequest, type IssuedState, type OcspResponder } from '../../../certs/authority/answer-ocsp.js';
import { createKeypair, type KeyKind } from '../../../certs/authority/create-keypair.js';
import { issueOcspCertificate } from '../../../certs/authority/issue-certificate.js';
import { type RevocationReason, revocationReasons } from '../../../certs/authority/issue-crl.js';
import { fileSigner } from '../../../certs/keys/file-key.js';
import type { Signer } from '../../../certs/keys/signer.js';
import { readCertificate } from '../../../certs/trust/certificate.js';
import { pemOf } from '../../support/pem.js';
import { strangeBytes } from '../../support/strange-bytes.js';
import { newTestAuthority, type TestAuthority, testAuthority } from '../../support/test-authority.js';

const dayMs = 86_400_000;
const malformed = 'Responder Error: malformedrequest (1)';

let folder: string;
let authority: TestAuthority;
let signer: Signer;
let seals: { certificate: Buffer; path: string; serial: string }[];
const at = (name: string) => join(folder, name);

/** What openssl writes, on both of its channels, since what it thinks of an answer goes to either. */
async function openssl(...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('openssl', args).catch(
    (failed: { stdout: string; stderr: string }) => failed,
  );
  return `${stdout}${stderr}`;
}

async function responderSigner(kind: KeyKind): Promise<Signer> {
  const { privateKey, publicKey } = await createKeypair(kind);
  const validity = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + 30 * dayMs) };
  const certificate = await issueOcspCertificate(authority.issuing, {
    organization: 'Tỉnh Thử Nghiệm',
    publicKey,
    validity,
  });
  return fileSigner(privateKey, certificate, [authority.issuing.certificate, authority.root.certificate]);
}

function responder(states: Record<string, IssuedState> = {}, changes: Partial<OcspResponder> = {}): OcspResponder {
  return {
    signer,
    now: new Date(),
    nextUpdate: new Date(Date.now() + 3_600_000),
    states: async (serials) => serials.map((serial) => states[serial] ?? 'unknown'),
    ...changes,
  };
}

/** A request as openssl makes it, about the first seal. */
async function ask(...options: string[]): Promise<Buffer> {
  await openssl(
    'ocsp',
    '-issuer',
    at('issuing.pem'),
    '-cert',
    seals[0]?.path ?? '',
    '-reqout',
    at('request.der'),
    ...options,
  );
  return readFileSync(at('request.der'));
}

/** What openssl says of the answer to its own question about the seals with these numbers. */
async function judge(
  how: (request: Buffer) => Promise<Buffer>,
  numbers: readonly number[] = [0],
  ...options: string[]
) {
  const server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/ocsp-response');
    response.end(await how(await buffer(request)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ocsp`;
  const certificates = numbers.flatMap((number) => [...options, '-cert', seals[number]?.path ?? '']);
  const text = await openssl(
    'ocsp',
    '-url',
    url,
    '-issuer',
    at('issuing.pem'),
    '-CAfile',
    at('root.pem'),
    ...certificates,
  );
  server.close();
  return text;
}

const answering =
  (states: Record<string, IssuedState>, changes: Partial<OcspResponder> = {}) =>
  (request: Buffer) =>
    answerOcspRequest(request, responder(states, changes));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ocsp-'));
  authority = await testAuthority();
  signer = await responderSigner('p-256');
  writeFileSync(at('root.pem'), pemOf(authority.root.certificate));
  writeFileSync(at('issuing.pem'), pemOf(authority.issuing.certificate));
  seals = await Promise.all(
    [0, 1, 2].map(async (number) => {
      const { certificate } = await authority.issueSeal();
      writeFileSync(at(`seal${number}.pem`), pemOf(certificate));
      return { certificate, path: at(`seal${number}.pem`), serial: readCertificate(certificate).serial };
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an answer about revocation', () => {
  it.each(['p-256', 'p-384', 'rsa-2048'] as const)(
    'signed with %s is accepted by openssl, nonce included',
    async (kind) => {
      const own = await responderSigner(kind);
      const text = await judge(answering({ [seals[0]?.serial ?? '']: 'good' }, { signer: own }));
      expect(text).toContain('Response verify OK');
      expect(text).not.toMatch(/nonce/i);
      expect(text).toContain('seal0.pem: good');
      expect(text).toMatch(/This Update: .*\n\s*Next Update: /);
    },
  );

  it('tells good, revoked and unknown apart in one answer, with reason and time', async () => {
    const revokedAt = new Date('2026-02-03T04:05:06.789Z');
    const states = {
      [seals[0]?.serial ?? '']: 'good' as const,
      [seals[1]?.serial ?? '']: { revokedAt, reason: 'keyCompromise' as const },
    };
    const text = await judge(answering(states), [0, 1, 2]);
    expect(text).toContain('Response verify OK');
    expect(text).toContain('seal0.pem: good');
    expect(text).toContain('seal1.pem: revoked');
    expect(text).toContain('Reason: keyCompromise');
    expect(text).toContain('Revocation Time: Feb  3 04:05:06 2026 GMT');
    expect(text).toContain('seal2.pem: unknown');
  });

  it.each(revocationReasons)('names the reason %s as openssl does', async (reason) => {
    const text = await judge(answering({ [seals[0]?.serial ?? '']: { revokedAt: new Date(), reason } }));
    expect(text).toContain('seal0.pem: revoked');
    // openssl has no word for number 9; no reason is given as none.
    const words: Partial<Record<RevocationReason, string>> = { privilegeWithdrawn: '(UNKNOWN)', unspecified: '' };
    expect(/Reason: (.*)/.exec(text)?.[1] ?? '').toBe(words[reason] ?? reason);
  });

  it.each(['-sha1', '-sha256', '-sha512'])('is found by names and keys hashed with %s', async (digest) => {
    const text = await judge(answering({ [seals[0]?.serial ?? '']: 'good' }), [0], digest);
    expect(text).toContain('Response verify OK');
    expect(text).toContain('seal0.pem: good');
  });

  it('carries no nonce when none was sent, and openssl notices an answer made for another question', async () => {
    const states = { [seals[0]?.serial ?? '']: 'good' as const };
    const without = await answerOcspRequest(await ask('-no_nonce'), responder(states));
    expect(without.includes(oid('1.3.6.1.5.5.7.48.1.2'))).toBe(false);
    expect(await judge(async () => without)).toContain('WARNING: no nonce in response');
    const other = await answerOcspRequest(await ask(), responder(states));
    expect(await judge(async () => other)).toContain('Nonce Verify error');
  });

  it('comes from a certificate that is good for this alone', async () => {
    writeFileSync(at('responder.pem'), pemOf(signer.certificate));
    const text = await openssl(
      'x509',
      '-in',
      at('responder.pem'),
      '-noout',
      '-ext',
      'extendedKeyUsage,keyUsage,noCheck',
    );
    expect(text).toMatch(/Key Usage: critical\n\s+Digital Signature\n/);
    expect(text).toMatch(/Extended Key Usage: \n\s+OCSP Signing\n/);
    expect(text).toMatch(/OCSP No Check: /);
  });
});

describe('no answer is given', () => {
  const show = async (answer: Buffer) => {
    writeFileSync(at('answer.der'), answer);
    return (await openssl('ocsp', '-respin', at('answer.der'), '-resp_text', '-noverify')).trim();
  };
  const certId = (serial = 1n) =>
    sequence(sequence(oid('1.3.14.3.2.26')), octets(Buffer.alloc(20)), octets(Buffer.alloc(20)), integer(serial));
  const requestOf = (count: number, ...rest: Buffer[]) =>
    sequence(sequence(sequence(...Array.from({ length: count }, () => sequence(certId()))), ...rest));
  const nonceOf = (value: Buffer) => tagged(2, sequence(sequence(oid('1.3.6.1.5.5.7.48.1.2'), octets(value))));
  const critical = tagged(
    2,
    sequence(sequence(oid('1.2.3.4'), element(tags.boolean, Buffer.of(0xff)), octets(Buffer.of(5, 0)))),
  );

  it('about certificates of another authority alone: unauthorized', async () => {
    const other = await newTestAuthority('Nơi khác');
    writeFileSync(at('other.pem'), pemOf(other.issuing.certificate));
    await openssl('ocsp', '-issuer', at('other.pem'), '-cert', seals[0]?.path ?? '', '-reqout', at('request.der'));
    const states = async () => expect.unreachable('nothing is looked up');
    expect(await show(await answerOcspRequest(readFileSync(at('request.der')), responder({}, { states })))).toBe(
      'Responder Error: unauthorized (6)',
    );
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a cut off request', requestOf(1).subarray(0, -2)],
    ['no certificate at all', requestOf(0)],
    ['more than 20 certificates', requestOf(21)],
    ['an empty nonce', requestOf(1, nonceOf(octets(Buffer.alloc(0))))],
    ['a nonce of 129 octets', requestOf(1, nonceOf(octets(Buffer.alloc(129))))],
    ['a nonce that is no octet string', requestOf(1, nonceOf(integer(5)))],
    ['a critical extension nobody knows', requestOf(1, critical)],
    ['another version', sequence(sequence(tagged(0, integer(1)), sequence(sequence(certId()))))],
    ['something behind the request', Buffer.concat([requestOf(1), Buffer.of(5, 0)])],
    ['more than 64 KB', requestOf(1, element(contextTag(2), Buffer.alloc(70_000)))],
  ])('to %s: malformedRequest', async (_, request) => {
    expect(await show(await answerOcspRequest(request, responder()))).toBe(malformed);
  });

  it('to anything else that is no request, and never with an exception', async () => {
    const asked = await ask();
    await fc.assert(
      fc.asyncProperty(strangeBytes(asked), async (bytes) => {
        const answer = await answerOcspRequest(bytes, responder());
        expect(answer[0]).toBe(0x30);
      }),
      { numRuns: 500 },
    );
  });
});
