/**
 * How long the fields of a document may be, in characters (Unicode code points after NFC).
 * Source: Decree 30/2020/NĐ-CP annex VI, metadata tables; OrganId 35 since Decision 20/2020/QĐ-TTg. Fields the annex
 * does not bound carry limits of our own, marked so.
 */

export const fieldLengths = {
  organId: 35,
  codeNumber: 11,
  codeNotation: 30,
  typeName: 100,
  organName: 200,
  subject: 500,
  description: 500,
  position: 100,
  fullName: 50,
  // Our own: the annex gives none.
  competence: 100,
  place: 100,
  toPlace: 200,
  appendix: 500,
  groupName: 200,
  note: 2_000,
} as const;

/** Largest values of the numeric fields: `PageAmount` and `IssuedAmount` have three digits (annex VI). */
export const largestAmount = 999;

/** Length of a text as the annex counts it. */
export function lengthOf(text: string): number {
  return [...text.normalize('NFC')].length;
}
