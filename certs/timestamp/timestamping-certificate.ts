/**
 * Whether a certificate may stand behind timestamps: its one extended key usage is timestamping, critical.
 * Source: RFC 3161 section 2.3.
 */
import type { CertificateView } from '../trust/certificate.js';
import { extensionIds } from '../trust/extensions.js';

const timestamping = '1.3.6.1.5.5.7.3.8';

export function isTimestampingCertificate({ extendedKeyUsage, extensions }: CertificateView): boolean {
  const isCritical = extensions.get(extensionIds.extendedKeyUsage)?.critical === true;
  return isCritical && extendedKeyUsage?.length === 1 && extendedKeyUsage[0] === timestamping;
}
