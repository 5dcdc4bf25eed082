/**
 * The public key of a certificate. Agencies seal thousands of documents with one certificate, and decoding it costs more than checking a
 * signature: the keys met last are kept, by the digest of the whole certificate.
 */
import { hash, type KeyObject, X509Certificate } from 'node:crypto';

const mostKept = 500;
const kept = new Map<string, KeyObject>();

/** Undefined for bytes that are no certificate, or hold a key of no known kind. */
export function publicKeyOf(certificate: Buffer): KeyObject | undefined {
  const digest = hash('sha256', certificate, 'base64');
  const known = kept.get(digest);
  if (known !== undefined) return known;
  try {
    const { publicKey } = new X509Certificate(certificate);
    const [oldest] = kept.keys();
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
    kept.set(digest, publicKey);
    return publicKey;
  } catch {
    return undefined;
  }
}
