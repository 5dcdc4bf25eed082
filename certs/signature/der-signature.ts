/**
 * How signatures of our Signer stand in X.509, OCSP and CMS structures: algorithm identifiers and the DER form of the value.
 * The way back, from identifiers to methods: algorithm-identifiers.ts.
 * Source: RFC 5754 (SHA-2 in CMS), RFC 4055 sections 3.1 (PSS) and 5 (RSA: NULL), RFC 5758 section 3.2 (ECDSA: nothing), RFC 3279 section 2.2.3 (Ecdsa-Sig-Value).
 */
import { integer, nullElement, oid, sequence, tagged, unsignedInteger } from '../asn1/write-der.js';
import type { SignatureAlgorithm, Signer } from '../keys/signer.js';

type StrongDigest = 'sha256' | 'sha384' | 'sha512';

/** What is needed of a signer where there is no certificate yet. */
export type KeyUse = Pick<Signer, 'algorithm' | 'sign'>;

const rsassaPss = '1.2.840.113549.1.1.10';
const mgf1 = '1.2.840.113549.1.1.8';
const digestBytes: Readonly<Record<StrongDigest, number>> = { sha256: 32, sha384: 48, sha512: 64 };

const signatureIds: Readonly<Record<SignatureAlgorithm, string>> = {
  'RSA-SHA256': '1.2.840.113549.1.1.11',
  'RSA-SHA384': '1.2.840.113549.1.1.12',
  'RSA-SHA512': '1.2.840.113549.1.1.13',
  'RSA-PSS-SHA256': rsassaPss,
  'RSA-PSS-SHA384': rsassaPss,
  'RSA-PSS-SHA512': rsassaPss,
  'ECDSA-SHA256': '1.2.840.10045.4.3.2',
  'ECDSA-SHA384': '1.2.840.10045.4.3.3',
  'ECDSA-SHA512': '1.2.840.10045.4.3.4',
};

const digestIds: Readonly<Record<StrongDigest, string>> = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

const isRsa = (algorithm: SignatureAlgorithm) => algorithm.startsWith('RSA');

/** The digest a signature algorithm begins with. */
export const digestOf = (algorithm: SignatureAlgorithm): StrongDigest =>
  algorithm.slice(-'SHA256'.length).toLowerCase() as StrongDigest;

/** AlgorithmIdentifier of a digest, DER; without parameters (RFC 5754 section 2). */
export const digestIdentifier = (digest: StrongDigest): Buffer => sequence(oid(digestIds[digest]));

/** The same with NULL, as the DigestInfo of an RSA signature wants it (RFC 8017 section 9.2). */
export const digestWithNull = (digest: StrongDigest): Buffer => sequence(oid(digestIds[digest]), nullElement);

/** RSASSA-PSS-params: digest, mask, salt. */
function pssParameters(digest: StrongDigest): Buffer {
  const hash = digestWithNull(digest);
  return sequence(tagged(0, hash), tagged(1, sequence(oid(mgf1), hash)), tagged(2, integer(digestBytes[digest])));
}

function parametersOf(algorithm: SignatureAlgorithm): Buffer[] {
  if (signatureIds[algorithm] === rsassaPss) return [pssParameters(digestOf(algorithm))];
  return isRsa(algorithm) ? [nullElement] : [];
}

/** AlgorithmIdentifier of a signature, DER. */
export const signatureIdentifier = (algorithm: SignatureAlgorithm): Buffer =>
  sequence(oid(signatureIds[algorithm]), ...parametersOf(algorithm));

/** Two numbers side by side as a DER sequence of two. */
function ecdsaValueInDer(value: Buffer): Buffer {
  const half = value.length / 2;
  return sequence(unsignedInteger(value.subarray(0, half)), unsignedInteger(value.subarray(half)));
}

/** Signs `data`; the value as X.509, OCSP and CMS carry it. @throws as the key's own `sign` */
export async function signInDer(key: KeyUse, data: Uint8Array): Promise<Buffer> {
  const value = await key.sign(data);
  return isRsa(key.algorithm) ? value : ecdsaValueInDer(value);
}
