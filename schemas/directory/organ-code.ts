/**
 * What an identification code of an agency (OrganId) looks like, in both official forms, and how they convert.
 * Does not know which agencies exist: a code of another shape is usable when the directory knows it.
 * Source: QCVN 102:2016/BTTTT (13 characters, level 1 last); Decision 20/2020/QĐ-TTg article 4 (up to 35, level 1 first).
 */
import { fieldLengths } from './field-lengths.js';

export interface OrganCode {
  /** As written, trimmed. */
  readonly code: string;
  /** `other`: neither official form; worth a warning, not a refusal. */
  readonly form: 'qcvn102' | 'decision20' | 'other';
  /** Parts with level 1 first, levels that are all zeros left out; the whole code for `other`. */
  readonly levels: readonly string[];
}

const qcvn102Form = /^(\d{3})\.(\d{2})\.(\d{2})\.([A-Z]\d{2})$/;
const decision20Form = /^[A-Z]\d{2}(?:\.[0-9A-Z]{1,10})*$/;
const usable = /^[0-9A-Za-z][0-9A-Za-z._-]*$/;

/** Reads a code; null when the text cannot be a code at all (empty, too long, other characters). */
export function parseOrganCode(text: string): OrganCode | null {
  const code = text.trim();
  if (code.length > fieldLengths.organId || !usable.test(code)) return null;
  const old = qcvn102Form.exec(code);
  if (old !== null) {
    const [, level4 = '', level3 = '', level2 = '', level1 = ''] = old;
    return { code, form: 'qcvn102', levels: withoutEmptyTail([level1, level2, level3, level4]) };
  }
  if (decision20Form.test(code)) return { code, form: 'decision20', levels: code.split('.') };
  return { code, form: 'other', levels: [code] };
}

/** What is unusual about a code, for a warning; null for both official forms. */
export function organCodeWarning(text: string): string | null {
  const parsed = parseOrganCode(text);
  if (parsed === null) return `"${text.slice(0, 50)}" cannot be an identification code`;
  if (parsed.form === 'other') return `"${parsed.code}" has neither the form 000.00.00.H30 nor H30.12.3`;
  return null;
}

/**
 * The same agency in the form of QCVN 102, e.g. `H30.12` → `000.00.12.H30`; null when the levels do not fit into
 * that form's digits.
 */
export function toQcvn102(text: string): string | null {
  const parsed = parseOrganCode(text);
  if (parsed === null || parsed.form === 'other') return null;
  if (parsed.form === 'qcvn102') return parsed.code;
  const [level1 = '', level2 = '', level3 = '', level4 = ''] = parsed.levels;
  const code = `${level4.padStart(3, '0')}.${level3.padStart(2, '0')}.${level2.padStart(2, '0')}.${level1}`;
  return parsed.levels.length <= 4 && qcvn102Form.test(code) && noLevelIsZero(parsed.levels) ? code : null;
}

/**
 * The codes of Decision 20's form that may mean the same agency, likeliest first: the digits as they are, then without
 * leading zeros (`000.03.12.H30` → `H30.12.03`, `H30.12.3`). Empty when the code has another shape or skips a level.
 */
export function toDecision20(text: string): readonly string[] {
  const parsed = parseOrganCode(text);
  if (parsed === null || parsed.form === 'other') return [];
  if (parsed.form === 'decision20') return [parsed.code];
  if (!noLevelIsZero(parsed.levels)) return [];
  return [...new Set(spellings(parsed.levels))];
}

/** Every spelling under which an agency with this code may be known, the code itself first. */
export function organCodeSpellings(text: string): readonly string[] {
  const old = toQcvn102(text);
  return [...new Set([text.trim(), ...(old === null ? [] : [old]), ...toDecision20(text)])];
}

function spellings(levels: readonly string[]): string[] {
  const [level1 = '', ...lower] = levels;
  return lower.reduce<string[]>(
    (sofar, digits) => {
      const forms = [...new Set([digits, digits.replace(/^0+/, '')])];
      return forms.flatMap((form) => sofar.map((code) => `${code}.${form}`));
    },
    [level1],
  );
}

function withoutEmptyTail(levels: readonly string[]): string[] {
  const last = levels.findLastIndex((level) => !/^0+$/.test(level));
  return levels.slice(0, last + 1);
}

function noLevelIsZero(levels: readonly string[]): boolean {
  return levels.every((level) => !/^0+$/.test(level));
}
