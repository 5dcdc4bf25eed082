/**
 * Small secrets at rest (webhook secrets in the database), under the passphrase of the keys.
 * Box: version 1, salt 16, nonce 12, tag 16, then the ciphertext. The derived key is kept, so only the first use is slow.
 * Source: NIST SP 800-38D (AES-256-GCM), RFC 7914 (scrypt).
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { isProblem, Problem } from '../../schemas/problems/problem.js';

const version = 1;
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + saltBytes + nonceBytes + tagBytes;
const maxSecretBytes = 64 * 1024;
const maxCachedKeys = 64;
const scryptCost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

const keys = new Map<string, Buffer>();
/** One salt per process: every box it seals shares one derivation. */
const ownSalt = randomBytes(saltBytes);

function deriveKey(passphrase: string, salt: Buffer): Buffer {
  const name = createHash('sha256').update(salt).update(passphrase).digest('base64');
  const cached = keys.get(name);
  if (cached !== undefined) return cached;
  const key = scryptSync(passphrase, salt, 32, scryptCost);
  const [oldest] = keys.keys();
  if (keys.size >= maxCachedKeys && oldest !== undefined) keys.delete(oldest);
  keys.set(name, key);
  return key;
}

/** Encrypts up to 64 KB. */
export function sealSecret(passphrase: string, secret: Uint8Array): Buffer {
  if (secret.length > maxSecretBytes) throw new Problem('invalid_request', { detail: 'The secret is too long.' });
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(passphrase, ownSalt), nonce);
  const header = Buffer.concat([Buffer.of(version), ownSalt, nonce]);
  cipher.setAAD(header);
  const content = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([header, cipher.getAuthTag(), content]);
}

/** Opens what `sealSecret` made. @throws Problem `key_passphrase` when the passphrase is another or the box was changed */
export function openSecret(passphrase: string, box: Uint8Array): Buffer {
  const bytes = Buffer.from(box.buffer, box.byteOffset, box.byteLength);
  if (bytes.length < headerBytes || bytes[0] !== version)
    throw new Problem('key_unreadable', { detail: 'Not a sealed secret.' });
  const header = bytes.subarray(0, headerBytes - tagBytes);
  const key = deriveKey(passphrase, header.subarray(1, 1 + saltBytes));
  const decipher = createDecipheriv('aes-256-gcm', key, header.subarray(1 + saltBytes));
  decipher.setAAD(header);
  decipher.setAuthTag(bytes.subarray(headerBytes - tagBytes, headerBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(headerBytes)), decipher.final()]);
  } catch (cause) {
    throw new Problem('key_passphrase', { detail: 'A stored secret does not open with this passphrase.', cause });
  }
}

/** The same secret under another passphrase; a box that opens with it already stays as it is. @throws as `openSecret` */
export function resealSecret(from: string, to: string, box: Buffer): Buffer {
  return opensWith(to, box) ? box : sealSecret(to, openSecret(from, box));
}

function opensWith(passphrase: string, box: Buffer): boolean {
  try {
    openSecret(passphrase, box);
    return true;
  } catch (error) {
    if (isProblem(error, 'key_passphrase')) return false;
    throw error;
  }
}
