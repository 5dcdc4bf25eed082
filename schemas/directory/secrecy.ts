/**
 * Is a document marked as a state secret? Such documents must not enter a network system.
 * Looks at declared levels and at stamp lines standing alone; a word inside a sentence ("mật độ dân số") is no mark.
 * Source: Decision 28/2018/QĐ-TTg article 1; Law on protection of state secrets 29/2018/QH14, article 8 (three levels).
 */
import { foldText } from './fold-text.js';
import { joinField } from './join-field.js';

export type SecrecyLevel = 'secret' | 'top-secret' | 'absolute-secret';

const stamps: readonly { readonly level: SecrecyLevel; readonly words: readonly string[] }[] = [
  { level: 'secret', words: ['mật'] },
  { level: 'top-secret', words: ['tối', 'mật'] },
  { level: 'absolute-secret', words: ['tuyệt', 'mật'] },
];

/** What may stand before the level on a stamp line: "Độ mật: …", "Mức độ mật …". */
const label = /^(?:(?:mức\s+)?độ\s+mật|(?:muc\s+)?do\s+mat|secrecy)\s*[:\-–]\s*/u;
const invisible = /\p{Default_Ignorable_Code_Point}/gu;
const frame = /^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu;
const notSecret = new Set(['', '0', 'none', 'khong', 'thuong', 'khong mat', 'binh thuong', 'false']);

/**
 * The level of a secrecy stamp standing alone on a line of the text, also in NFD, without diacritics, letter-spaced or
 * framed (`[TỐI MẬT]`, `Độ mật: Mật`); undefined when there is none.
 */
export function secretStampIn(text: string): SecrecyLevel | undefined {
  for (const line of text.split(/[\r\n\u0085\u2028\u2029]+/)) {
    const level = stampLevel(line);
    if (level !== undefined) return level;
  }
  return undefined;
}

/** A secrecy stamp that a file's name is (`Mật.pdf`, `TOI_MAT.docx`) or holds in brackets (`[Mật] Kế hoạch.pdf`). */
export function secretStampInName(name: string): SecrecyLevel | undefined {
  const stem = name.replace(/\.[^.]*$/u, '');
  const bracketed = [...stem.matchAll(/[([{]([^()[\]{}]*)[)\]}]/gu)].map(([, inner = '']) => inner);
  const candidates = [stem, ...bracketed].map((text) => text.replace(/[_.-]+/gu, ' '));
  return candidates.map(secretStampIn).find((level) => level !== undefined);
}

/** Deeper than anything metadata or a message holds. */
const maxDepth = 12;

/** Where in texts, lists and records a secrecy stamp stands, e.g. `responseFor[0].notation`; '' for a plain text, undefined for nowhere. */
export function findStamp(value: unknown, field = '', depth = 0): string | undefined {
  if (typeof value === 'string') return secretStampIn(value) === undefined ? undefined : field;
  if (typeof value !== 'object' || value === null || depth > maxDepth) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = findStamp(inner, joinField(field, Array.isArray(value) ? Number(key) : key), depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** False when a declared secrecy value says "not secret" (`none`, `0`, `thường`, empty); everything else counts as secret. */
export function declaresSecrecy(value: string): boolean {
  return !notSecret.has(foldText(value.replace(invisible, '')));
}

/** Longest line that can still be a stamp, in characters. */
export const maxStampLine = 80;

function stampLevel(raw: string): SecrecyLevel | undefined {
  const line = raw.trim();
  if (line.length > maxStampLine) return undefined;
  const plain = line.normalize('NFKC').replace(invisible, '').toLowerCase().replace(frame, '');
  const words = joinSpacedLetters(plain.replace(label, '').replace(frame, '')).split(/\s+/u);
  return stamps.find((stamp) => sameWords(words, stamp.words))?.level;
}

/** Each word is either fully marked or has no marks at all: "mặt" and "mắt" are other words. */
function sameWords(words: readonly string[], expected: readonly string[]): boolean {
  if (words.length !== expected.length) return false;
  return expected.every((word, index) => words[index] === word || words[index] === foldText(word));
}

/** "m ậ t" is a stamp set with wide spacing; words are then two or more blanks apart. */
function joinSpacedLetters(text: string): string {
  if (!/^\S(?:\s+\S)+$/u.test(text)) return text;
  return text
    .split(/\s{2,}/u)
    .map((word) => word.replace(/\s/gu, ''))
    .join(' ');
}
