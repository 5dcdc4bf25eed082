/**
 * How a signature value is checked, whatever format carries it: kind of key, digest, padding, and whether that still proves anything.
 * The tables from identifiers to methods belong to the formats: URIs in certs/xades, object identifiers in algorithm-identifiers.ts.
 * Source: RFC 8017 section 8 (RSA), FIPS 186-5 section 6 (ECDSA), FIPS 186-4 section 4 (DSA); ETSI TS 119 312 sections 6 and 7 (strength).
 */
import { constants, type KeyObject, verify } from 'node:crypto';

export type SignatureDigest =
  | 'md5'
  | 'sha1'
  | 'sha224'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | 'sha3-256'
  | 'sha3-384'
  | 'sha3-512';

export interface SignatureMethod {
  /** For reports, e.g. `RSA-SHA256`. */
  readonly name: string;
  readonly keyType: 'rsa' | 'ec' | 'dsa';
  readonly digest: SignatureDigest;
  readonly pss: boolean;
  /** Octets of salt; only with `pss`, default the length of the digest. */
  readonly saltLength?: number;
  /** Read and checked, and never enough to prove anything. */
  readonly weak: boolean;
}

const weakDigests: readonly SignatureDigest[] = ['md5', 'sha1', 'sha224'];

export const isWeakDigest = (digest: SignatureDigest) => weakDigests.includes(digest);

function method(
  family: string,
  keyType: SignatureMethod['keyType'],
  digest: SignatureDigest,
  pss: boolean,
): SignatureMethod {
  return { name: `${family}-${digest.toUpperCase()}`, keyType, digest, pss, weak: isWeakDigest(digest) };
}

export const rsa = (digest: SignatureDigest) => method('RSA', 'rsa', digest, false);
export const rsaPss = (digest: SignatureDigest) => method('RSA-PSS', 'rsa', digest, true);
export const ecdsa = (digest: SignatureDigest) => method('ECDSA', 'ec', digest, false);
/** Withdrawn for new signatures with FIPS 186-5: whatever the digest, it proves nothing today. */
export const dsa = (digest: SignatureDigest) => ({ ...method('DSA', 'dsa', digest, false), weak: true });

/** Of ECDSA and DSA. Two numbers side by side (XML signatures) or a DER sequence of two (CMS, X.509). RSA has one form only. */
export type EcdsaForm = 'ieee-p1363' | 'der';

function fits({ keyType, pss }: SignatureMethod, key: KeyObject): boolean {
  return key.asymmetricKeyType === keyType || (pss && key.asymmetricKeyType === 'rsa-pss');
}

/** Whether `signature` over `data` is right; a key of another kind than the method's is simply wrong. */
export function isRightSignature(
  method: SignatureMethod,
  data: Buffer,
  key: KeyObject,
  signature: Buffer,
  form: EcdsaForm,
): boolean {
  if (!fits(method, key)) return false;
  const padding = method.pss
    ? {
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: method.saltLength ?? constants.RSA_PSS_SALTLEN_DIGEST,
      }
    : {};
  try {
    return verify(method.digest, data, { key, dsaEncoding: form, ...padding }, signature);
  } catch {
    return false; // parameters that the key itself forbids
  }
}
