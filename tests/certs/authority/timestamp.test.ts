import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextTag } from '../../../certs/asn1/der.js';
import { element, integer, octets, oid, sequence } from '../../../certs/asn1/write-der.js';
import { createKeypair, type KeyKind } from '../../../certs/authority/create-keypair.js';
import { issueTimestampCertificate } from '../../../certs/authority/issue-certificate.js';
import { answerTimestampRequest, type TimestampAuthority } from '../../../certs/authority/issue-timestamp.js';
import { fileSigner } from '../../../certs/keys/file-key.js';
import type { Signer } from '../../../certs/keys/signer.js';
import { pemOf } from '../../support/pem.js';
import { strangeBytes } from '../../support/strange-bytes.js';
import { type TestAuthority, testAuthority } from '../../support/test-authority.js';

const policy = '1.3.6.1.4.1.99999.7.1';
const dayMs = 86_400_000;

let folder: string;
let authority: TestAuthority;
let signer: Signer;
let root: string;
const at = (name: string) => join(folder, name);

function openssl(...args: string[]): { status: number; text: string } {
  try {
    return { status: 0, text: execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString() };
  } catch (error) {
    const failed = error as { status: number; stdout: Buffer; stderr: Buffer };
    return { status: failed.status, text: `${failed.stdout}${failed.stderr}` };
  }
}

async function timestampSigner(kind: KeyKind): Promise<Signer> {
  const { privateKey, publicKey } = await createKeypair(kind);
  const validity = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + 300 * dayMs) };
  const request = { organization: 'Tỉnh Thử Nghiệm', publicKey, validity };
  const certificate = await issueTimestampCertificate(authority.issuing, request);
  return fileSigner(privateKey, certificate, [authority.issuing.certificate, authority.root.certificate]);
}

const authorityOf = (changes: Partial<TimestampAuthority> = {}): TimestampAuthority => ({
  signer,
  policy,
  now: new Date(),
  serial: randomBytes(20),
  ...changes,
});

/** A query as openssl makes it, over a small file. */
function query(...options: string[]): Buffer {
  writeFileSync(at('data.txt'), 'Công văn số 1');
  const made = openssl('ts', '-query', '-data', at('data.txt'), '-out', at('query.tsq'), ...options);
  expect(made).toMatchObject({ status: 0 });
  return readFileSync(at('query.tsq'));
}

function show(answer: Buffer): string {
  writeFileSync(at('answer.tsr'), answer);
  return openssl('ts', '-reply', '-in', at('answer.tsr'), '-text').text;
}

/** What openssl says of the answer to the last query. */
function verify(answer: Buffer, ...options: string[]) {
  writeFileSync(at('answer.tsr'), answer);
  const args = ['-queryfile', at('query.tsq'), '-in', at('answer.tsr'), '-CAfile', root];
  return openssl('ts', '-verify', ...args, ...options);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'timestamp-'));
  authority = await testAuthority();
  signer = await timestampSigner('p-256');
  root = at('root.pem');
  writeFileSync(root, pemOf(authority.root.certificate));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a timestamp', () => {
  it.each(['p-256', 'p-384', 'p-521', 'rsa-2048'] as const)(
    'signed with %s is accepted by openssl, certificates included',
    async (kind) => {
      const answer = await answerTimestampRequest(
        query('-sha256', '-cert'),
        authorityOf({ signer: await timestampSigner(kind) }),
      );
      expect(verify(answer)).toMatchObject({ status: 0, text: expect.stringContaining('Verification: OK') });
    },
  );

  it.each(['-sha256', '-sha384', '-sha512'])('is given over an imprint made with %s', async (digest) => {
    const answer = await answerTimestampRequest(query(digest, '-cert'), authorityOf());
    expect(verify(answer)).toMatchObject({ status: 0 });
  });

  it('carries no certificate unless asked to, and is then checked with the certificates at hand', async () => {
    const answer = await answerTimestampRequest(query('-sha256'), authorityOf());
    expect(verify(answer).status).not.toBe(0);
    writeFileSync(
      at('signer.pem'),
      [signer.certificate, authority.issuing.certificate].map((der) => pemOf(der)).join(''),
    );
    expect(verify(answer, '-untrusted', at('signer.pem'))).toMatchObject({ status: 0 });
    const asked = await answerTimestampRequest(query('-sha256', '-cert'), authorityOf());
    expect(asked.length - answer.length).toBeGreaterThan(signer.certificate.length);
    expect(asked.includes(authority.root.certificate)).toBe(false);
  });

  it('says when, under which policy, how exactly, with which serial number, and repeats the nonce', async () => {
    const now = new Date(Math.floor(Date.now() / 1000) * 1000 + 120);
    const asked = query('-sha256', '-cert');
    const serial = Buffer.from('00ff0203', 'hex');
    const text = show(await answerTimestampRequest(asked, authorityOf({ now, serial, accuracySeconds: 1 })));
    expect(text).toContain('Status: Granted.');
    expect(text).toContain(`Policy OID: ${policy}`);
    expect(text).toContain('Serial number: 0xFF0203');
    expect(text).toMatch(/Accuracy: 0x01 seconds/);
    expect(text).toMatch(/Time stamp: .*:\d\d\.12 20\d\d GMT/);
    const nonce =
      /Nonce: (0x[0-9A-F]+)/.exec(openssl('ts', '-query', '-in', at('query.tsq'), '-text').text)?.[1] ?? 'none';
    expect(text).toContain(`Nonce: ${nonce}`);
  });

  it('is refused by openssl over other data', async () => {
    const answer = await answerTimestampRequest(query('-sha256', '-cert'), authorityOf());
    writeFileSync(at('other.txt'), 'Công văn số 2');
    writeFileSync(at('answer.tsr'), answer);
    const result = openssl('ts', '-verify', '-data', at('other.txt'), '-in', at('answer.tsr'), '-CAfile', root);
    expect(result.status).not.toBe(0);
    expect(result.text).toContain('message imprint mismatch');
  });

  it('is a SignedData that openssl cms takes as well', async () => {
    query('-sha256', '-cert');
    show(await answerTimestampRequest(readFileSync(at('query.tsq')), authorityOf()));
    openssl('ts', '-reply', '-in', at('answer.tsr'), '-token_out', '-out', at('token.der'));
    const args = [
      '-inform',
      'DER',
      '-in',
      at('token.der'),
      '-CAfile',
      root,
      '-purpose',
      'timestampsign',
      '-out',
      at('content'),
    ];
    expect(openssl('cms', '-verify', ...args)).toMatchObject({ status: 0 });
    const printed = openssl('cms', '-cmsout', '-print', '-noout', '-inform', 'DER', '-in', at('token.der')).text;
    for (const attribute of ['contentType', 'signingTime', 'messageDigest', 'id-smime-aa-signingCertificateV2'])
      expect(printed).toContain(`object: ${attribute}`);
  });
});

