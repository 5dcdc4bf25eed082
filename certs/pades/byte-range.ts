/**
 * Which bytes of the file a signature is over, and whether they are all but its own value: the ByteRange must leave out exactly the
 * hexadecimal string of this very signature, nothing before, beside or instead of it. Every attack by wrapping starts where a reader is
 * less strict.
 * Source: ISO 32000-2:2020 section 12.8.1, table 255 (ByteRange, Contents); ETSI EN 319 142-1 V1.2.1 section 5.1;
 * "1 Trillion Dollar Refund: How To Spoof PDF Signatures", CCS 2019.
 */
import { createHash } from 'node:crypto';
import type { SignatureDigest } from '../signature/signature-method.js';
import type { PdfBytes } from './pdf/pdf-bytes.js';
import { isArray, isCount, type PdfDictionary, PdfString } from './pdf/pdf-values.js';

export interface ByteRange {
  /** The signed bytes are 0 … `gapStart` and `gapEnd` … `end`. */
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly end: number;
}

/** What is wrong with it, in words, or the range. */
export function readByteRange(dictionary: PdfDictionary, fileSize: number): ByteRange | string {
  const range = dictionary.get('ByteRange');
  if (!isArray(range) || range.length !== 4 || !range.every(isCount)) return 'The ByteRange is not four whole numbers';
  const [start, gapStart, gapEnd, rest] = range as readonly [number, number, number, number];
  if (start !== 0) return 'The ByteRange does not begin at the start of the file';
  if (gapEnd < gapStart) return 'The two parts of the ByteRange overlap';
  const end = gapEnd + rest;
  if (end > fileSize) return 'The ByteRange reaches beyond the end of the file';
  const contents = dictionary.get('Contents');
  if (!(contents instanceof PdfString) || !contents.isHex) return 'The signature value is no hexadecimal string';
  if (contents.start !== gapStart || contents.end !== gapEnd)
    return 'The ByteRange leaves out something else than the value of this signature';
  return { gapStart, gapEnd, end };
}

/** Digest of the signed bytes, streamed. @throws Problem `pdf_too_complex` */
export async function digestRange(
  bytes: PdfBytes,
  { gapStart, gapEnd, end }: ByteRange,
  algorithm: SignatureDigest,
): Promise<Buffer> {
  bytes.work.spend('digestedBytes', gapStart + end - gapEnd);
  const hash = createHash(algorithm);
  for await (const chunk of bytes.stream(0, gapStart)) hash.update(chunk);
  for await (const chunk of bytes.stream(gapEnd, end)) hash.update(chunk);
  return hash.digest();
}
