/**
 * Which objects refer to given objects, anywhere in a document. What nothing refers to cannot be shown; what was referred to before it was
 * there waited for somebody to put it there.
 */
import type { PdfDocument } from '../pdf/pdf-document.js';
import { PdfStream, type PdfValue } from '../pdf/pdf-values.js';
import { referencesIn } from './compare-values.js';

/** Stands for the trailer: no object has the number 0. */
export const trailerNumber = 0;

export type Referrers = ReadonlyMap<number, ReadonlySet<number>>;

/** Cross-reference streams are trailers of older revisions, not content. */
const isCrossReference = (value: PdfValue) => value instanceof PdfStream && value.dictionary.get('Type') === 'XRef';

/** @throws Problem `pdf_malformed`, `pdf_encrypted`, `pdf_too_complex` */
export async function referrersOf(document: PdfDocument, numbers: ReadonlySet<number>): Promise<Referrers> {
  const referrers = new Map<number, Set<number>>([...numbers].map((number) => [number, new Set()]));
  const note = (value: PdfValue, holder: number) => {
    for (const { number } of referencesIn(value)) referrers.get(number)?.add(holder);
  };
  note(document.trailer, trailerNumber);
  for (const [number, entry] of document.entries) {
    const value = entry.kind === 'free' ? null : await document.load(number);
    if (!isCrossReference(value)) note(value, number);
  }
  return referrers;
}
