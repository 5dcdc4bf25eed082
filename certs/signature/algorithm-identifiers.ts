/**
 * Which method an AlgorithmIdentifier of X.509 or CMS means.
 * Source: RFC 3279, RFC 4055 (RSA, RSASSA-PSS), RFC 5758 (ECDSA, DSA), RFC 8017 annex C, RFC 8702 and RFC 9688 in
 * part (SHA-3), FIPS 202.
 */
import { contextTag, DerError, type DerNode, DerReader, onlyElement, tags } from '../asn1/der.js';
import { readCount, readOid } from '../asn1/der-values.js';
import { dsa, ecdsa, rsa, rsaPss, type SignatureDigest, type SignatureMethod } from './signature-method.js';

export interface AlgorithmIdentifier {
  readonly oid: string;
  /** DER; null when there are none. */
  readonly parameters: Buffer | null;
}

export const rsaEncryption = '1.2.840.113549.1.1.1';
const rsassaPss = '1.2.840.113549.1.1.10';
const mgf1 = '1.2.840.113549.1.1.8';
export const ecPublicKey = '1.2.840.10045.2.1';
const dsaKey = '1.2.840.10040.4.1';

export const digestIdentifiers: Readonly<Record<string, SignatureDigest>> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.8': 'sha3-256',
  '2.16.840.1.101.3.4.2.9': 'sha3-384',
  '2.16.840.1.101.3.4.2.10': 'sha3-512',
};

const combined: Readonly<Record<string, SignatureMethod>> = {
  '1.2.840.113549.1.1.4': rsa('md5'),
  '1.2.840.113549.1.1.5': rsa('sha1'),
  '1.2.840.113549.1.1.14': rsa('sha224'),
  '1.2.840.113549.1.1.11': rsa('sha256'),
  '1.2.840.113549.1.1.12': rsa('sha384'),
  '1.2.840.113549.1.1.13': rsa('sha512'),
  '1.2.840.10045.4.1': ecdsa('sha1'),
  '1.2.840.10045.4.3.1': ecdsa('sha224'),
  '1.2.840.10045.4.3.2': ecdsa('sha256'),
  '1.2.840.10045.4.3.3': ecdsa('sha384'),
  '1.2.840.10045.4.3.4': ecdsa('sha512'),
  '2.16.840.1.101.3.4.3.14': rsa('sha3-256'),
  '2.16.840.1.101.3.4.3.15': rsa('sha3-384'),
  '2.16.840.1.101.3.4.3.16': rsa('sha3-512'),
  '2.16.840.1.101.3.4.3.10': ecdsa('sha3-256'),
  '2.16.840.1.101.3.4.3.11': ecdsa('sha3-384'),
  '2.16.840.1.101.3.4.3.12': ecdsa('sha3-512'),
  '1.2.840.10040.4.3': dsa('sha1'),
  '2.16.840.1.101.3.4.3.1': dsa('sha224'),
  '2.16.840.1.101.3.4.3.2': dsa('sha256'),
};

const derNull = Buffer.of(0x05, 0x00);

/** @throws DerError */
export function readAlgorithmIdentifier(node: DerNode): AlgorithmIdentifier {
  if (node.tag !== tags.sequence) throw new DerError('no algorithm identifier');
  const reader = new DerReader(node.content);
  const oid = readOid(reader.take(tags.oid));
  const parameters = reader.done ? null : reader.take().whole;
  reader.finish();
  return { oid, parameters };
}

/** RSA wants NULL or nothing, ECDSA and DSA nothing (RFC 4055 section 5, RFC 5758 sections 3.1 and 3.2). */
function parametersFit({ parameters }: AlgorithmIdentifier, keyType: SignatureMethod['keyType']): boolean {
  return parameters === null || (keyType === 'rsa' && parameters.equals(derNull));
}

const maxSaltLength = 512;

/** RFC 4055 section 3.1. One digest for message and mask; anything else is used by nobody. @throws DerError */
function readPss(parameters: Buffer | null): SignatureMethod | undefined {
  if (parameters === null) return undefined;
  const reader = new DerReader(onlyElement(parameters, tags.sequence).content);
  const hash = reader.takeIf(contextTag(0));
  const mask = reader.takeIf(contextTag(1));
  const salt = reader.takeIf(contextTag(2));
  const trailer = reader.takeIf(contextTag(3));
  reader.finish();
  const digestOf = (node: DerNode | undefined) =>
    node === undefined ? 'sha1' : digestIdentifiers[readAlgorithmIdentifier(onlyElement(node.content)).oid];
  const digest = digestOf(hash);
  const maskDigest = mask === undefined ? 'sha1' : maskDigestOf(onlyElement(mask.content));
  const saltLength = salt === undefined ? 20 : readCount(onlyElement(salt.content, tags.integer));
  const trailerField = trailer === undefined ? 1 : readCount(onlyElement(trailer.content, tags.integer));
  if (digest === undefined || digest !== maskDigest || trailerField !== 1 || saltLength > maxSaltLength)
    return undefined;
  return { ...rsaPss(digest), saltLength };
}

function maskDigestOf(node: DerNode): SignatureDigest | undefined {
  const { oid, parameters } = readAlgorithmIdentifier(node);
  if (oid !== mgf1 || parameters === null) return undefined;
  return digestIdentifiers[readAlgorithmIdentifier(onlyElement(parameters)).oid];
}

/**
 * The method a signature algorithm means; undefined for one we do not check.
 * @param digest CMS names the digest apart, and some signers then name only the kind of key as signature algorithm
 * @throws DerError for malformed parameters
 */
export function signatureMethodOf(
  algorithm: AlgorithmIdentifier,
  digest?: SignatureDigest,
): SignatureMethod | undefined {
  if (algorithm.oid === rsassaPss) return readPss(algorithm.parameters);
  if (digest !== undefined && algorithm.oid === rsaEncryption) return rsa(digest);
  if (digest !== undefined && algorithm.oid === ecPublicKey) return ecdsa(digest);
  if (digest !== undefined && algorithm.oid === dsaKey) return dsa(digest);
  const method = combined[algorithm.oid];
  return method !== undefined && parametersFit(algorithm, method.keyType) ? method : undefined;
}
