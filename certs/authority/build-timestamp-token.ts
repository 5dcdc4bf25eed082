/**
 * How a timestamp token is put together and signed: a TSTInfo inside a SignedData.
 * Does not decide whether a request is granted (issue-timestamp.ts), nor check tokens of others.
 * Source: RFC 3161 section 2.4.2.
 */
import { createHash } from 'node:crypto';
import { generalizedTime, integer, oid, sequence, unsignedInteger } from '../asn1/write-der.js';
import { buildSignedData } from '../cms/build-signed-data.js';
import { contentTypes } from '../cms/identifiers.js';
import type { Signer } from '../keys/signer.js';
import { digestOf } from '../signature/der-signature.js';
import type { TimestampRequest } from './read-timestamp-request.js';

export interface TokenParts {
  readonly request: TimestampRequest;
  readonly signer: Signer;
  /** Object identifier. */
  readonly policy: string;
  readonly now: Date;
  /** 1 to 20 octets, read as a positive number. */
  readonly serial: Uint8Array;
  /** Left out, the token promises no accuracy. */
  readonly accuracySeconds?: number;
}

function tstInfo({ request, policy, serial, now, accuracySeconds }: TokenParts): Buffer {
  return sequence(
    integer(1),
    oid(policy),
    request.imprint.der,
    unsignedInteger(serial),
    generalizedTime(now, 'milliseconds'),
    ...(accuracySeconds === undefined ? [] : [sequence(integer(accuracySeconds))]),
    ...(request.nonce === null ? [] : [request.nonce]),
  );
}

/** A TimeStampToken, DER. @throws as the signer's own `sign` */
export async function buildTimestampToken(parts: TokenParts): Promise<Buffer> {
  const { request, signer, now } = parts;
  const content = tstInfo(parts);
  return buildSignedData({
    signer,
    contentType: contentTypes.tstInfo,
    contentDigest: createHash(digestOf(signer.algorithm)).update(content).digest(),
    content,
    signingTime: now,
    withCertificates: request.wantsCertificates,
  });
}
