/**
 * The state of a certificate as revocation lists and OCSP answers tell it.
 * Source: RFC 5280 section 5.3.1 (reasons); RFC 6960 section 2.2 (states).
 */
import { DerError, type DerNode, tags } from '../asn1/der.js';

export interface Revocation {
  readonly revokedAt: Date;
  /** Reason code of RFC 5280 section 5.3.1; 0 when none is given. */
  readonly reason: number;
}

/** A list or answer that was relied upon. */
export interface RevocationEvidence {
  readonly kind: 'crl' | 'ocsp';
  /** As it was given, DER. */
  readonly der: Buffer;
  /** Fingerprint (SHA-256, hex) of the certificate it speaks about. */
  readonly about: string;
}

/** `unknown`: whoever answers does not know the certificate. */
export type CertificateStatus = 'good' | 'unknown' | Revocation;

export const reasons = { onHold: 6, removedFromList: 8 } as const;

const reasonNames: Readonly<Record<number, string>> = {
  1: 'key compromise',
  2: 'compromise of the authority',
  3: 'affiliation changed',
  4: 'superseded',
  5: 'cessation of operation',
  6: 'on hold',
  9: 'privilege withdrawn',
  10: 'compromise of the attribute authority',
};

/** For people, e.g. `2026-11-23T09:20:00.000Z (key compromise)`. */
export function describeRevocation({ revokedAt, reason }: Revocation): string {
  const name = reasonNames[reason];
  return revokedAt.toISOString() + (name === undefined ? '' : ` (${name})`);
}

/** Reads a CRLReason. @throws DerError */
export function readReasonCode(node: DerNode): number {
  const code = node.content[0];
  if (node.tag !== tags.enumerated || node.content.length !== 1 || code === undefined || code > 10 || code === 7)
    throw new DerError('a reason of no known kind');
  return code;
}
