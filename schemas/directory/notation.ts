/**
 * How numbers and notations of documents are written: `123/QĐ-UBND`, `45/UBND-VX`.
 * Does not give numbers; the register does.
 * Source: Decree 30/2020/NĐ-CP annex I, section II.3 (số, ký hiệu của văn bản).
 */
import { documentTypeByCode } from './document-types.js';

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

/** A register number as documents show it: at least two digits (`1` → `01`). */
export function formatNumber(ordinal: number): string {
  return String(ordinal).padStart(2, '0');
}

/** The ordinal in a number, e.g. `007` or `7a` → 7; null when it does not start with a digit. */
export function ordinalOf(number: string): number | null {
  const digits = /^\d{1,9}/.exec(number)?.[0];
  return digits === undefined ? null : Number(digits);
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
 * The notation the rule asks for: `<type>-<organ>`, for types without abbreviation `<organ>-<unit>` (or the organ alone).
 * `organ` and `unit` are the abbreviations the agency uses, e.g. `UBND` and `VX`.
 */
export function composeNotation(typeCode: string, organ: string, unit?: string): string {
  const abbreviation = documentTypeByCode(typeCode)?.abbreviation ?? null;
  const parts = abbreviation === null ? [organ, unit] : [abbreviation, organ];
  return parts.filter((part) => part !== undefined && part !== '').join('-');
}

/** What in a notation departs from the rule for its type, for a warning; null when it follows it. */
export function notationWarning(typeCode: string, notation: string): string | null {
  const type = documentTypeByCode(typeCode);
  if (type === undefined || type.group === 'normative') return null;
  const first = notation.normalize('NFC').split('-')[0] ?? '';
  if (type.abbreviation === null) {
    return documentTypeByCode(first)?.abbreviation === undefined
      ? null
      : `A ${type.name} carries no type in its notation; "${first}" reads as one`;
  }
  return first === type.abbreviation ? null : `The notation of a ${type.name} starts with "${type.abbreviation}-"`;
}
