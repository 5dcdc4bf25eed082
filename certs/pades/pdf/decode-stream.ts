/**
 * How the data of a cross-reference stream, an object stream or a certificate is unpacked: FlateDecode with predictors, or none.
 * Filters for pictures and text are never needed to judge a signature.
 * Source: ISO 32000-2:2020 section 7.4.4 (FlateDecode, predictor functions); RFC 2083 section 6 (PNG filters).
 */
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { dictionaryOf, isArray, isCount, type PdfDictionary, type PdfValue, pdfMalformed } from './pdf-values.js';
import { tooComplex, type WorkLimit } from './work-limit.js';

const inflateAsync = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);

/** Larger than any object stream or revocation list. */
const maxStreamBytes = 32 * 1024 * 1024;
const maxColumns = 4096;

const listOf = (value: PdfValue | undefined): readonly PdfValue[] =>
  value === undefined ? [] : isArray(value) ? value : [value];

async function inflateBounded(data: Buffer, work: WorkLimit): Promise<Buffer> {
  try {
    const inflated = await inflateAsync(data, { maxOutputLength: Math.min(maxStreamBytes, work.inflatable + 1) });
    work.spend('inflatedBytes', inflated.length);
    return inflated;
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooComplex(`a stream of more than ${maxStreamBytes} bytes`);
    if (code.startsWith('Z_')) throw pdfMalformed('A compressed stream is damaged');
    throw error;
  }
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(estimate - value)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

type PngFilter = (left: number, above: number, corner: number) => number;

/** What each filter adds to a byte, from the byte to its left, the one above it, and the one between. */
const pngFilters: readonly PngFilter[] = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

/** Rows begin with a zero that stands for what is left of them. */
function undoRow(filtered: Buffer, filter: PngFilter, above: Buffer): Buffer {
  const row = Buffer.alloc(above.length);
  for (const [index, byte] of filtered.entries())
    row[index + 1] = byte + filter(row[index] ?? 0, above[index + 1] ?? 0, above[index] ?? 0);
  return row;
}

/** One byte per sample: cross-reference streams use nothing else. */
function undoPng(data: Buffer, columns: number): Buffer {
  if (data.length % (columns + 1) !== 0) throw pdfMalformed('A stream does not fill its rows');
  const rows: Buffer[] = [];
  let above: Buffer = Buffer.alloc(columns + 1);
  for (let at = 0; at < data.length; at += columns + 1) {
    const filter = pngFilters[data[at] ?? -1];
    if (filter === undefined) throw pdfMalformed('A stream uses an unknown predictor');
    above = undoRow(data.subarray(at + 1, at + 1 + columns), filter, above);
    rows.push(above.subarray(1));
  }
  return Buffer.concat(rows);
}

function undoPredictor(data: Buffer, parameters: PdfDictionary | undefined): Buffer {
  const predictor = parameters?.get('Predictor') ?? 1;
  if (predictor === 1) return data;
  const columns = parameters?.get('Columns') ?? 1;
  const isPlain = (parameters?.get('Colors') ?? 1) === 1 && (parameters?.get('BitsPerComponent') ?? 8) === 8;
  const isPng = isCount(predictor) && predictor >= 10 && predictor <= 15;
  if (!isPng || !isPlain || !isCount(columns) || columns < 1 || columns > maxColumns)
    throw pdfMalformed('A stream uses a predictor that is not read here');
  return undoPng(data, columns);
}

/**
 * @param dictionary of the stream, with direct values for its filters
 * @throws Problem `pdf_malformed` for damaged data or another filter, `pdf_too_complex`
 */
export async function decodeStream(dictionary: PdfDictionary, data: Buffer, work: WorkLimit): Promise<Buffer> {
  const filters = listOf(dictionary.get('Filter'));
  if (filters.length === 0) return data;
  if (filters.length > 1 || filters[0] !== 'FlateDecode') throw pdfMalformed('A stream uses a filter not read here');
  const [parameters] = listOf(dictionary.get('DecodeParms'));
  const inflated = await inflateBounded(data, work);
  work.spend('parsedBytes', parameters === undefined ? 0 : inflated.length);
  return undoPredictor(inflated, dictionaryOf(parameters));
}
