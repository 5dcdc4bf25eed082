/**
 * What a timestamp request asks for, read strictly from DER: it comes from anybody.
 * Does not decide whether it is granted (issue-timestamp.ts).
 * Source: RFC 3161 section 2.4.1.
 */
import { contextTag, DerError, DerReader, onlyElement, tags } from '../asn1/der.js';
import { readBoolean, readCount, readIntegerBytes, readOid } from '../asn1/der-values.js';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../signature/algorithm-identifiers.js';

export interface TimestampRequest {
  readonly version: number;
  readonly imprint: {
    /** The whole MessageImprint, DER. */
    readonly der: Buffer;
    readonly algorithm: AlgorithmIdentifier;
    readonly digest: Buffer;
  };
  /** Object identifier of the policy asked for; null for any. */
  readonly policy: string | null;
  /** The whole INTEGER, DER. */
  readonly nonce: Buffer | null;
  /** Whether the certificates are wanted inside the token. */
  readonly wantsCertificates: boolean;
  readonly hasExtensions: boolean;
}

const maxRequestBytes = 64 * 1024;
/** Far above what any client sends; the nonce goes into every copy of the token. */
const maxNonceBytes = 128;

function readImprint(reader: DerReader): TimestampRequest['imprint'] {
  const imprint = reader.take(tags.sequence);
  const fields = new DerReader(imprint.content);
  const algorithm = readAlgorithmIdentifier(fields.take(tags.sequence));
  const digest = fields.take(tags.octetString).content;
  fields.finish();
  return { der: imprint.whole, algorithm, digest };
}

function readNonce(reader: DerReader): Buffer | null {
  const nonce = reader.takeIf(tags.integer);
  if (nonce === undefined) return null;
  if (readIntegerBytes(nonce).length > maxNonceBytes) throw new DerError('the nonce is too long');
  return nonce.whole;
}

/** @throws DerError for anything that is not a request of at most 64 KB */
export function readTimestampRequest(der: Buffer): TimestampRequest {
  if (der.length > maxRequestBytes) throw new DerError('the request is larger than 64 KB');
  const reader = new DerReader(onlyElement(der, tags.sequence).content);
  const version = readCount(reader.take(tags.integer));
  const imprint = readImprint(reader);
  const policy = reader.takeIf(tags.oid);
  const nonce = readNonce(reader);
  const wish = reader.takeIf(tags.boolean);
  const extensions = reader.takeIf(contextTag(0));
  reader.finish();
  return {
    version,
    imprint,
    policy: policy === undefined ? null : readOid(policy),
    nonce,
    wantsCertificates: wish !== undefined && readBoolean(wish),
    hasExtensions: extensions !== undefined,
  };
}
