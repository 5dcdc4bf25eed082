import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkToken } from '../../../certs/timestamp/check-token.js';
import { readToken } from '../../../certs/timestamp/read-token.js';
import { encodeTimestampRequest, type TimestampRequest } from '../../../certs/timestamp/request.js';
import { readTimestampResponse } from '../../../certs/timestamp/response.js';
import { isTimestampingCertificate } from '../../../certs/timestamp/timestamping-certificate.js';
import { readCertificate } from '../../../certs/trust/certificate.js';
import type { DigestAlgorithm } from '../../../schemas/asice/open-container.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { der, integer, octets, oid, sequence } from '../../support/der-bytes.js';
import { type AuthorityWish, answerTimestamp, createTimestampAuthority } from '../../support/openssl-authority.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';
import { tstInfo } from '../../support/tst-info.js';

const data = Buffer.from('Công văn số 1/UBND-VP\r\n');
const digestOf = (bytes: Buffer, algorithm: string) => createHash(algorithm).update(bytes).digest();
const imprintOf = (bytes: Buffer) => async (algorithm: DigestAlgorithm) => digestOf(bytes, algorithm);

let openssl: OpensslFolder;
let authority: Buffer;

beforeAll(() => {
  openssl = openOpenssl();
  authority = createTimestampAuthority(openssl);
  openssl.write('data', data);
});
afterAll(() => openssl.remove());

const request = (parts: Partial<TimestampRequest> = {}): TimestampRequest => ({
  imprint: digestOf(data, parts.algorithm ?? 'sha256'),
  algorithm: 'sha256',
  nonce: Buffer.from('0080ff01', 'hex'),
  certReq: true,
  ...parts,
});

const answer = (asked: TimestampRequest, wish?: AuthorityWish) =>
  answerTimestamp(openssl, encodeTimestampRequest(asked), wish);

const stamp = (asked = request(), wish?: AuthorityWish) => readTimestampResponse(answer(asked, wish), asked);

const codesOf = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code);

function problemOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isProblem(error)) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return 'none';
}

describe('a timestamp request', () => {
  it.each(['sha1', 'sha256', 'sha384', 'sha512'] as const)('with %s says to openssl what it should', (algorithm) => {
    openssl.write('query', encodeTimestampRequest(request({ algorithm, policy: '1.3.6.1.4.1.99999.2' })));
    const text = openssl.run('ts', '-query', '-in', 'query', '-text').toString();
    expect(text).toContain(`Hash Algorithm: ${algorithm}`);
    expect(text).toContain('Policy OID: 1.3.6.1.4.1.99999.2');
    expect(text).toContain('Nonce: 0x80FF01');
    expect(text).toContain('Certificate required: yes');
    const dump = text.match(/^ +\d{4} - (.{48})/gm)?.map((line) => line.slice(11, 59).replace(/[ -]/g, ''));
    expect(dump?.join('')).toBe(digestOf(data, algorithm).toString('hex'));
  });

  it('may leave out nonce, policy and the wish for a certificate', () => {
    const plain = { imprint: digestOf(data, 'sha256'), algorithm: 'sha256', certReq: false } as const;
    openssl.write('query', encodeTimestampRequest(plain));
    const text = openssl.run('ts', '-query', '-in', 'query', '-text').toString();
    expect(text).toContain('Policy OID: unspecified');
    expect(text).toContain('Nonce: unspecified');
    expect(text).toContain('Certificate required: no');
  });
});

