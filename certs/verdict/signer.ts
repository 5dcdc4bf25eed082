/**
 * Who signed, and whether that certificate can be trusted: what a report says of a signing certificate.
 * Source: ETSI EN 319 102-1 V1.3.1 sections 5.2.3 and 5.2.6; RFC 5280 section 4.2.1.3 (key usage).
 */
import { isProblem } from '../../schemas/problems/problem.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { type CertificateView, readCertificate } from '../trust/certificate.js';
import { validatePath } from '../trust/validate-path.js';
import type { SignatureReport } from './report.js';
import type { VerifyOptions } from './verify-options.js';

function read(certificate: Buffer): CertificateView | null {
  try {
    return readCertificate(certificate);
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}

/** Null when there is no certificate or it cannot be read. */
export function describeSigner(certificate: Buffer | null): SignatureReport['signer'] {
  const view = certificate === null ? null : read(certificate);
  return view && { subject: view.subject, serial: view.serial, agencyCode: view.agencyCode };
}

const digitalSignature = 0;
const nonRepudiation = 1;

/** Findings on trust and revocation; none means trusted. */
export async function judgeTrust(
  certificate: Buffer,
  others: readonly Buffer[],
  options: VerifyOptions,
): Promise<SignatureFinding[]> {
  const view = read(certificate);
  if (view === null) return [signatureFinding('certificate_malformed', 'The signing certificate cannot be read')];
  const findings: SignatureFinding[] = [];
  if (view.keyUsage !== null && !view.keyUsage.has(digitalSignature) && !view.keyUsage.has(nonRepudiation)) {
    findings.push({
      code: 'path_invalid',
      message: 'The certificate is not meant for signing',
      indication: 'INDETERMINATE',
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
    });
  }
  const result = await validatePath(
    certificate,
    {
      anchors: options.anchors,
      intermediates: [...(options.intermediates ?? []), ...others],
      crls: options.crls ?? [],
      at: options.at ?? new Date(),
    },
    { requireRevocation: true },
  );
  if (result.ok) return findings;
  const { problem, indication, subIndication } = result;
  return [...findings, { ...problem, indication, subIndication }];
}
