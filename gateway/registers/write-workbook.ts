/**
 * A register as an XLSX workbook: one sheet, the decree's columns, every cell a text, so that numbers such as `01` stay as they are
 * and nothing is taken for a formula.
 * Source: ECMA-376 part 1, sections 12.3.24 (worksheet part), 18.3.1 (worksheets), 18.18.11 (inline strings); part 2 (packages).
 */
import { type StreamedEntry, streamZip } from '../../schemas/asice/stream-zip.js';
import { escapeText } from '../../schemas/xml/escape-xml.js';
import { type RegisterPage, registerColumns, stateNames } from './list-register.js';

export const workbookMediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const packaging = 'http://schemas.openxmlformats.org/package/2006';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const relationship = (type: string, target: string) =>
  `${declaration}<Relationships xmlns="${packaging}/relationships"><Relationship Id="r1" Type="${relationships}/${type}" Target="${target}"/></Relationships>`;

const fixedParts: readonly StreamedEntry[] = [
  {
    name: '[Content_Types].xml',
    content: [
      `${declaration}<Types xmlns="${packaging}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${spreadsheet}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${spreadsheet}.worksheet+xml"/></Types>`,
    ],
  },
  { name: '_rels/.rels', content: [relationship('officeDocument', 'xl/workbook.xml')] },
  {
    name: 'xl/workbook.xml',
    content: [
      `${declaration}<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets><sheet name="Sổ đăng ký" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ],
  },
  { name: 'xl/_rels/workbook.xml.rels', content: [relationship('worksheet', 'worksheets/sheet1.xml')] },
];

/** The bytes of the workbook as they are made. */
export function writeWorkbook(pages: AsyncIterable<RegisterPage>): AsyncGenerator<Buffer> {
  return streamZip([...fixedParts, { name: 'xl/worksheets/sheet1.xml', content: sheetOf(pages) }]);
}

async function* sheetOf(pages: AsyncIterable<RegisterPage>): AsyncGenerator<string> {
  yield `${declaration}<worksheet xmlns="${main}"><sheetData>`;
  let isBegun = false;
  for await (const { book, items } of pages) {
    const columns = registerColumns[book];
    const lines = items.map((row) => [...columns.map(([name]) => row.columns[name] ?? ''), stateNames[row.state]]);
    if (!isBegun) yield rowOf([...columns.map(([, vi]) => vi), 'Trạng thái']);
    isBegun = true;
    yield lines.map(rowOf).join('');
  }
  yield '</sheetData></worksheet>';
}

function rowOf(cells: readonly string[]): string {
  const written = cells.map((cell) => `<c t="inlineStr"><is><t xml:space="preserve">${escapeText(cell)}</t></is></c>`);
  return `<row>${written.join('')}</row>`;
}
