/**
 * Which senders a certificate was issued to.
 * Source: RFC 8550 section 3 (addresses in certificates); RFC 5280 section 4.2.1.6 and appendix A.1.
 */
import type { CertificateView } from '../trust/certificate.js';

const emailAddress = '1.2.840.113549.1.9.1';

/** Mail addresses a certificate names, in lower case. */
export function certificateAddresses({ subjectAltNames, subjectName }: CertificateView): string[] {
  const alternative = subjectAltNames.flatMap((name) => (name.kind === 'email' ? [name.text] : []));
  const inSubject = subjectName.attributes.flatMap(({ type, text }) => (type === emailAddress && text ? [text] : []));
  return [...alternative, ...inSubject].map((address) => address.toLowerCase());
}
