/**
 * What a report says of a certificate.
 * Source: RFC 5280 section 4.1; ETSI EN 319 412-3 section 4.2.1 (organizationIdentifier).
 */
import { isProblem } from '../../schemas/problems/problem.js';
import { type CertificateView, readCertificate } from '../trust/certificate.js';
import { attributeOf } from '../trust/name.js';
import type { ReportCertificate, SignatureReport } from './report.js';

const commonName = '2.5.4.3';
const organizationName = '2.5.4.10';

/** Null when it cannot be read. */
export function readOrNull(certificate: Buffer): CertificateView | null {
  try {
    return readCertificate(certificate);
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}

const describe = (view: CertificateView): ReportCertificate => ({
  subject: view.subject,
  name: attributeOf(view.subjectName, commonName) ?? attributeOf(view.subjectName, organizationName),
  issuer: view.issuer,
  serial: view.serial,
  fingerprint: view.fingerprint,
  notBefore: view.notBefore.toISOString(),
  notAfter: view.notAfter.toISOString(),
});

/** Null when there is no certificate or it cannot be read. */
export function describeCertificate(certificate: Buffer | null): ReportCertificate | null {
  const view = certificate === null ? null : readOrNull(certificate);
  return view && describe(view);
}

export function describeSigner(certificate: Buffer | null): SignatureReport['signer'] {
  const view = certificate === null ? null : readOrNull(certificate);
  return view && { ...describe(view), agencyCode: view.agencyCode };
}
