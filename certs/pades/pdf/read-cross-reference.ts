/**
 * Which objects one revision of a PDF has, and where: one cross-reference section (table, stream, or both in a hybrid file) with its
 * trailer. Does not follow the chain to older sections (pdf-document.ts) and repairs nothing.
 * Source: ISO 32000-2:2020 sections 7.5.4 (table), 7.5.5 (trailer), 7.5.8 (streams, hybrid files).
 */
import { decodeStream } from './decode-stream.js';
import type { PdfBytes } from './pdf-bytes.js';
import { isArray, isCount, isDictionary, type PdfDictionary, PdfStream, pdfMalformed } from './pdf-values.js';
import type { WorkLimit } from './work-limit.js';

export type CrossReferenceEntry =
  | { readonly kind: 'free' }
  | { readonly kind: 'plain'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'compressed'; readonly container: number; readonly index: number };

export interface CrossReferenceSection {
  readonly offset: number;
  /** Where the table's trailer or the stream object ends; `startxref` follows. */
  readonly end: number;
  readonly entries: ReadonlyMap<number, CrossReferenceEntry>;
  readonly trailer: PdfDictionary;
  /** Place of the section before it; null for the first. */
  readonly previous: number | null;
  /** Place of the cross-reference stream of a hybrid section; null when there is none. */
  readonly hybridStream: number | null;
  /** Number of the object that is the cross-reference stream; null for a table. */
  readonly streamNumber: number | null;
}

const entryBytes = 20;
const entryForm = /^(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)$/;
const maxObjectNumber = 8_388_607;
const free: CrossReferenceEntry = { kind: 'free' };

function tableEntry(text: string): CrossReferenceEntry {
  const [, offset, generation, kind] = entryForm.exec(text) ?? [];
  if (kind === undefined) throw pdfMalformed('A cross-reference entry is not 20 bytes of the right form');
  return kind === 'f' ? free : { kind: 'plain', offset: Number(offset), generation: Number(generation) };
}

function addEntry(entries: Map<number, CrossReferenceEntry>, number: number, entry: CrossReferenceEntry): void {
  if (entries.has(number)) throw pdfMalformed(`Object ${number} stands twice in one cross-reference section`);
  if (number > maxObjectNumber) throw pdfMalformed('An object number is too large');
  entries.set(number, entry);
}

/** The place an optional entry of a trailer names. */
function placeOf(trailer: PdfDictionary, key: string): number | null {
  const value = trailer.get(key);
  if (value === undefined) return null;
  if (!isCount(value)) throw pdfMalformed(`${key} of the trailer is no place in the file`);
  return value;
}

/** `0 3` and where its entries begin; undefined at the keyword `trailer`. */
function readHeading(bytes: PdfBytes, at: number) {
  return bytes.parse(at, (parser) => {
    if (parser.takeIf('trailer')) return { first: 0, count: -1, at: at + parser.consumed };
    const first = parser.readCount();
    const count = parser.readCount();
    parser.skipBlanks();
    return { first, count, at: at + parser.consumed };
  });
}

async function readEntries(
  bytes: PdfBytes,
  { first, count, at }: { first: number; count: number; at: number },
  entries: Map<number, CrossReferenceEntry>,
): Promise<void> {
  bytes.work.spend('objects', count);
  bytes.work.spend('parsedBytes', count * entryBytes);
  const table = (await bytes.window(at, count * entryBytes)).toString('latin1');
  for (let index = 0; index < count; index++)
    addEntry(entries, first + index, tableEntry(table.slice(index * entryBytes, (index + 1) * entryBytes)));
}

async function readTable(bytes: PdfBytes, offset: number): Promise<CrossReferenceSection> {
  const entries = new Map<number, CrossReferenceEntry>();
  let at = await bytes.parse(offset, (parser) => {
    parser.expect('xref');
    return offset + parser.consumed;
  });
  for (;;) {
    const heading = await readHeading(bytes, at);
    at = heading.at;
    if (heading.count < 0) break;
    await readEntries(bytes, heading, entries);
    at += heading.count * entryBytes;
  }
  const { trailer, end } = await bytes.parse(at, (parser) => ({
    trailer: parser.readValue(),
    end: at + parser.consumed,
  }));
  if (!isDictionary(trailer)) throw pdfMalformed('The trailer is no dictionary');
  const hybridStream = placeOf(trailer, 'XRefStm');
  const table = { offset, end, entries, trailer, previous: placeOf(trailer, 'Prev'), hybridStream, streamNumber: null };
  return hybridStream === null ? table : addHybrid(bytes, table, hybridStream);
}

