/**
 * The question put to an OCSP responder about one certificate, with a nonce that a fresh answer repeats.
 * Source: RFC 6960 section 4.1; RFC 9654 (nonce of 32 octets); RFC 5019 section 2.1.1 (SHA-1 in the certID, understood everywhere).
 */
import { createHash, randomBytes } from 'node:crypto';
import { nullElement, octets, oid, sequence, tagged, unsignedInteger } from '../asn1/write-der.js';
import type { CertificateView } from '../trust/certificate.js';
import { publicKeyBits } from '../trust/ocsp-source.js';

export interface OcspQuestion {
  /** OCSPRequest, DER. */
  readonly der: Buffer;
  /** Value of the nonce extension, as `OcspView.nonce` gives it. */
  readonly nonce: Buffer;
}

const sha1 = '1.3.14.3.2.26';
const nonceExtension = '1.3.6.1.5.5.7.48.1.2';
const nonceOctets = 32;

const sha1Of = (bytes: Buffer) => octets(createHash('sha1').update(bytes).digest());

export function ocspQuestion(certificate: CertificateView, issuer: CertificateView): OcspQuestion {
  const certId = sequence(
    sequence(oid(sha1), nullElement),
    sha1Of(certificate.issuerName.der),
    sha1Of(publicKeyBits(issuer)),
    unsignedInteger(Buffer.from(certificate.serial, 'hex')),
  );
  const nonce = octets(randomBytes(nonceOctets));
  const extensions = sequence(sequence(oid(nonceExtension), octets(nonce)));
  return { der: sequence(sequence(sequence(sequence(certId)), tagged(2, extensions))), nonce };
}
