/**
 * A timestamp authority's answer to one request: a token over the imprint, or why there is none.
 * Does not keep its key, its serial numbers or its clock (the gateway does); how a token is built: build-timestamp-token.ts.
 * Source: RFC 3161 section 2.4.2.
 */
import { DerError } from '../asn1/der.js';
import { integer, namedBits, sequence, utf8 } from '../asn1/write-der.js';
import type { Signer } from '../keys/signer.js';
import { digestIdentifiers } from '../signature/algorithm-identifiers.js';
import { readCertificate } from '../trust/certificate.js';
import { buildTimestampToken } from './build-timestamp-token.js';
import { readTimestampRequest, type TimestampRequest } from './read-timestamp-request.js';

export interface TimestampAuthority {
  /** Its certificate is for timestamps alone (`issueTimestampCertificate`). */
  readonly signer: Signer;
  /** Object identifier of the policy every token is issued under. */
  readonly policy: string;
  /** Null while the time is not known for sure. */
  readonly now: Date | null;
  /** Never used before: 1 to 20 octets, read as a positive number. */
  readonly serial: Uint8Array;
  /** Left out, tokens promise no accuracy. */
  readonly accuracySeconds?: number;
}

/** Bits of PKIFailureInfo. */
const failures = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
} as const;

type Failure = readonly [kind: keyof typeof failures, explanation: string];

const granted = 0;
const rejection = 2;
const imprintBytes: Readonly<Record<string, number>> = { sha256: 32, sha384: 48, sha512: 64 };

function whyNotImprint({ algorithm, digest }: TimestampRequest['imprint']): Failure | null {
  const expected = imprintBytes[digestIdentifiers[algorithm.oid] ?? ''];
  const isPlain = algorithm.parameters === null || algorithm.parameters.toString('hex') === '0500';
  if (expected === undefined || !isPlain) return ['badAlg', 'Imprints are accepted with SHA-256, SHA-384 and SHA-512.'];
  return digest.length === expected ? null : ['badDataFormat', 'The imprint has not the length of its algorithm.'];
}

function whyNot(request: TimestampRequest, policy: string): Failure | null {
  if (request.version !== 1) return ['badRequest', 'Only version 1 is known.'];
  const wrong = whyNotImprint(request.imprint);
  if (wrong !== null) return wrong;
  if (request.policy !== null && request.policy !== policy) return ['unacceptedPolicy', `The policy is ${policy}.`];
  return request.hasExtensions ? ['unacceptedExtension', 'No extension is supported.'] : null;
}

/** A clock outside the validity of the authority's own certificate is wrong, or its tokens would be worthless. */
function knownTime({ now, signer }: TimestampAuthority): Date | null {
  if (now === null) return null;
  const { notBefore, notAfter } = readCertificate(signer.certificate);
  return notBefore <= now && now <= notAfter ? now : null;
}

function reject([kind, explanation]: Failure): Buffer {
  return sequence(sequence(integer(rejection), sequence(utf8(explanation)), namedBits(failures[kind])));
}

/**
 * Answers one TimeStampReq (DER, at most 64 KB) with a TimeStampResp (DER): granted with a token, or a rejection that says why.
 * Never throws for bad input. @throws as the signer's own `sign`
 */
export async function answerTimestampRequest(requestDer: Buffer, authority: TimestampAuthority): Promise<Buffer> {
  let request: TimestampRequest;
  try {
    request = readTimestampRequest(requestDer);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return reject(['badDataFormat', `The request cannot be read: ${error.message}.`]);
  }
  const failure = whyNot(request, authority.policy);
  if (failure !== null) return reject(failure);
  const now = knownTime(authority);
  if (now === null) return reject(['timeNotAvailable', 'The time is not known for sure.']);
  return sequence(sequence(integer(granted)), await buildTimestampToken({ ...authority, request, now }));
}
