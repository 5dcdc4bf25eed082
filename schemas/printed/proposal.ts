/** What can be read off a printed document, for a person to confirm: never more than a proposal. */

export interface Proposed {
  readonly value: string;
  /** The words on the page it was read from. */
  readonly text: string;
  /** From 1. */
  readonly page: number;
}

/** Names as in the metadata of a document (`metadata-schema.ts`), `issuer` besides. */
export type ProposedField =
  | 'issuer'
  | 'number'
  | 'notation'
  | 'type'
  | 'subject'
  | 'place'
  | 'date'
  | 'competence'
  | 'position'
  | 'fullName';

export type ProposedFields = Readonly<Record<ProposedField, Proposed | null>>;

/**
 * `no-text`: nothing but pictures, as scanned paper is; `legacy-font`: letters in an encoding of old fonts that is not understood (VNI);
 * `legacy-font-read`: in TCVN 5712, which was understood, capitals drawn by a font aside; `partly-read`: longer than what is looked at.
 */
export type ProposalRemark = 'no-text' | 'legacy-font' | 'legacy-font-read' | 'partly-read';

export interface Proposal {
  /** Of the file. */
  readonly pages: number;
  readonly fields: ProposedFields;
  readonly remarks: readonly ProposalRemark[];
}
