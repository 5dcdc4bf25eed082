/**
 * The evidence of a report as files: names that do not depend on what is inside, and media types.
 * Source: RFC 2585 (certificates, lists), RFC 6960 appendix C.2 (answers), ETSI EN 319 162-1 V1.1.1 annex A (timestamp tokens).
 */
import type { ReportEvidence } from './report.js';

export interface EvidenceFile {
  /** E.g. `certificate-1.cer`; unique within one report. */
  readonly name: string;
  readonly mediaType: string;
  readonly evidence: ReportEvidence;
}

const types: Readonly<Record<ReportEvidence['kind'], readonly [extension: string, mediaType: string]>> = {
  certificate: ['cer', 'application/pkix-cert'],
  crl: ['crl', 'application/pkix-crl'],
  ocsp: ['ors', 'application/ocsp-response'],
  timestamp: ['tst', 'application/vnd.etsi.timestamp-token'],
};

/** Numbered by kind, in the order of the report. */
export function evidenceFiles(evidence: readonly ReportEvidence[]): EvidenceFile[] {
  const counts = new Map<string, number>();
  return evidence.map((one) => {
    const count = (counts.get(one.kind) ?? 0) + 1;
    counts.set(one.kind, count);
    const [extension, mediaType] = types[one.kind];
    return { name: `${one.kind}-${count}.${extension}`, mediaType, evidence: one };
  });
}
