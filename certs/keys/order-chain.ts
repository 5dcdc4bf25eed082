/** Which certificates of a heap issued one another. Does not judge them (certs/trust). */
import type { X509Certificate } from 'node:crypto';

/** Issuers of `certificate` among `others`, nearest first, DER. */
export function orderChain(certificate: X509Certificate, others: readonly X509Certificate[]): Buffer[] {
  const issuer = others.find((other) => !other.raw.equals(certificate.raw) && certificate.checkIssued(other));
  if (issuer === undefined) return [];
  const rest = others.filter((other) => other !== issuer);
  return [issuer.raw, ...orderChain(issuer, rest)];
}
