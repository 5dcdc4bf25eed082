/**
 * What a PDF object can be, as JavaScript values. A name is a string (decoded, without its slash); a text or byte string is a `PdfString`.
 * Entries whose value is null are left out of dictionaries: the standard makes no difference between them.
 * Source: ISO 32000-2:2020 section 7.3 (objects).
 */
import { Problem } from '../../../schemas/problems/problem.js';

export class PdfReference {
  constructor(
    readonly number: number,
    readonly generation: number,
  ) {}
}

export class PdfString {
  constructor(
    readonly bytes: Buffer,
    /** Where its delimiters begin and end, counted from where the object's bytes were counted: the file, or an object stream. */
    readonly start: number,
    readonly end: number,
    readonly isHex: boolean,
  ) {}
}

export interface PdfDictionary extends ReadonlyMap<string, PdfValue> {}

export class PdfStream {
  constructor(
    readonly dictionary: PdfDictionary,
    /** Where its data begins in the file. */
    readonly dataOffset: number,
  ) {}
}

export type PdfValue =
  | null
  | boolean
  | number
  | string
  | PdfString
  | PdfReference
  | PdfDictionary
  | PdfStream
  | readonly PdfValue[];

export const pdfMalformed = (detail: string) => new Problem('pdf_malformed', { detail });

export function isDictionary(value: PdfValue | undefined): value is PdfDictionary {
  return value instanceof Map;
}

export function isArray(value: PdfValue | undefined): value is readonly PdfValue[] {
  return Array.isArray(value);
}

/** The dictionary of a dictionary or stream object. */
export function dictionaryOf(value: PdfValue | undefined): PdfDictionary | undefined {
  if (value instanceof PdfStream) return value.dictionary;
  return isDictionary(value) ? value : undefined;
}

/** A whole number that can be a place in a file. */
export function isCount(value: PdfValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
