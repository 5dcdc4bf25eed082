/**
 * Whether later revisions consist of nothing but the objects their cross-references name. Readers that rebuild a broken file take whatever
 * looks like an object; what stands between the named ones would be shown by them and by nobody else.
 * Source: ISO 32000-2:2020 section 7.5.6 (incremental updates).
 */
import type { PdfDocument } from '../pdf/pdf-document.js';
import { PdfStream } from '../pdf/pdf-values.js';
import type { CrossReferenceSection } from '../pdf/read-cross-reference.js';

interface Span {
  readonly start: number;
  readonly end: number;
}

const blankForm = /^(?:[\0\t\n\f\r ]|%[^\r\n]*(?:[\r\n]|$))*$/;
/** White space between objects is no place to hide in when it is short. */
const maxBlankBytes = 64 * 1024;

async function objectSpan(document: PdfDocument, start: number): Promise<Span> {
  const { value, end } = await document.bytes.indirectObjectAt(start);
  if (!(value instanceof PdfStream)) return { start, end };
  return { start, end: await document.bytes.streamObjectEnd(value, await document.lengthOf(value)) };
}

/** From the cross-reference section to `%%EOF`. */
async function sectionSpan(document: PdfDocument, { offset, end }: CrossReferenceSection): Promise<Span> {
  return document.bytes.parse(end, (parser) => {
    parser.expect('startxref');
    parser.readCount();
    parser.expectEndMarker();
    return { start: offset, end: end + parser.consumed };
  });
}

async function spansOf(document: PdfDocument, from: number, later: readonly CrossReferenceSection[]): Promise<Span[]> {
  const sections = new Set(later.map(({ offset }) => offset));
  const starts = new Set(
    later.flatMap(({ entries, hybridStream }) => [
      ...[...entries.values()].flatMap((entry) => (entry.kind === 'plain' ? [entry.offset] : [])),
      ...(hybridStream === null ? [] : [hybridStream]),
    ]),
  );
  const spans: Span[] = [];
  for (const section of later) spans.push(await sectionSpan(document, section));
  for (const start of starts) if (start >= from && !sections.has(start)) spans.push(await objectSpan(document, start));
  return spans.sort((one, other) => one.start - other.start);
}

/**
 * Whether the bytes from `from` to the end of the last revision are those objects and sections, side by side.
 * @throws Problem `pdf_malformed`, `pdf_too_complex`
 */
export async function areAccountedFor(
  document: PdfDocument,
  from: number,
  later: readonly CrossReferenceSection[],
): Promise<boolean> {
  let at = from;
  for (const { start, end } of await spansOf(document, from, later)) {
    if (start < at || start - at > maxBlankBytes) return false;
    const between = (await document.bytes.window(at, start - at)).toString('latin1');
    if (!blankForm.test(between)) return false;
    at = end;
  }
  return true;
}
