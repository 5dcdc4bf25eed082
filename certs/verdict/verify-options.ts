/** What a verdict is asked with. */
import type { JudgedSignature } from './judged-signature.js';
import type { Policy } from './report.js';

export interface VerifyOptions {
  readonly policy: Policy;
  /** Trust anchors, DER. Policy `core` asks for none. */
  readonly anchors: readonly Buffer[];
  readonly intermediates?: readonly Buffer[];
  /** Revocation lists and OCSP answers, DER, not yet believed. */
  readonly crls?: readonly Buffer[];
  readonly ocsps?: readonly Buffer[];
  /** Time trust is judged for; default now. */
  readonly at?: Date;
  /** When the whole file provably existed, by a trusted timestamp over something that holds its digest; left out: until now only. */
  readonly existedAt?: Date;
  /** Version of the trust store the anchors come from; left out or null: they were given by hand. For the report alone. */
  readonly version?: number | null;
  /** True: the report carries the digest of the file and everything relied upon. */
  readonly evidence?: boolean;
  /** Told of each signature what its report leaves out: what was relied upon and what was missing. */
  readonly observe?: (judged: JudgedSignature) => void;
}
