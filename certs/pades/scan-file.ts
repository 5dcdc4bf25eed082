/**
 * What stands in the bytes of a PDF without any structure leading there: words that betray signatures no form field refers to, and other
 * PDFs enclosed in plain.
 */
import type { PdfBytes } from './pdf/pdf-bytes.js';
import { tooComplex } from './pdf/work-limit.js';

export interface ScannedFile {
  /** Places of the word `/ByteRange`. */
  readonly byteRanges: readonly number[];
  /** Places of headers of other PDFs. */
  readonly headers: readonly number[];
}

const words = { byteRanges: ['/ByteRange'], headers: ['%PDF-1.', '%PDF-2.'] } as const;
const longestWord = Math.max(...Object.values(words).flatMap((list) => list.map(({ length }) => length)));
const maxHits = 10_000;

function* placesIn(chunk: Buffer, word: string): Generator<number> {
  for (let at = chunk.indexOf(word); at >= 0; at = chunk.indexOf(word, at + 1)) yield at;
}

/** Reads the whole file once, in pieces. @throws Problem `pdf_too_complex` */
export async function scanFile(bytes: PdfBytes): Promise<ScannedFile> {
  const byteRanges = new Set<number>();
  const headers = new Set<number>();
  const collect = (piece: Buffer, offset: number, list: readonly string[], places: Set<number>) => {
    for (const word of list) for (const place of placesIn(piece, word)) places.add(offset + place);
    if (places.size > maxHits) throw tooComplex('too many signatures or enclosed PDFs');
  };
  bytes.work.spend('digestedBytes', bytes.size);
  let carried: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of bytes.stream(0, bytes.size)) {
    const piece = Buffer.concat([carried, chunk]);
    collect(piece, offset, words.byteRanges, byteRanges);
    collect(piece, offset, words.headers, headers);
    carried = piece.subarray(Math.max(0, piece.length - longestWord + 1));
    offset += piece.length - carried.length;
  }
  return { byteRanges: [...byteRanges], headers: [...headers].filter((place) => place > 0) };
}
