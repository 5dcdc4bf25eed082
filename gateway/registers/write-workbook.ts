/**
 * A table as an XLSX workbook of one sheet. A text stays one, so that numbers of documents such as `01` stay as they are and nothing is
 * taken for a formula. One that is longer than spreadsheet programs take ends in `…`.
 * Source: ECMA-376 part 1, sections 12.3.24 (worksheet part), 18.3.1 (worksheets), 18.18.11 (inline strings); part 2 (packages).
 */
import { type StreamedEntry, streamZip } from '../../schemas/asice/stream-zip.js';
import { cutText } from '../../schemas/words/cut-text.js';
import { escapeAttribute, escapeText, showable } from '../../schemas/xml/escape-xml.js';
import type { Cell, Table, TableRow } from './write-csv.js';

export const workbookMediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What a cell holds at most, in UTF-16 units: programs refuse a workbook with a longer text. Source: Microsoft, "Excel specifications". */
const longestText = 32_767;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const packaging = 'http://schemas.openxmlformats.org/package/2006';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const relationship = (type: string, target: string) =>
  `${declaration}<Relationships xmlns="${packaging}/relationships"><Relationship Id="r1" Type="${relationships}/${type}" Target="${target}"/></Relationships>`;

const workbookOf = (sheet: string) =>
  `${declaration}<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets><sheet name="${escapeAttribute(sheet)}" sheetId="1" r:id="r1"/></sheets></workbook>`;

const fixedParts: readonly StreamedEntry[] = [
  {
    name: '[Content_Types].xml',
    content: [
      `${declaration}<Types xmlns="${packaging}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${spreadsheet}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${spreadsheet}.worksheet+xml"/></Types>`,
    ],
  },
  { name: '_rels/.rels', content: [relationship('officeDocument', 'xl/workbook.xml')] },
  { name: 'xl/_rels/workbook.xml.rels', content: [relationship('worksheet', 'worksheets/sheet1.xml')] },
];

/**
 * The bytes of the workbook as they are made.
 * @param sheet its name: at most 31 characters, none of `[]:*?/\\`
 */
export function writeWorkbook(sheet: string, table: Table): AsyncGenerator<Buffer> {
  return streamZip([
    ...fixedParts,
    { name: 'xl/workbook.xml', content: [workbookOf(sheet)] },
    { name: 'xl/worksheets/sheet1.xml', content: sheetOf(table) },
  ]);
}

async function* sheetOf(table: Table): AsyncGenerator<string> {
  yield `${declaration}<worksheet xmlns="${main}"><sheetData>`;
  for await (const rows of table) yield rows.map(rowOf).join('');
  yield '</sheetData></worksheet>';
}

const rowOf = (cells: TableRow): string => `<row>${cells.map(cellOf).join('')}</row>`;

function cellOf(cell: Cell): string {
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  return `<c t="inlineStr"><is><t xml:space="preserve">${escapeText(fitting(showable(cell ?? '')))}</t></is></c>`;
}

const fitting = (text: string): string => (text.length <= longestText ? text : `${cutText(text, longestText - 1)}…`);
