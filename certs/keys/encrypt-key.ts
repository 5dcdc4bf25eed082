/**
 * A private key as an encrypted PKCS#8 text that any OpenSSL opens: scrypt and AES-256-CBC.
 * node:crypto would write PBKDF2 with 2048 rounds; scrypt makes a guessed passphrase some thousand times dearer.
 * Source: RFC 5958 section 3, RFC 8018 section 6.2 (PBES2), RFC 7914 section 7.1 (scrypt parameters).
 */
import { createCipheriv, type KeyObject, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { toPem } from './pem-text.js';

/** 16 MB: the most that OpenSSL's limit of 32 MB admits. */
const cost = { N: 2 ** 14, r: 8, p: 1 };
const keyBytes = 32;

const oids = {
  pbes2: '06092a864886f70d01050d',
  scrypt: '06092b06010401da47040b',
  aes256Cbc: '060960864801650304012a',
} as const;

function lengthOf(size: number): Buffer {
  if (size < 0x80) return Buffer.of(size);
  const bytes = size < 0x100 ? Buffer.of(size) : Buffer.of(size >> 8, size & 0xff);
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

const sequence = (...parts: readonly Buffer[]) => element(0x30, ...parts);
const octets = (content: Buffer) => element(0x04, content);
const oid = (hex: string) => Buffer.from(hex, 'hex');
/** Positive numbers below 2^15, as the costs are. */
const integer = (value: number) => element(0x02, value < 0x80 ? Buffer.of(value) : Buffer.of(value >> 8, value & 0xff));

function derive(passphrase: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, keyBytes, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

/** The key as `ENCRYPTED PRIVATE KEY` in PEM. */
export async function encryptPrivateKey(key: KeyObject, passphrase: string): Promise<string> {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', await derive(passphrase, salt, cost), iv);
  const plain = key.export({ type: 'pkcs8', format: 'der' });
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  plain.fill(0);
  const derivation = sequence(
    oid(oids.scrypt),
    sequence(octets(salt), integer(cost.N), integer(cost.r), integer(cost.p), integer(keyBytes)),
  );
  const scheme = sequence(oid(oids.pbes2), sequence(derivation, sequence(oid(oids.aes256Cbc), octets(iv))));
  return toPem('ENCRYPTED PRIVATE KEY', sequence(scheme, octets(encrypted)));
}
