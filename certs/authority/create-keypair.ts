/**
 * New key pairs, of the kinds the product signs with.
 * Does not store them (certs/keys/key-store.ts).
 * Source: FIPS 186-5; design, "Agency seal keys".
 */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

export type KeyKind = 'rsa-2048' | 'rsa-3072' | 'rsa-4096' | 'p-256' | 'p-384' | 'p-521';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** Makes a key pair off the main thread. */
export function createKeypair(kind: KeyKind): Promise<KeyPair> {
  if (kind.startsWith('rsa-')) return generate('rsa', { modulusLength: Number(kind.slice('rsa-'.length)) });
  return generate('ec', { namedCurve: kind.toUpperCase() });
}
