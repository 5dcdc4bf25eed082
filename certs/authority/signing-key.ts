/**
 * How an authority's key is handed to the certificate library, which signs through WebCrypto.
 * Does not hold keys and does not choose what is signed.
 * Source: W3C Web Cryptography API (importKey, sign); hash by strength of the key as in certs/keys/key-algorithm.ts.
 */
import { type KeyObject, webcrypto } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import { algorithmOfKey } from '../keys/key-algorithm.js';

export interface SigningKey {
  readonly key: webcrypto.CryptoKey;
  readonly algorithm: { readonly name: string; readonly hash: string };
}

const curveOf = { SHA256: 'P-256', SHA384: 'P-384', SHA512: 'P-521' } as const;

/**
 * The key as WebCrypto takes it, with the algorithm it signs with; it takes no keys bound to PSS.
 * @throws Problem `algorithm_*` as `algorithmOfKey`
 */
export async function importSigningKey(privateKey: KeyObject): Promise<SigningKey> {
  const algorithm = algorithmOfKey(privateKey);
  if (algorithm.startsWith('RSA-PSS'))
    throw new Problem('algorithm_unsupported', { detail: 'Certificates are not issued with keys bound to RSA-PSS.' });
  const [family, digest] = algorithm.split('-') as ['RSA' | 'ECDSA', keyof typeof curveOf];
  const hash = digest.replace('SHA', 'SHA-');
  const name = family === 'RSA' ? 'RSASSA-PKCS1-v1_5' : 'ECDSA';
  const parameters = family === 'RSA' ? { name, hash } : { name, namedCurve: curveOf[digest] };
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  const key = await webcrypto.subtle.importKey('pkcs8', pkcs8, parameters, false, ['sign']);
  return { key, algorithm: { name, hash } };
}