/** Objects that readers without cross-reference streams are not to see are free in the table, and in use in the stream. */
async function addHybrid(bytes: PdfBytes, table: CrossReferenceSection, place: number): Promise<CrossReferenceSection> {
  const hidden = await readStream(bytes, place);
  const entries = new Map(table.entries);
  for (const [number, entry] of hidden.entries)
    if ((entries.get(number) ?? free).kind === 'free') entries.set(number, entry);
  return { ...table, entries };
}

function widthsOf(dictionary: PdfDictionary): [number, number, number] {
  const widths = dictionary.get('W');
  const isRight = isArray(widths) && widths.length === 3 && widths.every((width) => isCount(width) && width <= 6);
  if (!isRight) throw pdfMalformed('W of a cross-reference stream is wrong');
  return widths as [number, number, number];
}

function rangesOf(dictionary: PdfDictionary): [number, number][] {
  const index = dictionary.get('Index') ?? [0, dictionary.get('Size') ?? 0];
  if (!isArray(index) || index.length % 2 !== 0 || !index.every(isCount))
    throw pdfMalformed('Index of a cross-reference stream is wrong');
  const numbers = index as readonly number[];
  return Array.from({ length: numbers.length / 2 }, (_, pair) => [numbers[2 * pair] ?? 0, numbers[2 * pair + 1] ?? 0]);
}

function streamEntry(type: number, second: number, third: number): CrossReferenceEntry {
  if (type === 1) return { kind: 'plain', offset: second, generation: third };
  if (type === 2) return { kind: 'compressed', container: second, index: third };
  if (type === 0) return free;
  throw pdfMalformed('A cross-reference stream has an entry of unknown type');
}

function readRows(data: Buffer, dictionary: PdfDictionary, work: WorkLimit): Map<number, CrossReferenceEntry> {
  const widths = widthsOf(dictionary);
  const [typeWidth, secondWidth, thirdWidth] = widths;
  const rowBytes = typeWidth + secondWidth + thirdWidth;
  const entries = new Map<number, CrossReferenceEntry>();
  const field = (at: number, width: number) => (width === 0 ? 0 : data.readUIntBE(at, width));
  let at = 0;
  for (const [first, count] of rangesOf(dictionary)) {
    work.spend('objects', count);
    if (rowBytes === 0 || at + count * rowBytes > data.length)
      throw pdfMalformed('A cross-reference stream is cut off');
    for (let index = 0; index < count; index++, at += rowBytes) {
      const type = typeWidth === 0 ? 1 : field(at, typeWidth);
      const second = field(at + typeWidth, secondWidth);
      addEntry(entries, first + index, streamEntry(type, second, field(at + typeWidth + secondWidth, thirdWidth)));
    }
  }
  return entries;
}

async function readStream(bytes: PdfBytes, offset: number): Promise<CrossReferenceSection> {
  const { number, value } = await bytes.indirectObjectAt(offset);
  const length = value instanceof PdfStream ? value.dictionary.get('Length') : undefined;
  if (!(value instanceof PdfStream) || value.dictionary.get('Type') !== 'XRef' || !isCount(length))
    throw pdfMalformed('Where a cross-reference section should be, there is something else');
  const end = await bytes.streamObjectEnd(value, length);
  const data = await decodeStream(value.dictionary, await bytes.streamData(value, length), bytes.work);
  const entries = readRows(data, value.dictionary, bytes.work);
  return {
    offset,
    end,
    entries,
    trailer: value.dictionary,
    previous: placeOf(value.dictionary, 'Prev'),
    hybridStream: null,
    streamNumber: number,
  };
}

/** @throws Problem `pdf_malformed`, `pdf_too_complex` */
export async function readCrossReference(bytes: PdfBytes, offset: number): Promise<CrossReferenceSection> {
  const isTable = await bytes.parse(offset, (parser) => parser.takeIf('xref'));
  return isTable ? readTable(bytes, offset) : readStream(bytes, offset);
}
