/**
 * The list of certificates an authority has revoked.
 * Does not decide what is revoked nor when the next list is due (the gateway keeps that).
 * Source: RFC 5280 sections 5.1-5.3.
 */

import { enumerated, integer } from '../asn1/write-der.js';
import { type Issuer, issuerNameAndKey } from './build-certificate.js';
import { importSigningKey } from './signing-key.js';
import { Extension, X509CrlGenerator, X509CrlReason } from './x509-library.js';

export const revocationReasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
] as const;

export type RevocationReason = (typeof revocationReasons)[number];

export interface Revocation {
  /** Serial number, hexadecimal. */
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
}

export interface CrlRequest {
  /** Grows by one with each list of this issuer. */
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly Revocation[];
}

const crlNumber = '2.5.29.20';
const reasonCode = '2.5.29.21';

/** The CRLReason of a reason (section 5.3.1). */
export const reasonNumber = (reason: RevocationReason): number => X509CrlReason[reason];

/** Written for `unspecified` too: the library would otherwise encode an empty list of extensions, which is not DER of section 5.1. */
function reasonExtension(reason: RevocationReason): Extension {
  return new Extension(reasonCode, false, new Uint8Array(enumerated(reasonNumber(reason))));
}

/** Builds and signs a revocation list; returns DER. */
export async function issueCrl(issuer: Issuer, request: CrlRequest): Promise<Buffer> {
  const { name, authorityKey } = issuerNameAndKey(issuer.certificate);
  const { key, algorithm } = await importSigningKey(issuer.privateKey);
  const crl = await X509CrlGenerator.create({
    issuer: name,
    thisUpdate: request.thisUpdate,
    nextUpdate: request.nextUpdate,
    entries: request.revoked.map(({ serial, revokedAt, reason }) => ({
      serialNumber: serial,
      revocationDate: revokedAt,
      extensions: [reasonExtension(reason)],
    })),
    extensions: [authorityKey, new Extension(crlNumber, false, new Uint8Array(integer(request.number)))],
    signingKey: key,
    signingAlgorithm: algorithm,
  });
  return Buffer.from(crl.rawData);
}
