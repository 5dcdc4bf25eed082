/**
 * Everything at hand that may help to validate the certificates around one signature: what the caller gave and what the signature and its
 * timestamps carry. Nothing in it is believed before it proves itself (certs/trust).
 */
import type { CheckedSignature } from '../signature/checked-signature.js';
import type { CheckedTimestamp } from '../timestamp/check-token.js';
import type { VerifyOptions } from './verify-options.js';

export interface EvidencePool {
  readonly anchors: readonly Buffer[];
  readonly intermediates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
}

export function gatherEvidence(
  signature: CheckedSignature,
  timestamps: readonly CheckedTimestamp[],
  options: VerifyOptions,
): EvidencePool {
  const certificates = timestamps.flatMap(({ certificate, otherCertificates }) =>
    certificate === null ? otherCertificates : [certificate, ...otherCertificates],
  );
  return {
    anchors: options.anchors,
    intermediates: [...signature.otherCertificates, ...certificates, ...(options.intermediates ?? [])],
    crls: [...signature.crls, ...timestamps.flatMap(({ crls }) => crls), ...(options.crls ?? [])],
    ocsps: [...signature.ocsps, ...timestamps.flatMap(({ ocsps }) => ocsps), ...(options.ocsps ?? [])],
  };
}
