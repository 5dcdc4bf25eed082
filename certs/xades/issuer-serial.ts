/**
 * The IssuerSerial of a certificate, as signing-certificate-v2 carries it.
 * Source: RFC 5035 section 4 (IssuerSerial); RFC 5280 sections 4.1 and 4.2.1.6 (GeneralName).
 */
import { Problem } from '../../schemas/problems/problem.js';
import { contextTag, DerError, DerReader, onlyElement, tags } from '../asn1/der.js';
import { sequence, tagged } from '../asn1/write-der.js';

/** DER of SEQUENCE { GeneralNames { directoryName [4] issuer }, serialNumber }. @throws Problem `certificate_malformed` */
export function encodeIssuerSerial(certificate: Buffer): Buffer {
  const { issuer, serial } = readIssuerAndSerial(certificate);
  return sequence(sequence(tagged(4, issuer)), serial);
}

/** Issuer name and serial number, each the whole element as it stands in the certificate. @throws Problem `certificate_malformed` */
export function readIssuerAndSerial(certificate: Buffer): { issuer: Buffer; serial: Buffer } {
  try {
    const body = new DerReader(
      new DerReader(onlyElement(certificate, tags.sequence).content).take(tags.sequence).content,
    );
    body.takeIf(contextTag(0));
    const serial = body.take(tags.integer).whole;
    body.take(tags.sequence);
    return { issuer: body.take(tags.sequence).whole, serial };
  } catch (error) {
    if (error instanceof DerError) throw new Problem('certificate_malformed', { detail: error.message });
    throw error;
  }
}
