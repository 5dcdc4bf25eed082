/**
 * What every signature family (XAdES, CMS, PDF, XMLDSig) says of one signature it has checked: the signature's own rightness and the
 * evidence it carries. Whether that evidence can be believed, and when the signature existed, is for certs/verdict to judge.
 * Source: ETSI EN 319 102-1 V1.3.1 sections 5.2 (basic building blocks) and 5.4 (timestamps).
 */
import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import type { SignatureFinding } from './signature-finding.js';

/**
 * `content`: over the signed data, before signing. `signature`: over the signature value. `validation`: over signature and the material
 * to validate it. `archive`: over everything, renewable (a document timestamp of a PDF is one).
 */
export type TimestampKind = 'content' | 'signature' | 'validation' | 'archive';

export interface CarriedTimestamp {
  readonly kind: TimestampKind;
  /** RFC 3161 token: a CMS SignedData, as carried. */
  readonly token: Buffer;
  /** Digest of what the token must cover; null when that cannot be told any more, so that it proves nothing. */
  imprint(algorithm: DigestAlgorithm): Promise<Buffer | null>;
}

export interface CheckedSignature {
  readonly id: string;
  /** Set for signatures outside the ETSI baseline, whose levels mean nothing for them. */
  readonly profile?: 'XMLDSig' | 'CMS' | 'RFC 3161';
  /** The signing certificate, DER; null when it could not be identified. */
  readonly certificate: Buffer | null;
  /** Every other certificate the signature carries, DER. */
  readonly otherCertificates: readonly Buffer[];
  /** Revocation lists (CertificateList) and OCSP answers (BasicOCSPResponse or OCSPResponse) it carries, DER, not yet believed. */
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
  readonly timestamps: readonly CarriedTimestamp[];
  /** As claimed by the signer. */
  readonly signingTime: Date | null;
  /** E.g. `RSA-SHA256`. */
  readonly algorithm: string | null;
  /** Entries (or parts) whose digests match the signed ones. */
  readonly covers: readonly string[];
  readonly findings: readonly SignatureFinding[];
}

/** A signature that could not even be taken apart. */
export const unreadableSignature = (id: string, ...findings: SignatureFinding[]): CheckedSignature => ({
  id,
  certificate: null,
  otherCertificates: [],
  crls: [],
  ocsps: [],
  timestamps: [],
  signingTime: null,
  algorithm: null,
  covers: [],
  findings,
});
