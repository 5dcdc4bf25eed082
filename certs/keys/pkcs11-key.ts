/**
 * How a private key inside a PKCS#11 token becomes a Signer. The key never leaves the token.
 * Hashing is done here, the token gets the digest: every token can sign one, few can hash all kinds. Signing runs off the event loop.
 * Does not manage sessions (pkcs11-token.ts) nor know who may use a key.
 * Source: OASIS PKCS #11 Current Mechanisms 2.40, sections 2.1.6 (CKM_RSA_PKCS) and 2.3.6 (CKM_ECDSA: r‖s); RFC 8017 section 9.2 (DigestInfo).
 */
import { createHash, type KeyObject, randomBytes, verify, X509Certificate } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import { octets, sequence } from '../asn1/write-der.js';
import { digestOf, digestWithNull } from '../signature/der-signature.js';
import { algorithmOfKey } from './key-algorithm.js';
import { findKey, readPublicKey, type TokenKey, wantsPinEachTime } from './pkcs11-objects.js';
import { logIn, type TokenSession, useToken } from './pkcs11-token.js';
import type { SignatureAlgorithm, Signer } from './signer.js';

const mechanisms = { rsaPkcs: 0x01, ecdsa: 0x1041 } as const;
const mostSignatureBytes = 1024;

async function signInput(session: TokenSession, key: TokenKey, mechanism: number, input: Buffer): Promise<Buffer> {
  const object = findKey(session, key, 'privateKey');
  const { cryptoki, session: handle } = session;
  const asksForPin = wantsPinEachTime(session, object);
  cryptoki.C_SignInit(handle, { mechanism }, object);
  if (asksForPin) await logIn(key, session, 'signature');
  return cryptoki.C_SignAsync(handle, input, Buffer.alloc(mostSignatureBytes));
}

function signWith(key: TokenKey, algorithm: SignatureAlgorithm): (data: Uint8Array) => Promise<Buffer> {
  const digest = digestOf(algorithm);
  const isRsa = algorithm.startsWith('RSA');
  const mechanism = isRsa ? mechanisms.rsaPkcs : mechanisms.ecdsa;
  return (data) => {
    const hash = createHash(digest).update(data).digest();
    const input = isRsa ? sequence(digestWithNull(digest), octets(hash)) : hash;
    return useToken(key, (session) => signInput(session, key, mechanism, input));
  };
}

/** A key of a token, ready to sign. */
export interface OpenTokenKey {
  readonly algorithm: SignatureAlgorithm;
  readonly publicKey: KeyObject;
  readonly sign: (data: Uint8Array) => Promise<Buffer>;
}

/** Only a signature shows that two keys belong together: what a token says of its keys need not be true. */
async function tried(key: TokenKey, publicKey: KeyObject): Promise<OpenTokenKey> {
  const algorithm = algorithmOfKey(publicKey);
  if (algorithm.startsWith('RSA-PSS'))
    throw new Problem('algorithm_unsupported', { detail: 'Keys bound to RSA-PSS are not used in tokens.' });
  const sign = signWith(key, algorithm);
  const probe = randomBytes(32);
  const isRight = verify(digestOf(algorithm), probe, { key: publicKey, dsaEncoding: 'ieee-p1363' }, await sign(probe));
  if (!isRight) throw new Problem('key_mismatch', { detail: 'The key in the token is another one.' });
  return { algorithm, publicKey, sign };
}

/**
 * A signer over a key in a token, tried once. `certificate` and `chain` are DER, the chain nearest issuer first.
 * @throws Problem `token_unavailable`, `key_passphrase` (PIN), `key_missing`, `key_mismatch`, `algorithm_*`
 */
export async function tokenSigner(key: TokenKey, certificate: Buffer, chain: readonly Buffer[]): Promise<Signer> {
  const { algorithm, sign } = await tried(key, new X509Certificate(certificate).publicKey);
  return { algorithm, certificate, chain, sign };
}

/**
 * A key of a token that has no certificate yet, tried once; its public half must lie in the token too.
 * @throws Problem as `tokenSigner`
 */
export async function openTokenKey(key: TokenKey): Promise<OpenTokenKey> {
  return tried(key, await useToken(key, async (session) => readPublicKey(session, key)));
}
