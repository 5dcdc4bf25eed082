/** A table as a file for spreadsheets, written while it is sent. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type Table, writeCsv } from '../registers/write-csv.js';
import { workbookMediaType, writeWorkbook } from '../registers/write-workbook.js';
import { contentDisposition } from './send-bytes.js';

export type TableFormat = 'csv' | 'xlsx';

/** @param of the file's name without its ending, and the sheet's */
export function sendTable(
  reply: FastifyReply,
  format: TableFormat,
  of: { readonly name: string; readonly sheet: string },
  table: Table,
): FastifyReply {
  const [mediaType, pieces] =
    format === 'xlsx'
      ? [workbookMediaType, writeWorkbook(of.sheet, table)]
      : ['text/csv; charset=utf-8', writeCsv(table)];
  return reply
    .type(mediaType)
    .header('content-disposition', contentDisposition(`${of.name}.${format}`))
    .send(Readable.from(pieces));
}
