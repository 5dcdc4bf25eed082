/**
 * What validation reports when a certification path is not good, and how grave it is.
 * Everything here is INDETERMINATE: without a proven signing time none of it proves that the signature is wrong.
 * Source: ETSI EN 319 102-1 V1.3.1 sections 5.1.3 and 5.2.6 (X.509 certificate validation).
 */
import type { ProblemCode } from '../../schemas/problems/catalogue.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { DerError } from '../asn1/der.js';
import type { SubIndication } from '../signature/indication.js';
import type { CertificateView } from './certificate.js';
import type { RevocationEvidence } from './revocation-status.js';

export interface Finding {
  readonly code: ProblemCode;
  readonly message: string;
  readonly subIndication: SubIndication;
  /** With `certificate_revoked`: since when, and the lists and answers that say so. */
  readonly revokedAt?: Date;
  readonly evidence?: readonly RevocationEvidence[];
}

/** Codes from the least to the most telling: of several paths that fail, the one that came furthest is reported. */
const gravity: readonly ProblemCode[] = [
  'no_path',
  'algorithm_unsupported',
  'certificate_malformed',
  'algorithm_weak',
  'path_invalid',
  'certificate_expired',
  'revocation_unknown',
  'certificate_revoked',
];

const subIndications: Partial<Record<ProblemCode, SubIndication>> = {
  no_path: 'NO_CERTIFICATE_CHAIN_FOUND',
  algorithm_weak: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  certificate_expired: 'OUT_OF_BOUNDS_NO_POE',
  revocation_unknown: 'TRY_LATER',
  certificate_revoked: 'REVOKED_NO_POE',
};

export function finding(code: ProblemCode, message: string, subIndication?: SubIndication): Finding {
  return { code, message, subIndication: subIndication ?? subIndications[code] ?? 'CERTIFICATE_CHAIN_GENERAL_FAILURE' };
}

/** A rule of the path that `certificate` breaks. */
export function broken(certificate: CertificateView, rule: string): Finding {
  return finding('path_invalid', `${certificate.subject || 'A certificate without a name'}: ${rule}.`);
}

/** The finding that tells more. */
export function graver(one: Finding | null, other: Finding): Finding {
  return one !== null && gravity.indexOf(one.code) >= gravity.indexOf(other.code) ? one : other;
}

/** What a check threw on hostile input, as a finding; anything unexpected goes on being thrown. */
export function findingOf(error: unknown): Finding {
  if (isProblem(error)) return finding(error.code, error.detail);
  if (error instanceof DerError)
    return finding('certificate_malformed', `An extension cannot be read: ${error.message}.`);
  throw error;
}
