/**
 * HTML from parts, of which none can become markup by accident: every text is made visible and escaped where it is put in.
 * What is written is well-formed XML too (attributes in double quotes, empty elements closed), so that other parsers can check it.
 * Source: HTML Living Standard section 13.1 (writing); Unicode TR36 section 2.10 (characters that hide what a text says).
 */
import { escapeText } from '../../../schemas/xml/escape-xml.js';

/** Text that is HTML already: what `html` makes, and constants of our own. Never text from outside. */
export class Markup {
  constructor(readonly text: string) {}
}

/** A text, or markup, or a list of them; null is nothing. */
export type Part = Markup | string | number | null | readonly Part[];

const maxCharacters = 2_000;
/** Vietnamese needs two. */
const maxMarks = 4;

/** Controls, direction overrides, joiners, lone surrogates, unassigned and private characters, what is invisible by design. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]|\p{Default_Ignorable_Code_Point}/gu;
const piledMark = new RegExp(`(?<=\\p{M}{${maxMarks}})\\p{M}`, 'gu');

const nameOf = (character: string) =>
  `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;

/** The text with everything in it visible, e.g. `báo-cáo[U+202E]fdp.exe`; what is cut off behind 2,000 characters is counted. */
export function visible(text: string): string {
  const rest = text.length - maxCharacters;
  const shown = text.slice(0, maxCharacters).replace(hidden, nameOf).replace(piledMark, nameOf);
  return rest > 0 ? `${shown}… [+${rest}]` : shown;
}

/** For text and for attributes in double quotes alike. */
const escaped = (text: string) => escapeText(text).replaceAll('"', '&quot;');

function write(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escaped(visible(part));
  return typeof part === 'number' ? String(part) : part.map(write).join('');
}

/** Markup around parts, which may stand in text and between the double quotes of attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((string, index) => string + write(parts[index] ?? null)).join(''));
}

/** Text from outside: its direction of writing stays its own affair. */
export const outside = (text: string): Markup => html`<bdi>${text}</bdi>`;

/** An attribute value of our own making that may be long, such as Base64. */
export const verbatim = (value: string): Markup => new Markup(escaped(value));
