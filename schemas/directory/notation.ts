/**
 * How numbers and notations of documents are written: `123/QĐ-UBND`, `45/UBND-VX`.
 * Does not give numbers; the register does.
 * Source: Decree 30/2020/NĐ-CP annex I, section II.3 (số, ký hiệu của văn bản).
 */
import { documentTypeByCode, documentTypes, officialLetterCode } from './document-types.js';
import { foldText } from './fold-text.js';

export interface DocumentCode {
  readonly number: string;
  readonly notation: string;
}

/** A number: digits, possibly with letters some agencies add (`12a`); no slash, comma or blank. */
const numberForm = /^[^\s/,]{1,11}$/u;

/** True when the text can stand before the slash of a document's code. */
export function isDocumentNumber(text: string): boolean {
  return numberForm.test(text);
}

/** `123` and `QĐ-UBND` → `123/QĐ-UBND`. */
export function formatDocumentCode({ number, notation }: DocumentCode): string {
  return notation === '' ? number : `${number}/${notation}`;
}

/** `7816/VPCP-TTĐT` → its number and notation, split at the first slash; null when there is no number before it. */
export function parseDocumentCode(text: string): DocumentCode | null {
  const plain = text.normalize('NFC').trim();
  const slash = plain.indexOf('/');
  const number = (slash < 0 ? plain : plain.slice(0, slash)).trim();
  return isDocumentNumber(number) ? { number, notation: slash < 0 ? '' : plain.slice(slash + 1).trim() } : null;
}

/**
 * The notation the rule asks for: `<type>-<organ>`, for types without abbreviation what stands for the organ alone.
 * @param organ the abbreviation of the agency, with that of its unit where it has one, e.g. `UBND`, `UBND-VX`
 */
function composeNotation(typeCode: string, organ: string): string {
  const abbreviation = documentTypeByCode(typeCode)?.abbreviation ?? null;
  return abbreviation === null ? organ : `${abbreviation}-${organ}`;
}

/**
 * What in a notation departs from the rule for its type, for a warning that says what the rule would make of it; null when it
 * follows the rule.
 */
export function notationWarning(typeCode: string, notation: string): string | null {
  const type = documentTypeByCode(typeCode);
  if (type === undefined || type.group === 'normative') return null;
  const [first = '', ...rest] = notation.normalize('NFC').split('-');
  const readsAsType = (documentTypeByCode(first)?.abbreviation ?? null) !== null;
  const organ = readsAsType ? rest.join('-') : [first, ...rest].join('-');
  const proposal = organ === '' ? '' : `; by the rule it would be "${composeNotation(typeCode, organ)}"`;
  if (type.abbreviation === null)
    return readsAsType ? `A ${type.name} carries no type in its notation; "${first}" reads as one${proposal}` : null;
  if (first === type.abbreviation) return null;
  return `The notation of a ${type.name} starts with "${type.abbreviation}-"${proposal}`;
}

/**
 * The type a notation says: that of the abbreviation it begins with, behind the year that normative documents carry; without one, a công văn.
 * Null when it begins with what is an abbreviation but for its diacritics (`QD-UBND`, and `DA` could be two types): asking is better.
 */
export function typeOfNotation(notation: string): string | null {
  const [first = ''] = notation
    .normalize('NFC')
    .replace(/^\d{4}\//, '')
    .split('-');
  const exact = documentTypeByCode(first);
  if (exact !== undefined && exact.abbreviation !== null) return exact.code;
  const isLike = documentTypes.some(
    ({ abbreviation }) => abbreviation !== null && foldText(abbreviation) === foldText(first),
  );
  return isLike ? null : officialLetterCode;
}
