/**
 * Text into XML, escaped exactly as the canonical forms write it, so that what we write is already canonical.
 * Source: Canonical XML 1.0, section 2.3; XML 1.0, production 2 (Char).
 */
import { Problem } from '../problems/problem.js';

// XML 1.0, Char: everything but most control characters, lone surrogates and two non-characters.
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

const textEntities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };
const attributeEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** Most texts and values: nothing to escape, nothing that XML cannot carry, found out in one look. */
const plain = /^[ !#-%'-;=?-~]*$/;

function checkCharacters(text: string): void {
  const found = forbidden.exec(text);
  if (found === null) return;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw new Problem('invalid_request', { detail: `The character U+${code} is not allowed in XML` });
}

/** What XML 1.0 cannot carry shown as U+FFFD: for copies people read, where one character must not cost them the whole. */
export function showable(text: string): string {
  return plain.test(text) ? text : text.replace(new RegExp(forbidden, 'gu'), '\ufffd');
}

/** @throws Problem `invalid_request` for a character XML 1.0 cannot carry */
export function escapeText(text: string): string {
  if (plain.test(text)) return text;
  checkCharacters(text);
  return text.replace(/[&<>\r]/g, (character) => textEntities[character] ?? character);
}

/** For a value between double quotes. @throws Problem `invalid_request` for a character XML 1.0 cannot carry */
export function escapeAttribute(value: string): string {
  if (plain.test(value)) return value;
  checkCharacters(value);
  return value.replace(/[&<"\t\n\r]/g, (character) => attributeEntities[character] ?? character);
}

/** Inside comments and processing instructions nothing else needs escaping. */
export function escapeReturn(text: string): string {
  return text.replaceAll('\r', '&#xD;');
}
