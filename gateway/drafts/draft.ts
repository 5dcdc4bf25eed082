/**
 * What a draft is: a document somebody of an agency is writing. Everything is kept as it was typed; what it means is read when it is
 * looked at (draft-metadata.ts). All clerks of the agency share its drafts.
 */
import type { ResponseFor } from '../../schemas/directory/metadata.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { PdfCheck } from '../documents/pdf-check.js';
import type { Principal, Role } from '../identity/access.js';
import type { SignedIn } from '../identity/sessions.js';

/** Each with the most characters that are kept of it. */
export const draftFields = {
  type: 100,
  /** Number and notation, `483/SNV-CCVC`; without a number the register gives the next one. */
  code: 60,
  subject: 500,
  /** Days as `19/05/2016`. */
  date: 20,
  /** `Trần Quốc Tuấn, Giám đốc` */
  signer: 160,
  urgency: 20,
  /** `19/05/2016 14:00` */
  expressAt: 30,
  dueDate: 20,
  /** Number and notation of the document this one answers. */
  answers: 60,
  competence: 100,
  place: 100,
  pages: 4,
  copies: 4,
  paper: 10,
  note: 2_000,
  /** Of an update or replacement. */
  reason: 500,
} as const;

export type DraftField = keyof typeof draftFields;
export const fieldNames = Object.keys(draftFields) as readonly DraftField[];
export type DraftFields = Readonly<Partial<Record<DraftField, string>>>;

/** Where a field's value was read, as long as nobody changed it. */
export interface FieldOrigin {
  readonly file: string;
  readonly page: number;
  /** To be kept or dropped by a person before it is believed. */
  readonly isDoubtful: boolean;
}
export type FieldOrigins = Readonly<Partial<Record<DraftField, FieldOrigin>>>;

export type DraftKind = 'reply' | 'forward' | 'update' | 'replace';

/** What depends on the day and on the directory, as it was when somebody confirmed it. */
export interface Confirmed {
  /** YYYY-MM-DD */
  readonly date: string;
  /** Codes of agencies: groups as they were. */
  readonly to: readonly string[];
}

export interface Draft {
  readonly id: string;
  readonly agency: string;
  readonly state: 'editing' | 'sending' | 'sent';
  readonly kind: DraftKind | null;
  readonly source: string | null;
  readonly fields: DraftFields;
  readonly origins: FieldOrigins;
  readonly answered: ResponseFor | null;
  readonly recipients: readonly string[];
  /** Null while it is being written. */
  readonly confirmed: Confirmed | null;
  /** ISO 8601; null unless it is being sent. */
  readonly sendAt: string | null;
  /** Whether a worker is handing it in at this moment. */
  readonly isClaimed: boolean;
  readonly round: number;
  readonly faultCode: string | null;
  readonly document: string | null;
  /** Raised by every change a person makes to its fields. */
  readonly version: number;
  readonly updatedAt: string;
}

/** Number and notation as a PDF prints them: `483/SNV-CCVC`, `/SNV-CCVC` where the number was left blank. */
export interface PrintedCode {
  readonly value: string;
  readonly page: number;
}

export interface FileFindings {
  readonly mediaType: string;
  /** Signatures inside a PDF; null for other files, or where the agency does not want them judged. */
  readonly pdf: PdfCheck | null;
  /** Null or left out for files that say none. */
  readonly printedCode?: PrintedCode | null;
}

export interface DraftFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly received: number;
  /** Hex; null until it is whole and was looked at. */
  readonly sha256: string | null;
  readonly findings: FileFindings | null;
}

/** Who writes, and for which agency. */
export interface Writer {
  readonly person: string;
  readonly agency: string;
  /** In which they act: of a deputy the absent person's. */
  readonly role: Role;
  readonly principal: Principal;
}

/** @throws Problem `wrong_agency` for people of no agency */
export function writerOf({ id, agency, role, principal }: SignedIn): Writer {
  if (agency === null) throw new Problem('wrong_agency', { detail: 'You write for no agency' });
  return { person: id, agency: agency.code, role, principal };
}

/** The request by which this round of the draft is handed in: one request is one document, however often it is repeated. */
export const idempotencyKeyOf = ({ id, round }: Pick<Draft, 'id' | 'round'>): string => `draft:${id}:${round}`;
