/**
 * The shape of a verification report, the same behind CLI, API, web and mail.
 * Source: ETSI EN 319 102-1 V1.3.1, section 5.1.3 (indications and sub-indications).
 */
import type { ProblemCode } from '../../schemas/problems/catalogue.js';
import type { TimestampKind } from '../signature/checked-signature.js';
import type { Indication, SubIndication } from '../signature/indication.js';

export type { Indication, SubIndication };

/** `full`: signature, trust, revocation and coverage. `core`: signature, digests and signing-certificate reference only. */
export type Policy = 'full' | 'core';

export type FileFormat = 'asice' | 'asics' | 'edxml' | 'pdf' | 'eml';

export interface ReportProblem {
  readonly code: ProblemCode;
  readonly message: string;
}

export interface ReportCertificate {
  readonly subject: string;
  /** What people call the subject: its common name, else its organisation; null when it has neither. */
  readonly name: string | null;
  readonly issuer: string;
  readonly serial: string;
  /** SHA-256 of the DER, hex. */
  readonly fingerprint: string;
  /** ISO 8601 UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
}

export interface TimestampReport {
  readonly kind: TimestampKind;
  /** Whether it proves that what it covers existed at `time`. */
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  /** ISO 8601 UTC; null when it cannot be read. */
  readonly time: string | null;
  readonly authority: ReportCertificate | null;
  readonly problems: readonly ReportProblem[];
}

/** What a signature inside a PDF says beside the signature itself, and what became of the document since. */
export interface PdfSignatureReport {
  /** E.g. `ETSI.CAdES.detached`. */
  readonly subFilter: string | null;
  /** As claimed by the signer. */
  readonly name: string | null;
  readonly reason: string | null;
  readonly location: string | null;
  /** What the signer permits to be changed afterwards: 1 nothing, 2 forms, 3 forms and annotations; null: nothing is said of it. */
  readonly permission: 1 | 2 | 3 | null;
  /** Changes of the document after this signature; null when there was too much to be looked at. */
  readonly changes: readonly { readonly allowed: boolean; readonly message: string }[] | null;
}

export interface SignatureReport {
  readonly id: string;
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly signer: (ReportCertificate & { readonly agencyCode: string | null }) | null;
  /**
   * `B-B` … `B-LTA` (ETSI baseline), never higher than what was proven; `XMLDSig` or `CMS` for signatures outside the baseline,
   * `RFC 3161` for a document timestamp.
   */
  readonly level: string;
  /** Time claimed by the signer, ISO 8601 UTC. */
  readonly signedAt: string | null;
  /** Earliest time proven by a trusted timestamp, ISO 8601 UTC. */
  readonly provenAt: string | null;
  readonly algorithm: string | null;
  /** Names of the data entries this signature covers. */
  readonly covers: readonly string[];
  readonly timestamps: readonly TimestampReport[];
  /** From signer to anchor; empty when no trusted path was asked for or found. */
  readonly path: readonly ReportCertificate[];
  readonly problems: readonly ReportProblem[];
  /** Only of signatures in a PDF. */
  readonly pdf?: PdfSignatureReport;
}

/** A container inside a proof file or a mail, judged by itself. */
export interface NestedReport {
  readonly name: string;
  /** Earliest time at which a seal around it, or a timestamped log, proves that it existed, ISO 8601 UTC; null when none does. */
  readonly existedAt: string | null;
  readonly report: FileReport;
}

/** A piece of what the verdict relied upon, to be kept and judged by others. */
export interface ReportEvidence {
  readonly kind: 'certificate' | 'crl' | 'ocsp' | 'timestamp';
  /** Whose certificate, whose list, who answered, which authority. */
  readonly about: string;
  /** When the list or answer was made, or what time is proven, ISO 8601 UTC; null for certificates. */
  readonly time: string | null;
  /** Of the DER, hex. */
  readonly sha256: string;
  /**
   * Base64: Certificate and CertificateList (RFC 5280), OCSPResponse (RFC 6960), TimeStampToken (RFC 3161). Only what has proven itself
   * is relied upon, so that nobody can fill a report with evidence of his own making.
   */
  readonly der: string;
}

/** The file as a whole, as it was judged. */
export interface JudgedFile {
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

/** What is said of one file, or of one nested in it. */
export interface FileReport {
  readonly format: FileFormat;
  readonly policy: Policy;
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  readonly signatures: readonly SignatureReport[];
  readonly files: readonly {
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
    readonly covered: boolean;
  }[];
  readonly problems: readonly ReportProblem[];
  /** Proof files and mails that bring containers: what is nested in them. The worst of everything is the verdict. */
  readonly nested?: readonly NestedReport[];
}

/** Whom the verdict trusted. */
export interface ReportTrust {
  /** Version of the gateway's trust store; null when the anchors were given by hand, or there were none. */
  readonly storeVersion: number | null;
  /** How many trust anchors there were. */
  readonly anchors: number;
}

export interface VerificationReport extends FileReport {
  /** The time judged for, ISO 8601 UTC. */
  readonly at: string;
  readonly trust: ReportTrust;
  /** Only when evidence was asked for. */
  readonly judged?: JudgedFile;
  readonly evidence?: readonly ReportEvidence[];
}
