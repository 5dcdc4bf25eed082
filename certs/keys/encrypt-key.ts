/**
 * A private key as an encrypted PKCS#8 text that any OpenSSL opens: scrypt and AES-256-CBC.
 * node:crypto would write PBKDF2 with 2048 rounds; scrypt makes a guessed passphrase some thousand times dearer.
 * Source: RFC 5958 section 3, RFC 8018 section 6.2 (PBES2), RFC 7914 section 7.1 (scrypt parameters).
 */
import { createCipheriv, type KeyObject, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { integer, octets, oid, sequence } from '../asn1/write-der.js';
import { toPem } from './pem-text.js';

/** 16 MB: the most that OpenSSL's limit of 32 MB admits. */
const cost = { N: 2 ** 14, r: 8, p: 1 };
const keyBytes = 32;

const oids = {
  pbes2: '1.2.840.113549.1.5.13',
  scrypt: '1.3.6.1.4.1.11591.4.11',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
} as const;

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
