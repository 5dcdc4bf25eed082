/**
 * Pieces of text with their places on a page, put together to lines as a person sees them. What stands side by side in columns stays
 * apart. Knows no file format and no meaning.
 * Source: Unicode Standard Annex 15 (NFC); the measures are those of printed text: a word space is about a quarter of the letter size.
 */
import { composeText } from '../mime/charset.js';

/** A piece as it was drawn; lengths in points, the origin at the bottom left of the page. */
export interface TextRun {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Height of the letters' em square. */
  readonly size: number;
}

export interface PrintedPage {
  readonly width: number;
  readonly height: number;
  readonly runs: readonly TextRun[];
}

export interface TextLine {
  /** NFC, single spaces, never empty. */
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
}

/** In em: smaller gaps are kerning, larger ones part columns. */
const wordGap = 0.12;
const columnGap = 1.5;
/** In em: how far baselines of one line may be apart. */
const baselineDrift = 0.35;

export const centreOf = ({ left, right }: TextLine): number => (left + right) / 2;

/** Runs by their baselines, top first. */
function rowsIn(runs: readonly TextRun[]): TextRun[][] {
  const rows: TextRun[][] = [];
  for (const run of [...runs].sort((one, other) => other.y - one.y)) {
    const first = rows.at(-1)?.[0];
    if (first !== undefined && first.y - run.y <= baselineDrift * Math.max(first.size, run.size))
      rows.at(-1)?.push(run);
    else rows.push([run]);
  }
  return rows;
}

function extend(line: TextLine, { text, x, width, size }: TextRun): TextLine {
  const space = x - line.right > wordGap * size ? ' ' : '';
  return { ...line, text: `${line.text}${space}${text}`, right: Math.max(line.right, x + width) };
}

function linesOfRow(row: readonly TextRun[]): TextLine[] {
  const lines: TextLine[] = [];
  for (const run of [...row].sort((one, other) => one.x - other.x)) {
    const last = lines.at(-1);
    const { text, x: left, width, y, size } = run;
    if (last !== undefined && left - last.right <= columnGap * size) lines[lines.length - 1] = extend(last, run);
    else lines.push({ text, left, right: left + width, y, size });
  }
  return lines;
}

/** From top to bottom, those of one height from left to right. */
export function linesOf({ runs }: PrintedPage): TextLine[] {
  const visible = runs.filter(({ text, size }) => text.trim() !== '' && size > 0);
  return rowsIn(visible)
    .flatMap(linesOfRow)
    .map((line) => ({ ...line, text: composeText(line.text).replace(/\s+/gu, ' ').trim() }));
}
