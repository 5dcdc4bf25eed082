/** Tables as CSV that spreadsheets read and never run. Source: RFC 4180; OWASP, CSV Injection. */

/** A number stays one in a workbook; null is an empty cell. */
export type Cell = string | number | null;
export type TableRow = readonly Cell[];

/** Rows as they come, some at a time. */
export type Table = AsyncIterable<readonly TableRow[]> | Iterable<readonly TableRow[]>;

/** With byte order mark, so that spreadsheets read Vietnamese. */
export async function* writeCsv(table: Table): AsyncGenerator<string> {
  yield '\ufeff';
  for await (const rows of table) yield rows.map(lineOf).join('');
}

const lineOf = (cells: TableRow): string => `${cells.map(cellOf).join(',')}\r\n`;

/** What begins like a formula would be run as one, in some countries also with the wide forms of its signs. */
const formula = /^\s*[=+\-@＝＋－＠\t\r]/;

function cellOf(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const text = cell ?? '';
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
