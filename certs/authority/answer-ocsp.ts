/**
 * What an authority answers when it is asked whether certificates of its own are revoked.
 * Does not know what was issued or revoked (the gateway tells it), nor judge answers of others (certs/trust).
 * Source: RFC 6960 section 4.2; RFC 9654 (nonce); RFC 5019 section 2.2.1 (responder by key).
 */
import { createHash } from 'node:crypto';
import { DerError, DerReader, onlyElement, tags } from '../asn1/der.js';
import { readOctetBits } from '../asn1/der-values.js';
import {
  enumerated,
  generalizedTime,
  octetBits,
  octets,
  oid,
  sequence,
  tagged,
  taggedPrimitive,
} from '../asn1/write-der.js';
import type { Signer } from '../keys/signer.js';
import { digestIdentifiers } from '../signature/algorithm-identifiers.js';
import { signatureIdentifier, signInDer } from '../signature/der-signature.js';
import { type CertificateView, readCertificate } from '../trust/certificate.js';
import { asOcspResponse } from '../trust/ocsp.js';
import { type RevocationReason, reasonNumber } from './issue-crl.js';
import { type CertificateId, nonceExtension, type OcspRequest, readOcspRequest } from './read-ocsp-request.js';

/** `unknown`: the authority never issued such a certificate. */
export type IssuedState = 'good' | 'unknown' | { readonly revokedAt: Date; readonly reason: RevocationReason };

export interface OcspResponder {
  /** Its certificate was issued by the authority for this purpose (`issueOcspCertificate`); `chain` begins with that authority. */
  readonly signer: Signer;
  readonly now: Date;
  /** Until when the answer may be used. */
  readonly nextUpdate: Date;
  /** States of the authority's certificates by serial number (content octets, hex), in the order they were asked for. */
  states(serials: readonly string[]): Promise<readonly IssuedState[]>;
}

const responseStatus = { malformedRequest: 1, unauthorized: 6 } as const;
const digestsOfIds = new Set(['sha1', 'sha256', 'sha384', 'sha512']);

const failed = (status: 'malformedRequest' | 'unauthorized') => sequence(enumerated(responseStatus[status]));

/** Bits of the public key without algorithm and padding: what key hashes are made of. */
function publicKeyBits({ publicKeyInfo }: CertificateView): Buffer {
  const reader = new DerReader(onlyElement(publicKeyInfo, tags.sequence).content);
  reader.take(tags.sequence);
  return readOctetBits(reader.take(tags.bitString));
}

function isIssuedBy(issuer: CertificateView, { hash, issuerNameHash, issuerKeyHash }: CertificateId): boolean {
  const digest = digestIdentifiers[hash.oid];
  if (digest === undefined || !digestsOfIds.has(digest)) return false;
  const hashed = (bytes: Buffer) => createHash(digest).update(bytes).digest();
  return issuerNameHash.equals(hashed(issuer.subjectName.der)) && issuerKeyHash.equals(hashed(publicKeyBits(issuer)));
}

function stateElement(state: IssuedState): Buffer {
  if (state === 'good') return taggedPrimitive(0, Buffer.alloc(0));
  if (state === 'unknown') return taggedPrimitive(2, Buffer.alloc(0));
  const reason = reasonNumber(state.reason);
  // "unspecified" should be left out (RFC 5280 section 5.3.1).
  return tagged(1, generalizedTime(state.revokedAt), ...(reason === 0 ? [] : [tagged(0, enumerated(reason))]));
}

function responseData(request: OcspRequest, states: readonly IssuedState[], responder: OcspResponder): Buffer {
  const { signer, now, nextUpdate } = responder;
  const keyHash = createHash('sha1')
    .update(publicKeyBits(readCertificate(signer.certificate)))
    .digest();
  const single = ({ der }: CertificateId, index: number) =>
    sequence(
      der,
      stateElement(states[index] ?? 'unknown'),
      generalizedTime(now),
      tagged(0, generalizedTime(nextUpdate)),
    );
  const nonce = (value: Buffer) => tagged(1, sequence(sequence(oid(nonceExtension), octets(value))));
  return sequence(
    tagged(2, octets(keyHash)),
    generalizedTime(now),
    sequence(...request.certificates.map(single)),
    ...(request.nonce === null ? [] : [nonce(request.nonce)]),
  );
}

async function signed(data: Buffer, signer: Signer): Promise<Buffer> {
  const value = octetBits(await signInDer(signer, data));
  const basic = sequence(data, signatureIdentifier(signer.algorithm), value, tagged(0, sequence(signer.certificate)));
  return asOcspResponse(basic);
}

/** States in the order of the request; certificates of other issuers are unknown. Null when all are of others. */
async function statesOf({ certificates }: OcspRequest, responder: OcspResponder): Promise<IssuedState[] | null> {
  const [authority] = responder.signer.chain;
  if (authority === undefined) return null;
  const issuer = readCertificate(authority);
  const own = certificates.filter((certificate) => isIssuedBy(issuer, certificate));
  if (own.length === 0) return null;
  const states = await responder.states(own.map(({ serial }) => serial));
  return certificates.map((certificate) => states[own.indexOf(certificate)] ?? 'unknown');
}

/**
 * Answers one OCSPRequest (DER, at most 64 KB, at most 20 certificates) with an OCSPResponse (DER): signed states, or
 * `malformedRequest`, or `unauthorized` when nothing asked about was issued by this authority. Never throws for bad input.
 * @throws as `states` and the signer's own `sign`
 */
export async function answerOcspRequest(requestDer: Buffer, responder: OcspResponder): Promise<Buffer> {
  let request: OcspRequest;
  try {
    request = readOcspRequest(requestDer);
  } catch (error) {
    if (error instanceof DerError) return failed('malformedRequest');
    throw error;
  }
  const states = await statesOf(request, responder);
  if (states === null) return failed('unauthorized');
  return signed(responseData(request, states, responder), responder.signer);
}
