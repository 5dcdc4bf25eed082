/**
 * The IssuerSerial of a certificate, as signing-certificate-v2 carries it.
 * Source: RFC 5035 section 4 (IssuerSerial); RFC 5280 sections 4.1 and 4.2.1.6 (GeneralName).
 */
import { Problem } from '../../schemas/problems/problem.js';
import { DerError } from '../asn1/der.js';
import { sequence, tagged } from '../asn1/write-der.js';
import { type IssuerAndSerial, readIssuerAndSerial } from '../signature/issuer-and-serial.js';

/** DER of SEQUENCE { GeneralNames { directoryName [4] issuer }, serialNumber }. @throws Problem `certificate_malformed` */
export function encodeIssuerSerial(certificate: Buffer): Buffer {
  const { issuer, serial } = readOrRefuse(certificate);
  return sequence(sequence(tagged(4, issuer.whole)), serial.whole);
}

function readOrRefuse(certificate: Buffer): IssuerAndSerial {
  try {
    return readIssuerAndSerial(certificate);
  } catch (error) {
    if (error instanceof DerError) throw new Problem('certificate_malformed', { detail: error.message });
    throw error;
  }
}
