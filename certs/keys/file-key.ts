/**
 * How a key that lies in a file becomes a Signer, and how keys and certificates are read from PEM or DER.
 * Does not store anything (key-store.ts) and does not judge trust (certs/trust).
 * Source: RFC 7468 (PEM texts), RFC 5958 (PKCS#8), RFC 5280 section 4.1 (certificates).
 */
import { constants, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import { algorithmOfKey } from './key-algorithm.js';
import type { Signer } from './signer.js';

const maxKeyFileBytes = 64 * 1024;
const maxCertificateFileBytes = 4 * 1024 * 1024;
const pemCertificate = /-----BEGIN (?:X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/g;

function readPublicKeyHolder(der: Buffer): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch (cause) {
    throw new Problem('certificate_malformed', { cause });
  }
}

/** Signing with a key held in memory that has no certificate yet. @throws Problem `algorithm_weak`, `algorithm_unsupported` */
export function keyUse(privateKey: KeyObject): Pick<Signer, 'algorithm' | 'sign'> {
  const algorithm = algorithmOfKey(privateKey);
  const digest = algorithm.slice(-'SHA256'.length);
  const isPss = algorithm.startsWith('RSA-PSS');
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363', ...(isPss ? pss : {}) } as const;
  return { algorithm, sign: (data) => sign(digest, data, key) };
}

/**
 * A signer over a key held in memory. `certificate` and `chain` are DER, the chain nearest issuer first.
 * `sign` is synchronous and uses the key as it was decoded once.
 * @throws Problem `key_mismatch` when the key is not the certificate's, `certificate_malformed`, `algorithm_weak`, `algorithm_unsupported`
 */
export function fileSigner(privateKey: KeyObject, certificate: Buffer, chain: readonly Buffer[]): Signer {
  const use = keyUse(privateKey);
  if (!readPublicKeyHolder(certificate).checkPrivateKey(privateKey)) throw new Problem('key_mismatch');
  return { ...use, certificate, chain };
}

function isEncrypted(pem: string): boolean {
  return pem.includes('ENCRYPTED');
}

/**
 * Opens one private key of any kind in PEM (PKCS#8, PKCS#1 or SEC 1, encrypted or not).
 * @throws Problem `key_passphrase` when an encrypted key does not open, `key_unreadable` when it is no key
 */
export function openPrivateKey(pem: string, passphrase?: string): KeyObject {
  if (pem.length > maxKeyFileBytes) throw new Problem('key_unreadable', { detail: 'The key file is too large.' });
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (cause) {
    throw new Problem(isEncrypted(pem) ? 'key_passphrase' : 'key_unreadable', { cause });
  }
}

/**
 * As `openPrivateKey`, for keys that seal: RSA from 2048 bits (also bound to PSS), P-256, P-384, P-521.
 * @throws Problem as `openPrivateKey`, and `algorithm_*` as `algorithmOfKey`
 */
export function readPrivateKey(pem: Buffer | string, passphrase?: string): KeyObject {
  const key = openPrivateKey(pem.toString(), passphrase);
  algorithmOfKey(key);
  return key;
}

/**
 * Reads every certificate of a PEM text, or the one of a DER file; each comes back as the exact DER bytes.
 * @throws Problem `certificate_malformed` when there is none or one cannot be read
 */
export function readCertificates(pemOrDer: Buffer): Buffer[] {
  if (pemOrDer.length > maxCertificateFileBytes) {
    throw new Problem('certificate_malformed', { detail: 'The certificate file is too large.' });
  }
  const blocks = [...pemOrDer.toString('latin1').matchAll(pemCertificate)];
  const ders = blocks.map((block) => Buffer.from(block[1] ?? '', 'base64'));
  const certificates = ders.length > 0 ? ders : [pemOrDer];
  for (const der of certificates) readPublicKeyHolder(der);
  return certificates;
}