describe('a timestamp is refused', () => {
  const refusal = async (asked: Buffer, changes: Partial<TimestampAuthority> = {}) => {
    const text = show(await answerTimestampRequest(asked, authorityOf(changes)));
    expect(text).toContain('Status: Rejected.');
    expect(text).toContain('TST info:\nNot included.');
    return /Failure info: (.*)/.exec(text)?.[1];
  };
  const imprint = (algorithm: Buffer, bytes: number) => sequence(algorithm, octets(Buffer.alloc(bytes, 1)));
  const sha256 = sequence(oid('2.16.840.1.101.3.4.2.1'));

  it.each([
    ['with SHA-1', () => query('-sha1'), 'unrecognized or unsupported algorithm identifier'],
    ['with MD5', () => query('-md5'), 'unrecognized or unsupported algorithm identifier'],
    ['with SHA-224', () => query('-sha224'), 'unrecognized or unsupported algorithm identifier'],
    [
      'with an imprint that is too short',
      () => sequence(integer(1), imprint(sha256, 20)),
      'the data submitted has the wrong format',
    ],
    [
      'with parameters of the digest',
      () => sequence(integer(1), imprint(sequence(oid('2.16.840.1.101.3.4.2.1'), integer(1)), 32)),
      'unrecognized or unsupported algorithm identifier',
    ],
    ['in another version', () => sequence(integer(2), imprint(sha256, 32)), 'transaction not permitted or supported'],
    [
      'under another policy',
      () => query('-sha256', '-tspolicy', '1.2.3.4'),
      'the requested TSA policy is not supported by the TSA',
    ],
    [
      'with an extension',
      () =>
        sequence(
          integer(1),
          imprint(sha256, 32),
          element(contextTag(0), sequence(oid('1.2.3'), octets(Buffer.of(5, 0)))),
        ),
      'the requested extension is not supported by the TSA',
    ],
    ['when cut off', () => query('-sha256').subarray(0, -1), 'the data submitted has the wrong format'],
    ['when empty', () => Buffer.alloc(0), 'the data submitted has the wrong format'],
    [
      'when larger than 64 KB',
      () => sequence(integer(1), imprint(sha256, 70_000)),
      'the data submitted has the wrong format',
    ],
    [
      'with a nonce of more than 128 octets',
      () => sequence(integer(1), imprint(sha256, 32), integer(2n ** 1024n)),
      'the data submitted has the wrong format',
    ],
  ])('%s', async (_, asked, expected) => {
    expect(await refusal(asked())).toBe(expected);
  });

  it('when the time is not known, or the clock is outside the validity of the certificate', async () => {
    const unknown = "the TSA's time source is not available";
    expect(await refusal(query('-sha256'), { now: null })).toBe(unknown);
    expect(await refusal(query('-sha256'), { now: new Date(Date.now() - 2 * dayMs) })).toBe(unknown);
    expect(await refusal(query('-sha256'), { now: new Date(Date.now() + 301 * dayMs) })).toBe(unknown);
  });

  it('and never with an exception, whatever comes', async () => {
    const asked = query('-sha256', '-cert', '-tspolicy', policy);
    await fc.assert(
      fc.asyncProperty(strangeBytes(asked), async (bytes) => {
        const answer = await answerTimestampRequest(bytes, authorityOf());
        expect(answer[0]).toBe(0x30);
      }),
      { numRuns: 500 },
    );
  });
});
