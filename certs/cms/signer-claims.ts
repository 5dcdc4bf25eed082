/**
 * What a signer says in its signed attributes: of the content, of its certificate, of the algorithms, of the time.
 * Reads only; whether it is true is for check-signer.ts.
 * Source: RFC 5652 section 11, RFC 6211 section 2 (CMSAlgorithmProtection).
 */
import { contextTag, DerError, type DerNode, DerReader, tags } from '../asn1/der.js';
import { readOid, readTime } from '../asn1/der-values.js';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../signature/algorithm-identifiers.js';
import { type Attribute, onlyValueOf } from './attributes.js';
import { attributeTypes } from './identifiers.js';
import { type CertificateReference, signingCertificateReferences } from './signing-certificate.js';

export interface ProtectedAlgorithms {
  readonly digest: AlgorithmIdentifier;
  readonly signature: AlgorithmIdentifier | null;
}

export interface SignerClaims {
  readonly contentType: string | null;
  readonly messageDigest: Buffer | null;
  readonly signingTime: Date | null;
  readonly protectedAlgorithms: ProtectedAlgorithms | null;
  readonly certificateReferences: readonly CertificateReference[];
}

export const noClaims: SignerClaims = {
  contentType: null,
  messageDigest: null,
  signingTime: null,
  protectedAlgorithms: null,
  certificateReferences: [],
};

function readDigest(node: DerNode): Buffer {
  if (node.tag !== tags.octetString) throw new DerError('the message digest is no octet string');
  return node.content;
}

/** Only a claim: one that cannot be read is none. */
function readClaimedTime(node: DerNode): Date | null {
  try {
    return readTime(node);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

function readProtection(node: DerNode): ProtectedAlgorithms {
  const reader = new DerReader(node.content);
  const digest = readAlgorithmIdentifier(reader.take(tags.sequence));
  const signature = reader.takeIf(contextTag(1));
  return {
    digest,
    signature: signature === undefined ? null : readAlgorithmIdentifier({ ...signature, tag: tags.sequence }),
  };
}

/** @throws DerError when one that counts stands twice or cannot be read */
export function readClaims(attributes: readonly Attribute[]): SignerClaims {
  const read = <T>(type: string, reader: (value: DerNode) => T): T | null => {
    const value = onlyValueOf(attributes, type);
    return value === undefined ? null : reader(value);
  };
  return {
    contentType: read(attributeTypes.contentType, readOid),
    messageDigest: read(attributeTypes.messageDigest, readDigest),
    signingTime: read(attributeTypes.signingTime, readClaimedTime),
    protectedAlgorithms: read(attributeTypes.algorithmProtection, readProtection),
    certificateReferences: signingCertificateReferences(attributes),
  };
}
