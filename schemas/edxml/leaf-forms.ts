/**
 * How single values are spelled in edXML, and which other spellings of foreign systems are understood.
 * Source: QCVN 102:2016/BTTTT: dates `yyyy/MM/dd`, timestamps `yyyy/MM/dd HH:mm:ss` in Vietnam time (UTC+7, no summer time).
 */
import { isCalendarDate, toEdxmlDate } from '../directory/calendar-date.js';
import { findStatus, type StatusCode } from '../directory/statuses.js';

/** One kind of value: `parse` takes trimmed text that is not empty and gives undefined when it means nothing. */
export interface LeafForm<T> {
  readonly parse: (text: string) => T | undefined;
  readonly format: (value: T) => string;
  /** What a right value looks like, for the message about a wrong one. */
  readonly expected: string;
}

export const textForm: LeafForm<string> = { parse: (text) => text, format: (text) => text, expected: 'text' };

/** A whole number between the bounds. */
export function integerForm(min: number, max: number): LeafForm<number> {
  return {
    parse: (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
      return value !== undefined && value >= min && value <= max ? value : undefined;
    },
    format: String,
    expected: `a whole number from ${min} to ${max}`,
  };
}

const trueWords = new Set(['1', 'true']);
const falseWords = new Set(['0', 'false']);

/** Written 0 or 1. */
export const flagForm: LeafForm<boolean> = {
  parse: readBoolean,
  format: (value) => (value ? '1' : '0'),
  expected: '0 or 1',
};

/** Written true or false. */
export const booleanForm: LeafForm<boolean> = { parse: readBoolean, format: String, expected: 'true or false' };

/** YYYY-MM-DD inside; `yyyy/MM/dd` outside; dashes, day-first and a time behind are understood. */
export const dateForm: LeafForm<string> = {
  parse: readDate,
  format: toEdxmlDate,
  expected: 'a day as yyyy/MM/dd',
};

/** RFC 3339 UTC to the second inside; Vietnam time without zone outside; RFC 3339 is understood too. */
export const timestampForm: LeafForm<string> = {
  parse: readTimestamp,
  format: formatTimestamp,
  expected: 'a time as yyyy/MM/dd HH:mm:ss',
};

/** `03`; a single digit and the English keywords of some systems are understood. */
export const statusForm: LeafForm<StatusCode> = {
  parse: (text) => findStatus(text)?.code,
  format: (code) => code,
  expected: 'one of 01, 02, 03, 04, 05, 06, 13, 15, 16',
};

/** ReceiverType of an update: 0 removed, 1 added. */
export const receiverChangeForm: LeafForm<'removed' | 'added'> = {
  parse: (text) => (text === '0' ? 'removed' : text === '1' ? 'added' : undefined),
  format: (change) => (change === 'removed' ? '0' : '1'),
  expected: '0 (removed) or 1 (added)',
};

/** Content ids are compared without the `cid:` that some senders write and others leave out. */
export const contentIdForm: LeafForm<string> = {
  parse: (text) => text.replace(/^cid:/i, '').trim() || undefined,
  format: (id) => `cid:${id}`,
  expected: 'cid: and an identifier',
};

function readBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return trueWords.has(word) ? true : falseWords.has(word) ? false : undefined;
}

function readDate(text: string): string | undefined {
  const day = text.split(/[\sT]/)[0] ?? '';
  const parts = day.split(/[/-]/);
  const [year = '', month = '', date = ''] = parts[0]?.length === 4 ? parts : parts.toReversed();
  const iso = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return parts.length === 3 && isCalendarDate(iso) ? iso : undefined;
}

const vietnamOffset = '+07:00';
const timeForm = /[\sT](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:\d{2})?$/i;

function readTimestamp(text: string): string | undefined {
  const day = readDate(text);
  const time = timeForm.exec(text);
  if (day === undefined || (time === null && /[\sT]/.test(text))) return undefined;
  const [, hour = '00', minute = '00', second = '00', zone = vietnamOffset] = time ?? [];
  const instant = Date.parse(`${day}T${hour.padStart(2, '0')}:${minute}:${second}${zone.toUpperCase()}`);
  return Number.isNaN(instant) ? undefined : new Date(instant).toISOString().replace('.000Z', 'Z');
}

function formatTimestamp(utc: string): string {
  const inVietnam = new Date(Date.parse(utc) + 7 * 3_600_000).toISOString();
  return inVietnam.slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}
