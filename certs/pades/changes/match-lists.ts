/** How a list grew or shrank: what was kept in its order, what was added, what was removed. */
import { PdfReference, type PdfValue } from '../pdf/pdf-values.js';
import { isSameValue } from './compare-values.js';

export interface MatchedLists {
  readonly kept: readonly PdfValue[];
  readonly added: readonly PdfValue[];
  readonly removed: readonly PdfValue[];
}

const keyOf = (value: PdfValue) => (value instanceof PdfReference ? `${value.number} ${value.generation}` : null);

/** An item that changed its place counts as removed and added, and so does one that is no reference and not where it was. */
export function matchLists(before: readonly PdfValue[], after: readonly PdfValue[]): MatchedLists {
  const references = new Set(after.map(keyOf));
  const kept: PdfValue[] = [];
  const added: PdfValue[] = [];
  const removed: PdfValue[] = [];
  let at = 0;
  for (const item of after) {
    while (at < before.length && isGone(before[at] ?? null, references)) removed.push(before[at++] ?? null);
    if (at < before.length && isSameValue(before[at], item)) {
      kept.push(item);
      at += 1;
    } else added.push(item);
  }
  return { kept, added, removed: [...removed, ...before.slice(at)] };
}

function isGone(item: PdfValue, references: ReadonlySet<string | null>): boolean {
  const key = keyOf(item);
  return key !== null && !references.has(key);
}
