/** A book as a workbook, read by Python's zipfile and XML parser. */
import { execFileSync } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { TableRow } from '../../../gateway/registers/write-csv.js';
import { writeCsv } from '../../../gateway/registers/write-csv.js';
import { writeWorkbook } from '../../../gateway/registers/write-workbook.js';

/** Excel refuses a workbook with a longer text: "Total number of characters that a cell can contain". */
const longestText = 32_767;

async function* tableOf(cells: TableRow) {
  yield [cells];
}

async function cellsOfWorkbook(cells: TableRow): Promise<string[]> {
  const input = await buffer(writeWorkbook('Sổ', tableOf(cells)));
  const script = `import sys, io, json, zipfile, xml.etree.ElementTree as E
sheet = E.fromstring(zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())).read('xl/worksheets/sheet1.xml'))
print(json.dumps([''.join(cell.itertext()) for cell in sheet[0][0]]))`;
  return JSON.parse(execFileSync('python3', ['-c', script], { input, encoding: 'utf8' }));
}

it('ends a text that is too long for a cell in …, at a whole character; a shorter one stays', async () => {
  const recipients = Array.from({ length: 2_000 }, (_, n) => `Ủy ban nhân dân xã ${n}`).join('; ');
  const full = 'x'.repeat(longestText);
  const wide = `${'x'.repeat(longestText - 2)}𠀋𠀋`;
  const cells = await cellsOfWorkbook([recipients, full, `${full}y`, wide]);
  expect(cells.map((text) => text.length)).toEqual([longestText, longestText, longestText, longestText - 1]);
  expect(cells[0]).toBe(`${recipients.slice(0, longestText - 1)}…`);
  expect(cells[1]).toBe(full);
  expect(cells[2]).toBe(`${full.slice(1)}…`);
  expect(cells[3]).toBe(`${'x'.repeat(longestText - 2)}…`);
});

it('is the only file that shortens: the same text is whole as CSV', async () => {
  const text = 'x'.repeat(longestText + 1);
  expect((await buffer(writeCsv(tableOf([text])))).toString()).toContain(text);
});
