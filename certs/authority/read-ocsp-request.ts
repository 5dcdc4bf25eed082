/**
 * Which certificates an OCSP request asks about, read strictly from DER: it comes from anybody.
 * Requests may be signed; the signature is not looked at, since everybody gets the same answer.
 * Does not answer (answer-ocsp.ts).
 * Source: RFC 6960 section 4.1; RFC 9654 section 2.1 (nonce of 1 to 128 octets).
 */
import {
  childrenOf,
  contextTag,
  DerError,
  type DerNode,
  DerReader,
  onlyElement,
  someChildrenOf,
  tags,
} from '../asn1/der.js';
import { readCount, readIntegerBytes } from '../asn1/der-values.js';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../signature/algorithm-identifiers.js';
import { readExtension } from '../trust/extensions.js';

export interface CertificateId {
  /** The whole CertID, DER: the answer repeats it. */
  readonly der: Buffer;
  readonly hash: AlgorithmIdentifier;
  readonly issuerNameHash: Buffer;
  readonly issuerKeyHash: Buffer;
  /** Content octets, hex. */
  readonly serial: string;
}

export interface OcspRequest {
  readonly certificates: readonly CertificateId[];
  /** Value of the nonce extension, DER; null when there is none. */
  readonly nonce: Buffer | null;
}

export const nonceExtension = '1.3.6.1.5.5.7.48.1.2';

const maxRequestBytes = 64 * 1024;
const maxCertificates = 20;
const maxNonceBytes = 128;
const maxExtensions = 20;

function readCertificateId(node: DerNode): CertificateId {
  const reader = new DerReader(node.content);
  const hash = readAlgorithmIdentifier(reader.take(tags.sequence));
  const issuerNameHash = reader.take(tags.octetString).content;
  const issuerKeyHash = reader.take(tags.octetString).content;
  const serial = readIntegerBytes(reader.take(tags.integer)).toString('hex');
  reader.finish();
  return { der: node.whole, hash, issuerNameHash, issuerKeyHash, serial };
}

type Extension = ReturnType<typeof readExtension>;

/** Extensions behind `[number]`; one we do not know must not be critical. */
function readExtensions(reader: DerReader, number: number): Extension[] {
  const field = reader.takeIf(contextTag(number));
  if (field === undefined) return [];
  const extensions = someChildrenOf(onlyElement(field.content, tags.sequence)).map(readExtension);
  if (extensions.length > maxExtensions) throw new DerError('too many extensions');
  const unknown = extensions.find(([id, { critical }]) => critical && id !== nonceExtension);
  if (unknown !== undefined) throw new DerError(`the critical extension ${unknown[0]} is not known`);
  return extensions;
}

function readSingle(node: DerNode): CertificateId {
  if (node.tag !== tags.sequence) throw new DerError('no single request');
  const reader = new DerReader(node.content);
  const certificate = readCertificateId(reader.take(tags.sequence));
  readExtensions(reader, 0);
  reader.finish();
  return certificate;
}

function readNonce(extensions: readonly Extension[]): Buffer | null {
  const [nonce, another] = extensions.filter(([id]) => id === nonceExtension);
  if (nonce === undefined) return null;
  const { length } = onlyElement(nonce[1].value, tags.octetString).content;
  if (another !== undefined || length < 1 || length > maxNonceBytes)
    throw new DerError('not one nonce of 1 to 128 octets');
  return nonce[1].value;
}

function readVersion(reader: DerReader): void {
  const field = reader.takeIf(contextTag(0));
  if (field !== undefined && readCount(onlyElement(field.content, tags.integer)) !== 0)
    throw new DerError('unknown version');
}

/** @throws DerError for anything that is not a request of at most 64 KB about 1 to 20 certificates */
export function readOcspRequest(der: Buffer): OcspRequest {
  if (der.length > maxRequestBytes) throw new DerError('the request is larger than 64 KB');
  const outer = new DerReader(onlyElement(der, tags.sequence).content);
  const body = new DerReader(outer.take(tags.sequence).content);
  outer.takeIf(contextTag(0)); // optionalSignature
  outer.finish();
  readVersion(body);
  body.takeIf(contextTag(1)); // requestorName
  const singles = childrenOf(body.take(tags.sequence));
  const extensions = readExtensions(body, 2);
  body.finish();
  if (singles.length < 1 || singles.length > maxCertificates)
    throw new DerError('1 to 20 certificates can be asked about');
  return { certificates: singles.map(readSingle), nonce: readNonce(extensions) };
}
