/**
 * Where the newest cross-reference section of a PDF is, and whether the file begins and ends as a PDF does.
 * Source: ISO 32000-2:2020 sections 7.5.2 (header), 7.5.5 (`startxref`, `%%EOF`).
 */
import type { PdfBytes } from './pdf-bytes.js';
import { pdfMalformed } from './pdf-values.js';

export interface PdfEnd {
  /** Place of the newest cross-reference section. */
  readonly start: number;
  /** Where the last revision ends: after `%%EOF` and its line end. */
  readonly end: number;
  /** Whether anything but white space follows. */
  readonly hasMore: boolean;
}

const headerForm = /^%PDF-\d\.\d/;
const endForm = /startxref[ \t]*(?:\r\n|\r|\n)[ \t]*(\d{1,15})[ \t]*(?:\r\n|\r|\n)[ \t]*%%EOF(?:\r\n|\r|\n)?/g;
/** How far before the end of the file others look for the end marker. */
const tailBytes = 2048;

/** @throws Problem `pdf_malformed` */
export async function checkHeader(bytes: PdfBytes): Promise<void> {
  const header = await bytes.window(0, 8);
  if (!headerForm.test(header.toString('latin1'))) throw pdfMalformed('The file does not begin with a PDF header');
}

/** @throws Problem `pdf_malformed` */
export async function findEnd(bytes: PdfBytes): Promise<PdfEnd> {
  const offset = Math.max(0, bytes.size - tailBytes);
  const tail = (await bytes.window(offset, tailBytes)).toString('latin1');
  const last = [...tail.matchAll(endForm)].at(-1);
  if (last === undefined) throw pdfMalformed('The file does not end as a PDF does');
  const end = last.index + last[0].length;
  const hasMore = !/^[\0\t\n\f\r ]*$/.test(tail.slice(end));
  return { start: Number(last[1]), end: offset + end, hasMore };
}
