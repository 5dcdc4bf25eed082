/**
 * One SignerInfo of a CMS SignedData taken apart, strictly.
 * Verifies nothing (check-signer.ts).
 * Source: RFC 5652 section 5.3.
 */
import { contextTag, DerError, type DerNode, DerReader, tags } from '../asn1/der.js';
import { readCount, readIntegerBytes } from '../asn1/der-values.js';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../signature/algorithm-identifiers.js';
import { type Attribute, readAttributes } from './attributes.js';

/** How the signer names the certificate: by issuer (Name, DER) and serial number (content octets), or by key identifier. */
export type SignerIdentifier = { readonly issuer: Buffer; readonly serial: Buffer } | { readonly subjectKeyId: Buffer };

export interface SignerInfo {
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  /** Null when the signature is over the content itself. */
  readonly signedAttributes: readonly Attribute[] | null;
  /** What was signed when there are signed attributes: them, as a SET. */
  readonly signedAttributesDer: Buffer | null;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Buffer;
  readonly unsignedAttributes: readonly Attribute[];
  /** The fields from version to signature as they stand: what archive timestamps cover. */
  readonly fields: Buffer;
}

const maxVersion = 5;

function readIdentifier(node: DerNode): SignerIdentifier {
  if (node.tag === contextTag(0, false)) return { subjectKeyId: node.content };
  if (node.tag !== tags.sequence) throw new DerError('the signer is named in no known way');
  const reader = new DerReader(node.content);
  const issuer = reader.take(tags.sequence).whole;
  const serial = readIntegerBytes(reader.take(tags.integer));
  reader.finish();
  return { issuer, serial };
}

/** The order of the attributes is kept: signers that do not sort them have signed them unsorted. */
function asSet(attributes: DerNode): Buffer {
  const set = Buffer.from(attributes.whole);
  set[0] = tags.set;
  return set;
}

/** @throws DerError */
export function readSignerInfo(node: DerNode): SignerInfo {
  if (node.tag !== tags.sequence) throw new DerError('a signer is no sequence');
  const reader = new DerReader(node.content);
  const version = reader.take(tags.integer);
  if (readCount(version) > maxVersion) throw new DerError('unknown version');
  const identifier = reader.take();
  const digestAlgorithm = reader.take(tags.sequence);
  const signed = reader.takeIf(contextTag(0));
  const signatureAlgorithm = reader.take(tags.sequence);
  const signature = reader.take(tags.octetString);
  const unsigned = reader.takeIf(contextTag(1));
  reader.finish();
  const fields = [version, identifier, digestAlgorithm, signed, signatureAlgorithm, signature];
  return {
    identifier: readIdentifier(identifier),
    digestAlgorithm: readAlgorithmIdentifier(digestAlgorithm),
    signedAttributes: signed === undefined ? null : readAttributes(signed),
    signedAttributesDer: signed === undefined ? null : asSet(signed),
    signatureAlgorithm: readAlgorithmIdentifier(signatureAlgorithm),
    signature: signature.content,
    unsignedAttributes: unsigned === undefined ? [] : readAttributes(unsigned),
    fields: Buffer.concat(fields.map((field) => field?.whole ?? Buffer.alloc(0))),
  };
}
