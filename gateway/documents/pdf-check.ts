/** What is kept with a document of the signatures inside its PDFs, as they were judged on entry (attached-pdfs.ts). */
import type { Indication, ReportProblem } from '../../certs/verdict/report.js';

/** One signature or document timestamp inside a PDF, as it was judged on entry. */
export interface PdfSignature {
  readonly id: string;
  /** Subject of the certificate. */
  readonly signer: string | null;
  /** Claimed by the signer, and proven by a timestamp; ISO 8601 UTC. */
  readonly signedAt: string | null;
  readonly provenAt: string | null;
  readonly level: string;
  readonly indication: Indication;
  readonly subIndication: string | null;
  /** `PDF`, or the revision of it. */
  readonly covers: readonly string[];
  readonly problems: readonly ReportProblem[];
}

export interface PdfCheck {
  readonly signatures: readonly PdfSignature[];
  /** Why they could not be judged; null when they were. */
  readonly notChecked: string | null;
}
