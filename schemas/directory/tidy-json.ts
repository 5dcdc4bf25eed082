/**
 * Makes the texts of a JSON value from outside comparable: one Unicode form, no stray white space, no absent-by-null.
 * Refuses characters no document may carry; judges nothing else.
 * Source: Unicode Standard Annex 15 (NFC); XML 1.0 section 2.2 (characters an envelope can hold).
 */
import { Problem } from '../problems/problem.js';

/** Metadata is at most three levels deep; what is deeper is left as it is and refused by the schema. */
const maxDepth = 5;

const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\u202a-\u202e\u2066-\u2069]/u;

/**
 * A copy with every text in NFC, its white space collapsed (line breaks are kept in `note`), and fields that are null left out.
 * @throws Problem `invalid_request` naming the field with a control character, unpaired surrogate or direction override
 */
export function tidyJson(value: object): { readonly [name: string]: unknown } {
  return tidyObject(value, 0);
}

function tidyObject(value: object, depth: number): { [name: string]: unknown } {
  const fields = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(fields.map(([name, inner]) => [name, tidyValue(inner, name, depth + 1)]));
}

function tidyValue(value: unknown, name: string, depth: number): unknown {
  if (typeof value === 'string') return tidyText(value, name);
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value;
  return Array.isArray(value) ? value.map((inner) => tidyValue(inner, name, depth + 1)) : tidyObject(value, depth);
}

function tidyText(text: string, name: string): string {
  if (forbidden.test(text)) {
    throw new Problem('invalid_request', { detail: `${name}: holds a control character`, field: name });
  }
  const plain = text.normalize('NFC').trim();
  return name === 'note' ? plain.replace(/\r\n?/g, '\n') : plain.replace(/\s+/gu, ' ');
}
