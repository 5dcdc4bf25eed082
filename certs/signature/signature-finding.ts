/**
 * What can be wrong with a signature, and what each fault means for the verdict.
 * Source: ETSI EN 319 102-1 V1.3.1, table 5 and sections 5.2.2 (format), 5.2.3 (signing certificate), 5.2.7 (cryptographic verification).
 */
import type { ProblemCode } from '../../schemas/problems/catalogue.js';
import type { Indication, SubIndication } from './indication.js';

export interface SignatureFinding {
  readonly code: ProblemCode;
  readonly message: string;
  /** `null` for a remark that does not change the verdict. */
  readonly indication: Exclude<Indication, 'TOTAL-PASSED'> | null;
  readonly subIndication: SubIndication | null;
}

type Meaning = readonly [SignatureFinding['indication'], SubIndication | null];

const meanings: Partial<Record<ProblemCode, Meaning>> = {
  signature_malformed: ['TOTAL-FAILED', 'FORMAT_FAILURE'],
  reference_forbidden: ['TOTAL-FAILED', 'FORMAT_FAILURE'],
  // The container is complete in itself: what is not in it will not be found elsewhere.
  reference_missing: ['TOTAL-FAILED', 'FORMAT_FAILURE'],
  signature_wrong: ['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE'],
  digest_mismatch: ['TOTAL-FAILED', 'HASH_FAILURE'],
  signing_certificate_mismatch: ['INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND'],
  certificate_malformed: ['INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND'],
  algorithm_weak: ['INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
  algorithm_unsupported: ['INDETERMINATE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
  timestamp_malformed: ['TOTAL-FAILED', 'FORMAT_FAILURE'],
  timestamp_wrong: ['TOTAL-FAILED', 'HASH_FAILURE'],
  timestamp_untrusted: ['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND'],
  timestamp_unsupported: [null, null],
  cms_malformed: ['TOTAL-FAILED', 'FORMAT_FAILURE'],
  signature_unsupported: ['INDETERMINATE', 'CUSTOM'],
  pdf_malformed: ['TOTAL-FAILED', 'FORMAT_FAILURE'],
  pdf_changed: ['TOTAL-FAILED', 'FORMAT_FAILURE'],
};

export function signatureFinding(code: ProblemCode, message: string): SignatureFinding {
  const [indication, subIndication] = meanings[code] ?? ['TOTAL-FAILED', 'FORMAT_FAILURE'];
  return { code, message, indication, subIndication };
}