describe('the answer of a timestamp authority', () => {
  it('holds a token that is right here and for openssl', async () => {
    const before = Date.now();
    const { bytes, token } = stamp();
    openssl.write('token', bytes);
    expect(openssl.accepts('ts', '-verify', '-data', 'data', '-in', 'token', '-token_in', '-CAfile', 'tsa.crt')).toBe(
      true,
    );
    expect(token).toMatchObject({
      accuracyMs: 1501,
      policy: '1.2.3.4.1',
      serial: '1f01',
      imprint: { algorithm: 'sha256', digest: digestOf(data, 'sha256') },
      nonce: Buffer.from('0080ff01', 'hex'),
      ordering: true,
      certificate: authority,
      otherCertificates: [],
      findings: [],
    });
    expect(Math.abs(token.genTime.getTime() - before)).toBeLessThan(60_000);
    expect(await checkToken(bytes, imprintOf(data))).toEqual({
      genTime: token.genTime,
      certificate: authority,
      otherCertificates: [],
      crls: [],
      ocsps: [],
      algorithm: 'RSA-SHA256',
      findings: [],
    });
  });

  it.each([
    ['the older reference to its certificate', { ess_cert_id_alg: 'sha1' }],
    ['SHA-512', { signer_digest: 'sha512' }],
    ['no accuracy, no order, no name', { accuracy: 'secs:0', ordering: 'no', tsa_name: 'no' }],
  ] as const)('is right with %s', async (_what, settings) => {
    const { bytes } = stamp(request(), { settings });
    expect((await checkToken(bytes, imprintOf(data))).findings).toEqual([]);
  });

  it.each(['0', '2', '3', '6'])('gives its time, to %s digits of a second, as openssl reads it', (digits) => {
    const { bytes, token } = stamp(request(), { settings: { clock_precision_digits: digits } });
    openssl.write('token', bytes);
    const text = openssl.run('ts', '-reply', '-in', 'token', '-token_in', '-text').toString();
    const [, date, fraction = '', year] = /Time stamp: (.*:\d\d)(?:\.(\d+))? (\d{4}) GMT/.exec(text) ?? [];
    const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
    expect(token.genTime.getTime()).toBe(new Date(`${date} ${year} GMT`).getTime() + milliseconds);
  });

  it('is not what was asked for: other data, another request, another policy, no certificate', () => {
    const asked = request();
    const reply = answer(asked);
    const read = (other: Partial<TimestampRequest>) => problemOf(() => readTimestampResponse(reply, request(other)));
    expect(read({})).toBe('none');
    expect(read({ imprint: digestOf(Buffer.from('khác'), 'sha256') })).toMatch(/^timestamp_wrong: .*other data/);
    expect(read({ algorithm: 'sha384' })).toMatch(/^timestamp_wrong: .*other data/);
    expect(read({ nonce: Buffer.of(5) })).toMatch(/^timestamp_wrong: .*another request/);
    expect(read({ policy: '1.3.6.1.4.1.99999.2' })).toMatch(/^timestamp_wrong: .*another policy/);
    const { nonce: _, ...withoutNonce } = asked;
    const silent = answer({ ...withoutNonce, certReq: false });
    expect(problemOf(() => readTimestampResponse(silent, asked))).toMatch(/^timestamp_wrong: .*another request/);
    expect(problemOf(() => readTimestampResponse(silent, withoutNonce))).toMatch(/^timestamp_wrong: .*certificate/);
    expect(problemOf(() => readTimestampResponse(silent, { ...withoutNonce, certReq: false }))).toBe('none');
  });

  it('may be a refusal, with the reason given', () => {
    const refused = (asked: TimestampRequest, settings: Readonly<Record<string, string>> = {}) =>
      problemOf(() => readTimestampResponse(answer(asked, { settings }), asked));
    expect(refused(request({ policy: '1.9.9.9' }))).toMatch(
      /^timestamp_unavailable: .*rejects the request, unaccepted policy, Requested policy is not supported/,
    );
    expect(refused(request(), { digests: 'sha512' })).toMatch(
      /^timestamp_unavailable: .*rejects the request, unknown digest algorithm, Message digest algorithm is not supported/,
    );
  });

  it.each([
    ['waiting', sequence(sequence(integer(3))), 'timestamp_unavailable: .*still waiting'],
    ['an unknown status', sequence(sequence(integer(9))), 'timestamp_unavailable: .*status 9'],
    [
      'hostile text',
      sequence(sequence(integer(2), sequence(der(0x0c, Buffer.from('a\u0007\u202eb'))))),
      'timestamp_unavailable: .*request, a b$',
    ],
    ['granted without a token', sequence(sequence(integer(0))), 'timestamp_malformed'],
    ['granted with something else', sequence(sequence(integer(0)), sequence(octets(data))), 'timestamp_malformed'],
    ['a web page', Buffer.from('<html>503</html>'), 'timestamp_malformed'],
    ['nothing', Buffer.alloc(0), 'timestamp_malformed'],
    ['too much', Buffer.alloc(1024 * 1024 + 1), 'timestamp_malformed'],
  ])('may be no token: %s', (_what, reply, expected) => {
    expect(problemOf(() => readTimestampResponse(reply, request()))).toMatch(new RegExp(`^${expected}`));
  });

  it('damaged anywhere is a problem, never anything else', () => {
    const asked = request();
    const reply = answer(asked);
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), fc.nat(3), (at, byte, cut) => {
        const damaged = Buffer.from(reply.subarray(0, reply.length - cut));
        damaged[at % damaged.length] = byte;
        problemOf(() => readTimestampResponse(damaged, asked));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a timestamp token', () => {
  it('over other data, or over nobody knows what, is wrong', async () => {
    const { bytes } = stamp();
    expect(codesOf((await checkToken(bytes, imprintOf(Buffer.from('khác')))).findings)).toEqual(['timestamp_wrong']);
    const unknown = await checkToken(bytes, async () => null);
    expect(unknown.findings).toMatchObject([{ code: 'timestamp_unsupported', indication: 'INDETERMINATE' }]);
  });

  it('by an authority with an elliptic key is as good', async () => {
    const other = openOpenssl();
    createTimestampAuthority(other, '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp384r1');
    const asked = request();
    const { bytes } = readTimestampResponse(answerTimestamp(other, encodeTimestampRequest(asked)), asked);
    other.remove();
    expect(await checkToken(bytes, imprintOf(data))).toMatchObject({ algorithm: 'ECDSA-SHA256', findings: [] });
  });

  it('over a weak digest proves nothing', async () => {
    const weak = stamp(request({ algorithm: 'sha1' }));
    expect(codesOf((await checkToken(weak.bytes, imprintOf(data))).findings)).toEqual(['algorithm_weak']);
    openssl.run('ts', '-query', '-data', 'data', '-md5', '-cert', '-out', 'md5.tsq');
    answerTimestamp(openssl, openssl.read('md5.tsq'));
    openssl.run('ts', '-reply', '-in', 'reply.tsr', '-token_out', '-out', 'md5.token');
    const checked = await checkToken(openssl.read('md5.token'), imprintOf(data));
    expect(codesOf(checked.findings)).toEqual(['algorithm_weak']);
    expect(readToken(openssl.read('md5.token')).imprint.algorithm).toBeNull();
  });

  it('without its certificate cannot be verified', async () => {
    const asked = request({ certReq: false });
    const { bytes, token } = stamp(asked);
    expect(token.certificate).toBeNull();
    expect(codesOf((await checkToken(bytes, imprintOf(data))).findings)).toEqual(['signing_certificate_mismatch']);
  });

  it('no single changed byte makes it say something else', async () => {
    const { bytes, token } = stamp();
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      const { findings } = await checkToken(changed, imprintOf(data));
      if (findings.length === 0) expect({ ...readToken(changed), otherCertificates: [] }).toEqual(token);
    }
  });

  it.each([
    ['a CMS signature over something else', ['cms', '-sign', '-in', 'data', '-nodetach', '-binary', '-cades']],
    [
      'one by two signers',
      [
        'cms',
        '-sign',
        '-in',
        'info',
        '-nodetach',
        '-binary',
        '-cades',
        '-econtent_type',
        'id-smime-ct-TSTInfo',
        '-signer',
        'second.crt',
        '-inkey',
        'second.key',
      ],
    ],
    [
      'one over no TSTInfo',
      ['cms', '-sign', '-in', 'data', '-nodetach', '-binary', '-cades', '-econtent_type', 'id-smime-ct-TSTInfo'],
    ],
    [
      'one that is detached',
      ['cms', '-sign', '-in', 'info', '-binary', '-cades', '-econtent_type', 'id-smime-ct-TSTInfo'],
    ],
  ])('is not %s', async (_what, command) => {
    openssl.certificate('second', '-newkey', 'rsa:2048');
    openssl.write('info', tstInfo(data));
    openssl.run(...command, '-signer', 'tsa.crt', '-inkey', 'tsa.key', '-outform', 'DER', '-out', 'odd');
    const checked = await checkToken(openssl.read('odd'), imprintOf(data));
    expect(checked.genTime).toBeNull();
    expect(codesOf(checked.findings)).toEqual(['timestamp_malformed']);
    expect(problemOf(() => readToken(openssl.read('odd')))).toMatch(/^timestamp_malformed/);
  });

  it('must say in a signed way which certificate is its own', async () => {
    openssl.write('info', tstInfo(data));
    const sign = (...options: readonly string[]) => {
      openssl.run(
        ...['cms', '-sign', '-in', 'info', '-nodetach', '-binary', '-econtent_type', 'id-smime-ct-TSTInfo'],
        ...['-signer', 'tsa.crt', '-inkey', 'tsa.key', '-outform', 'DER', '-out', 'by-hand', ...options],
      );
      return openssl.read('by-hand');
    };
    expect((await checkToken(sign('-cades'), imprintOf(data))).findings).toEqual([]);
    expect(codesOf((await checkToken(sign(), imprintOf(data))).findings)).toEqual(['signing_certificate_mismatch']);
  });

  it('with a critical extension that nobody understands proves nothing', async () => {
    const extension = sequence(oid('1.2.3'), der(0x01, Buffer.of(0xff)), octets(data));
    openssl.write('info', tstInfo(data, der(0xa1, extension)));
    openssl.run(
      ...['cms', '-sign', '-in', 'info', '-nodetach', '-binary', '-cades', '-econtent_type', 'id-smime-ct-TSTInfo'],
      ...['-signer', 'tsa.crt', '-inkey', 'tsa.key', '-outform', 'DER', '-out', 'critical'],
    );
    const { findings } = await checkToken(openssl.read('critical'), imprintOf(data));
    expect(codesOf(findings)).toEqual(['timestamp_malformed']);
  });
});

describe('a certificate for timestamps', () => {
  it.each([
    ['critical and alone', ['extendedKeyUsage=critical,timeStamping', 'keyUsage=digitalSignature'], true],
    ['without key usage', ['extendedKeyUsage=critical,timeStamping'], true],
    ['for non-repudiation', ['extendedKeyUsage=critical,timeStamping', 'keyUsage=nonRepudiation'], true],
    ['not critical', ['extendedKeyUsage=timeStamping', 'keyUsage=digitalSignature'], false],
    ['not alone', ['extendedKeyUsage=critical,timeStamping,emailProtection', 'keyUsage=digitalSignature'], false],
    ['for something else', ['extendedKeyUsage=critical,emailProtection', 'keyUsage=digitalSignature'], false],
    ['for anything', ['keyUsage=digitalSignature'], false],
  ] as const)('%s', (_what, extensions, expected) => {
    const certificate = openssl.certificate(
      'stamping',
      '-newkey',
      'rsa:2048',
      ...extensions.flatMap((one) => ['-addext', one]),
    );
    expect(isTimestampingCertificate(readCertificate(certificate))).toBe(expected);
    expect(openssl.accepts('verify', '-purpose', 'timestampsign', '-CAfile', 'stamping.crt', 'stamping.crt')).toBe(
      expected,
    );
  });
});
