/**
 * Which signature algorithm a key is used with, and whether the key is strong enough to be used at all.
 * Knows nothing of certificates or files.
 * Source: FIPS 186-5 section 6.1.1 (hash strength matches the curve), ETSI TS 119 312 section 6.2.2 (RSA from 2048 bits), RFC 4055 section 3.1
 * (keys bound to PSS).
 */
import type { KeyObject } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import type { SignatureAlgorithm } from './signer.js';

const leastRsaBits = 2048;
const mostRsaBits = 8192;

const byCurve: Readonly<Record<string, SignatureAlgorithm>> = {
  prime256v1: 'ECDSA-SHA256',
  secp384r1: 'ECDSA-SHA384',
  secp521r1: 'ECDSA-SHA512',
};

function checkRsaSize(key: KeyObject): void {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < leastRsaBits) {
    throw new Problem('algorithm_weak', {
      detail: `The RSA key has ${bits} bits; at least ${leastRsaBits} are required.`,
    });
  }
  if (bits > mostRsaBits) {
    throw new Problem('algorithm_unsupported', {
      detail: `The RSA key has ${bits} bits; at most ${mostRsaBits} are read.`,
    });
  }
}

/**
 * Whether a public key is strong enough to believe what it signed, with PKCS#1 v1.5 or PSS.
 * @throws Problem as `algorithmOfKey`
 */
export function requireStrongKey(key: KeyObject): void {
  if (key.asymmetricKeyType === 'rsa-pss') checkRsaSize(key);
  else algorithmOfKey(key);
}

const byPssDigest: Readonly<Record<string, SignatureAlgorithm>> = {
  sha256: 'RSA-PSS-SHA256',
  sha384: 'RSA-PSS-SHA384',
  sha512: 'RSA-PSS-SHA512',
};

/** A key bound to PSS may say which digest, mask and least salt it is for; signatures here have the same digest twice and its length in salt. */
function algorithmOfPssKey(key: KeyObject): SignatureAlgorithm {
  checkRsaSize(key);
  const {
    hashAlgorithm = 'sha256',
    mgf1HashAlgorithm = hashAlgorithm,
    saltLength = 0,
  } = key.asymmetricKeyDetails ?? {};
  const algorithm = byPssDigest[hashAlgorithm];
  const digestBytes = Number(hashAlgorithm.slice('sha'.length)) / 8;
  if (algorithm !== undefined && mgf1HashAlgorithm === hashAlgorithm && saltLength <= digestBytes) return algorithm;
  throw new Problem('algorithm_unsupported', {
    detail: `RSA-PSS keys for ${hashAlgorithm}, mask ${mgf1HashAlgorithm} and a salt of ${saltLength} bytes are not supported.`,
  });
}

/**
 * The algorithm a private or public key signs or is checked with: RSA with SHA-256, RSA bound to PSS with the hash it is bound to,
 * P-256/384/521 with the hash of their strength.
 * @throws Problem `algorithm_weak` for RSA below 2048 bits, `algorithm_unsupported` for any other kind of key
 */
export function algorithmOfKey(key: KeyObject): SignatureAlgorithm {
  if (key.asymmetricKeyType === 'rsa') {
    checkRsaSize(key);
    return 'RSA-SHA256';
  }
  if (key.asymmetricKeyType === 'rsa-pss') return algorithmOfPssKey(key);
  const curve = key.asymmetricKeyType === 'ec' ? key.asymmetricKeyDetails?.namedCurve : undefined;
  const algorithm = curve === undefined ? undefined : byCurve[curve];
  if (algorithm !== undefined) return algorithm;
  throw new Problem('algorithm_unsupported', {
    detail: `Keys of the kind ${curve ?? key.asymmetricKeyType ?? 'secret'} are not supported; RSA, P-256, P-384 and P-521 are.`,
  });
}
