/**
 * Whether the number and notation printed in a draft's main file are those it is sent under: typed ones, or the number the register is about
 * to give. Pure.
 */
import type { NumberStanding } from '../registers/number-standing.js';
import type { DraftFile, PrintedCode } from './draft.js';
import { type DraftMetadata, splitCode } from './draft-metadata.js';

export interface PrintedStanding {
  readonly kind: 'same' | 'other';
  readonly printed: PrintedCode;
}

const isSameText = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
/** `07` and `7` are one number. */
const isSameNumber = (one: string, other: string) =>
  isSameText(one.replace(/^0+(?=\d)/, ''), other.replace(/^0+(?=\d)/, ''));

/** Null where nothing is printed, or nothing is known yet to compare it with. */
export function comparePrinted(
  files: readonly DraftFile[],
  { number, notation }: Pick<DraftMetadata, 'number' | 'notation'>,
  standing: NumberStanding,
): PrintedStanding | null {
  const printed = files[0]?.findings?.printedCode ?? null;
  if (printed === null) return null;
  const code = splitCode(printed.value);
  const coming = number === '' && standing.kind === 'by-register' ? standing.next : number;
  const isOtherNumber = code.number !== '' && coming !== '' && !isSameNumber(code.number, coming);
  const isOtherNotation = notation !== '' && !isSameText(code.notation, notation);
  if (isOtherNumber || isOtherNotation) return { kind: 'other', printed };
  return code.number !== '' && coming !== '' && notation !== '' ? { kind: 'same', printed } : null;
}
