/**
 * Whether a certificate or revocation list was signed by a given key, with an algorithm that is strong enough.
 * Source: RFC 3279, RFC 4055 and RFC 5758 (identifiers); ETSI TS 119 312 section 6 (strength).
 */
import { type KeyObject, verify } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import { algorithmOfKey } from '../keys/key-algorithm.js';
import type { SignedObject } from './certificate.js';

interface KnownAlgorithm {
  readonly keyType: 'rsa' | 'ec';
  readonly digest: 'sha256' | 'sha384' | 'sha512';
}

const known: Readonly<Record<string, KnownAlgorithm>> = {
  '1.2.840.113549.1.1.11': { keyType: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { keyType: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { keyType: 'rsa', digest: 'sha512' },
  '1.2.840.10045.4.3.2': { keyType: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { keyType: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { keyType: 'ec', digest: 'sha512' },
};

const weak: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'MD2',
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.2.840.10045.4.1': 'SHA-1',
  '1.2.840.10040.4.3': 'SHA-1',
};

const derNull = Buffer.of(0x05, 0x00);

function algorithmOf({ oid, parameters }: SignedObject['signatureAlgorithm']): KnownAlgorithm {
  const algorithm = known[oid];
  const digest = weak[oid];
  if (digest !== undefined) throw new Problem('algorithm_weak', { detail: `A certificate is signed with ${digest}.` });
  const parametersFit = parameters === null || (algorithm?.keyType === 'rsa' && parameters.equals(derNull));
  if (algorithm === undefined || !parametersFit) {
    throw new Problem('algorithm_unsupported', { detail: `A certificate is signed with the algorithm ${oid}.` });
  }
  return algorithm;
}

/**
 * True when `signed` carries a right signature by `key`.
 * @throws Problem `algorithm_weak`, `algorithm_unsupported`
 */
export function isSignedBy(signed: SignedObject, key: KeyObject): boolean {
  const algorithm = algorithmOf(signed.signatureAlgorithm);
  algorithmOfKey(key);
  if (key.asymmetricKeyType !== algorithm.keyType) return false;
  return verify(algorithm.digest, signed.signedBytes, key, signed.signature);
}
