/**
 * What a revocation list and an OCSP answer have in common: something signed that says something about certificates.
 * The kinds are crl-source.ts and ocsp-source.ts; whether a statement counts is judged in revocation.ts.
 * Source: RFC 5280 section 6.3; RFC 6960 section 3.2; ETSI EN 319 102-1 V1.3.1 section 5.2.5.
 */
import type { CertificateView } from './certificate.js';
import type { PathSearch } from './find-paths.js';
import type { CertificateStatus } from './revocation-status.js';
import type { SignedObject } from './signed-object.js';

/** From the anchor (first) down. */
export type Path = readonly CertificateView[];

/** What a source says about one certificate. */
export interface Statement {
  readonly source: RevocationSource;
  readonly status: CertificateStatus;
  readonly thisUpdate: Date;
  /** The last time this may be used for when it was made before that time. */
  readonly validUntil: Date;
  /** Certificates that expired since then are still known to the source; null when only current ones are. */
  readonly knowsExpiredSince: Date | null;
  /** Why this may not be used at all; null when nothing forbids it. */
  readonly obstacle: string | null;
}

/** Somebody who may sign in the issuer's stead. */
export interface Delegate {
  /** From the anchor down to his certificate. */
  readonly path: Path;
  /** Index in the path of the first certificate whose own revocation is to be asked about; the length of the path for none. */
  readonly askFrom: number;
}

export interface RevocationSource {
  readonly kind: 'crl' | 'ocsp';
  /** As it was given, DER. */
  readonly der: Buffer;
  readonly signed: SignedObject;
  /** When it was signed. */
  readonly issuedAt: Date;
  about(certificate: CertificateView, issuer: CertificateView): Statement[];
  /** Whether the issuer of the certificates signs such things with its own key. */
  isIssuersOwn(issuer: CertificateView): boolean;
  /** Those who may sign in the stead of the last authority of `above`; their signature is still to be checked. */
  delegates(above: Path, search: PathSearch): Iterable<Delegate>;
}
