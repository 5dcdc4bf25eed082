/**
 * A judged signature with what lies behind its report: what was relied upon, so that it can be archived, and what was missing, so that
 * it can be fetched.
 */
import type { UnknownRevocation } from '../trust/revocation.js';
import type { SignatureReport } from './report.js';

export interface ReliedUpon {
  readonly kind: 'certificate' | 'crl' | 'ocsp';
  readonly der: Buffer;
}

export interface JudgedSignature {
  readonly report: SignatureReport;
  /** The signing certificate, DER; null when it could not be identified. */
  readonly certificate: Buffer | null;
  /** Timestamp tokens that were believed. */
  readonly tokens: readonly Buffer[];
  /** Certificates of the paths (anchors included), revocation lists and answers; each once. */
  readonly reliedUpon: readonly ReliedUpon[];
  /** Certificates of unknown revocation state, and certificates of unknown issuer (DER). */
  readonly missing: readonly UnknownRevocation[];
  readonly withoutIssuer: readonly Buffer[];
}
