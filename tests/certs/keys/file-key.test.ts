import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fileSigner, readCertificates, readPrivateKey } from '../../../certs/keys/file-key.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { testAuthority } from '../../support/test-authority.js';

const problem = (code: Parameters<typeof isProblem>[1]) => (error: unknown) => isProblem(error, code);
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (isProblem(error)) return error.code;
    throw error;
  }
  return 'accepted';
};
const pemOf = (der: Buffer) => `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;

describe('a signer over a key in a file', () => {
  it.each([
    ['rsa-2048', 'RSA-SHA256', 'sha256', 256],
    ['p-256', 'ECDSA-SHA256', 'sha256', 64],
    ['p-384', 'ECDSA-SHA384', 'sha384', 96],
    ['p-521', 'ECDSA-SHA512', 'sha512', 132],
  ] as const)('signs with %s as %s in fixed width', async (keyType, algorithm, digest, length) => {
    const { signer, certificate } = await (await testAuthority()).issueSeal({ keyType });
    const data = Buffer.from('văn bản');
    const signature = await signer.sign(data);
    expect([signer.algorithm, signature.length]).toEqual([algorithm, length]);
    const key = createPublicKey(pemOf(certificate));
    expect(verify(digest, data, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  });

  it('refuses a key of another certificate, weak and unknown kinds of keys', async () => {
    const { certificate } = await (await testAuthority()).issueSeal();
    const key = (type: 'rsa' | 'ec' | 'ed25519') => {
      if (type === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
      if (type === 'ec') return generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
      return generateKeyPairSync('ed25519').privateKey;
    };
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(codeOf(() => fileSigner(other, certificate, []))).toBe('key_mismatch');
    expect(codeOf(() => fileSigner(key('rsa'), certificate, []))).toBe('algorithm_weak');
    expect(codeOf(() => fileSigner(key('ec'), certificate, []))).toBe('algorithm_unsupported');
    expect(codeOf(() => fileSigner(key('ed25519'), certificate, []))).toBe('algorithm_unsupported');
    expect(codeOf(() => fileSigner(other, Buffer.from('x'), []))).toBe('certificate_malformed');
  });
});

describe('reading keys', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('reads PKCS#8, SEC 1 and encrypted keys', () => {
    const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'bí mật' });
    for (const [pem, passphrase] of [
      [privateKey.export({ type: 'pkcs8', format: 'pem' })],
      [privateKey.export({ type: 'sec1', format: 'pem' })],
      [encrypted, 'bí mật'],
    ] as const) {
      expect(readPrivateKey(pem, passphrase).equals(privateKey)).toBe(true);
    }
  });

  it('tells a wrong passphrase from a broken key', () => {
    const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'a' });
    expect(() => readPrivateKey(encrypted, 'b')).toThrow(expect.toSatisfy(problem('key_passphrase')));
    expect(() => readPrivateKey(encrypted)).toThrow(expect.toSatisfy(problem('key_passphrase')));
    expect(() => readPrivateKey('no key')).toThrow(expect.toSatisfy(problem('key_unreadable')));
    expect(() => readPrivateKey('x'.repeat(100_000))).toThrow(expect.toSatisfy(problem('key_unreadable')));
  });
});

describe('reading certificates', () => {
  it('reads one DER or several PEM blocks between other text, byte for byte', async () => {
    const { certificate, chain } = await (await testAuthority()).issueSeal();
    expect(readCertificates(certificate)).toEqual([certificate]);
    const text = Buffer.from(['subject=…', pemOf(certificate), ...chain.map(pemOf)].join('\n'));
    expect(readCertificates(text)).toEqual([certificate, ...chain]);
  });

  it('refuses what is no certificate', async () => {
    const { certificate } = await (await testAuthority()).issueSeal();
    for (const bad of [
      Buffer.alloc(0),
      Buffer.from('text'),
      certificate.subarray(0, 100),
      Buffer.from(pemOf(certificate.subarray(9))),
    ]) {
      expect(codeOf(() => readCertificates(bad))).toBe('certificate_malformed');
    }
  });
});
