/**
 * Which of the certificates at hand is the signer's.
 * The identifier alone is not signed; where the signer has signed a reference to its certificate, only that one will do.
 * Source: RFC 5652 section 5.3 (SignerIdentifier), RFC 5035 section 4 (the certificate used to verify must be the one referenced).
 */
import { isProblem } from '../../schemas/problems/problem.js';
import { DerError } from '../asn1/der.js';
import { readIssuerAndSerial } from '../signature/issuer-and-serial.js';
import { readCertificate } from '../trust/certificate.js';
import type { SignerIdentifier } from './signer-info.js';
import { type CertificateReference, isReferenced, isSameName } from './signing-certificate.js';

function hasKeyId(certificate: Buffer, subjectKeyId: Buffer): boolean {
  try {
    return readCertificate(certificate).subjectKeyId === subjectKeyId.toString('hex');
  } catch (error) {
    if (isProblem(error)) return false;
    throw error;
  }
}

function isMeant(certificate: Buffer, identifier: SignerIdentifier): boolean {
  if ('subjectKeyId' in identifier) return hasKeyId(certificate, identifier.subjectKeyId);
  const { issuer, serial } = readIssuerAndSerial(certificate);
  return serial.content.equals(identifier.serial) && isSameName(issuer.whole, identifier.issuer);
}

/** What cannot be read is not the certificate looked for. */
function fits(check: () => boolean): boolean {
  try {
    return check();
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

export interface FoundSigners {
  /** Certificates that fit the identifier and every signed reference. */
  readonly proven: readonly Buffer[];
  /** Certificates that fit the identifier only. */
  readonly named: readonly Buffer[];
}

export function findSigners(
  certificates: readonly Buffer[],
  identifier: SignerIdentifier,
  references: readonly CertificateReference[],
): FoundSigners {
  const named = certificates.filter((certificate) => fits(() => isMeant(certificate, identifier)));
  const proven = named.filter((certificate) =>
    references.every((reference) => fits(() => isReferenced(certificate, reference))),
  );
  return { proven, named };
}
