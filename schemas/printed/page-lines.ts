/** The lines of one page, and the few questions that the rules for its parts ask of them. */
import { foldText } from '../directory/fold-text.js';
import type { Proposed } from './proposal.js';
import { centreOf, type PrintedPage, type TextLine } from './text-lines.js';

export interface PageLines {
  /** From 1. */
  readonly number: number;
  readonly width: number;
  readonly height: number;
  /** From top to bottom. */
  readonly lines: readonly TextLine[];
}

export const pageLines = (page: PrintedPage, number: number, lines: readonly TextLine[]): PageLines => ({
  number,
  width: page.width,
  height: page.height,
  lines,
});

/** In capitals, and more than an abbreviation or a number. */
export function isInCapitals({ text }: TextLine): boolean {
  return /\p{Lu}{2}/u.test(text) && text === text.toLocaleUpperCase('vi');
}

export const beginsWith = ({ text }: TextLine, folded: string): boolean => foldText(text).startsWith(folded);

/** In the left one of the two columns that head and foot of a document have. */
export const isLeft = (line: TextLine, { width }: PageLines): boolean =>
  centreOf(line) < 0.45 * width && line.right < 0.62 * width;

export const isRight = (line: TextLine, { width }: PageLines): boolean => centreOf(line) > 0.5 * width;

/** Consecutive lines from the first one on while they belong together. @param most how many at most */
export function takeBlock(
  lines: readonly TextLine[],
  goesOn: (line: TextLine, before: TextLine) => boolean,
  most: number,
): TextLine[] {
  const block: TextLine[] = [];
  for (const line of lines.slice(0, most)) {
    const before = block.at(-1);
    if (before !== undefined && !goesOn(line, before)) break;
    block.push(line);
  }
  return block;
}

/** In em: how far the line is below the one before it. */
export const gapAbove = (line: TextLine, before: TextLine): number => (before.y - line.y) / Math.max(line.size, 1);

export const textOf = (lines: readonly TextLine[]): string => lines.map(({ text }) => text).join(' ');

export const proposed = (value: string, lines: readonly TextLine[], { number }: PageLines): Proposed => ({
  value: value.trim(),
  text: textOf(lines),
  page: number,
});
