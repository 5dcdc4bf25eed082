/**
 * How something signed by an authority (certificate, revocation list, OCSP answer) splits into its body, algorithm and signature.
 * Does not check the signature (check-signature.ts).
 * Source: RFC 5280 sections 4.1.1 and 5.1.1; RFC 6960 section 4.2.1.
 */
import { type DerNode, DerReader, onlyElement, tags } from '../asn1/der.js';
import { readOctetBits } from '../asn1/der-values.js';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../signature/algorithm-identifiers.js';

export interface SignedObject {
  readonly signedBytes: Buffer;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Buffer;
}

export interface SignedParts {
  readonly body: DerNode;
  /** The algorithm as it stands outside the body, DER. */
  readonly algorithmDer: Buffer;
  readonly signed: SignedObject;
}

/** Body, algorithm and signature, the next three elements of `reader`. @throws DerError */
export function takeSigned(reader: DerReader): SignedParts {
  const body = reader.take(tags.sequence);
  const algorithm = reader.take(tags.sequence);
  const signature = readOctetBits(reader.take(tags.bitString));
  return {
    body,
    algorithmDer: algorithm.whole,
    signed: { signedBytes: body.whole, signatureAlgorithm: readAlgorithmIdentifier(algorithm), signature },
  };
}

/** A structure that holds nothing else. @throws DerError */
export function readSigned(der: Buffer): SignedParts {
  const outer = new DerReader(onlyElement(der, tags.sequence).content);
  const parts = takeSigned(outer);
  outer.finish();
  return parts;
}
