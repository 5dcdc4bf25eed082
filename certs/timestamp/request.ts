/**
 * The question put to a timestamp authority.
 * Does not send it anywhere.
 * Source: RFC 3161 section 2.4.1 (TimeStampReq).
 */
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { MessageImprint, TimeStampReq } from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import { digestIdentifiers } from '../signature/algorithm-identifiers.js';

export interface TimestampRequest {
  /** Digest of the data, by `algorithm`. */
  readonly imprint: Buffer;
  readonly algorithm: DigestAlgorithm;
  /** Random octets, read as an unsigned number: the answer must repeat it. */
  readonly nonce?: Buffer;
  /** Object identifier of the only policy that will do. */
  readonly policy?: string;
  /** Whether the token must hold the authority's certificate. */
  readonly certReq: boolean;
}

/** Object identifier of a digest algorithm. */
function digestIdentifier(algorithm: DigestAlgorithm): string {
  const found = Object.entries(digestIdentifiers).find(([, name]) => name === algorithm);
  if (found === undefined) throw new Error(`no identifier for ${algorithm}`);
  return found[0];
}

/** Content octets of the positive integer that the octets mean, in shortest form. */
export function nonceInteger(octets: Buffer): Buffer {
  const start = octets.findIndex((octet) => octet !== 0);
  const digits = start < 0 ? Buffer.of(0) : octets.subarray(start);
  return (digits[0] ?? 0) < 0x80 ? digits : Buffer.concat([Buffer.of(0), digits]);
}

/** The library wants memory of its own, not a view into a pool. */
const ownMemory = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;

/** DER of the request, media type `application/timestamp-query`. */
export function encodeTimestampRequest({ imprint, algorithm, nonce, policy, certReq }: TimestampRequest): Buffer {
  const hashAlgorithm = new AlgorithmIdentifier({ algorithm: digestIdentifier(algorithm), parameters: null });
  const request = new TimeStampReq({
    messageImprint: new MessageImprint({ hashAlgorithm, hashedMessage: new OctetString(ownMemory(imprint)) }),
    ...(policy === undefined ? {} : { reqPolicy: policy }),
    ...(nonce === undefined ? {} : { nonce: ownMemory(nonceInteger(nonce)) }),
    certReq,
  });
  return Buffer.from(AsnConvert.serialize(request));
}
