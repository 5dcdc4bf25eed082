/**
 * Number and notation at the left, place and date at the right of a document's head.
 * Source: Decree 30/2020/NĐ-CP annex I, section II.3 (số, ký hiệu) and II.4 (địa danh và thời gian ban hành).
 */
import { isCalendarDate } from '../directory/calendar-date.js';
import { isDocumentNumber, parseDocumentCode } from '../directory/notation.js';
import { isLeft, type PageLines, proposed, textOf } from './page-lines.js';
import type { Proposed } from './proposal.js';
import { centreOf, type TextLine } from './text-lines.js';

const label = /^S[oốôóỐÔÓ]\s*[:.]?\s*(?=[\d/]|$)/iu;
const notationForm = /^[\p{L}\p{N}][\p{L}\p{N}&./-]{0,79}$/u;
const placeAndDate =
  /([^,;:]{2,60}?)\s*,\s*ngày\s*(\d{1,2}|[^\p{L}\d]*)\s*tháng\s*(\d{1,2}|[^\p{L}\d]*)\s*năm\s*(\d{4}|[^\p{L}\d]*)/iu;

const sameRow = (one: TextLine, other: TextLine) => Math.abs(one.y - other.y) <= 0.35 * Math.max(one.size, other.size);

/** The label and what follows it: blanks left for a number to be written by hand part them like columns. */
function codeLines(page: PageLines): TextLine[] {
  const first = page.lines.find((line) => label.test(line.text) && isLeft(line, page));
  if (first === undefined) return [];
  const rest = page.lines.filter(
    (line) => line !== first && sameRow(line, first) && line.left > first.left && line.left < 0.5 * page.width,
  );
  return [first, ...rest.filter(({ text }) => /^[\d/]/.test(text))];
}

export interface DocumentCodeProposal {
  /** Null when it was left to be written by hand. */
  readonly number: Proposed | null;
  readonly notation: Proposed | null;
  /** Where it stands; null when there is no such line. */
  readonly line: TextLine | null;
}

export function readCode(page: PageLines): DocumentCodeProposal {
  const lines = codeLines(page);
  const [line = null] = lines;
  const code = textOf(lines)
    .replace(label, '')
    .replace(/\s*([-–/])\s*/gu, '$1')
    .replaceAll('–', '-');
  const { number, notation } = parseDocumentCode(code.startsWith('/') ? `0${code}` : code) ?? {
    number: '',
    notation: '',
  };
  const hasNumber = !code.startsWith('/') && /\d/.test(number) && isDocumentNumber(number);
  return {
    number: hasNumber ? proposed(number, lines, page) : null,
    notation: notationForm.test(notation) ? proposed(notation, lines, page) : null,
    line,
  };
}

/** The pieces of one row from there on, where blanks were left for the day. */
const rowFrom = (line: TextLine, { lines }: PageLines) =>
  lines.filter((other) => sameRow(other, line) && other.left >= line.left);

export function readPlaceAndDate(page: PageLines): { readonly place: Proposed | null; readonly date: Proposed | null } {
  for (const line of page.lines.slice(0, 60).filter((one) => centreOf(one) > 0.35 * page.width)) {
    const row = rowFrom(line, page);
    const [, place = '', day = '', month = '', year = ''] = placeAndDate.exec(textOf(row)) ?? [];
    if (place === '') continue;
    const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    return { place: proposed(place, row, page), date: isCalendarDate(iso) ? proposed(iso, row, page) : null };
  }
  return { place: null, date: null };
}
