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
  /** Nothing dated later is believed. */
  readonly now: Date;
  /** Of all that: certificates and revocation data inside the timestamps. */
  readonly fromTimestamps: readonly Buffer[];
}

/** Evidence of today may speak about the time asked for; a time asked for that is yet to come is believed. */
const latest = (at: Date | undefined) => new Date(Math.max(Date.now(), at?.getTime() ?? 0));

export const noEvidence = ({ anchors, at }: VerifyOptions): EvidencePool => ({
  anchors,
  now: latest(at),
  intermediates: [],
  crls: [],
  ocsps: [],
  fromTimestamps: [],
});

export function gatherEvidence(
  signature: CheckedSignature,
  timestamps: readonly CheckedTimestamp[],
  options: VerifyOptions,
): EvidencePool {
  const certificates = timestamps.flatMap(({ certificate, otherCertificates }) =>
    certificate === null ? otherCertificates : [certificate, ...otherCertificates],
  );
  const revocation = timestamps.flatMap(({ crls, ocsps }) => [...crls, ...ocsps]);
  return {
    anchors: options.anchors,
    now: latest(options.at),
    fromTimestamps: [...certificates, ...revocation],
    intermediates: [...signature.otherCertificates, ...certificates, ...(options.intermediates ?? [])],
    crls: [...signature.crls, ...timestamps.flatMap(({ crls }) => crls), ...(options.crls ?? [])],
    ocsps: [...signature.ocsps, ...timestamps.flatMap(({ ocsps }) => ocsps), ...(options.ocsps ?? [])],
  };
}
