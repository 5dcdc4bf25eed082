/**
 * Comma-separated text at the gateway's edge: bytes of an upload into named rows, rows into text. Bounded before anything is parsed.
 * Source: RFC 4180.
 */
import { readCsv } from '../../schemas/directory/read-csv.js';
import { Problem } from '../../schemas/problems/problem.js';

export interface CsvLimits {
  readonly maxBytes: number;
  readonly maxRows: number;
}

/** Enough for a directory of 120,000 units. */
const defaultLimits: CsvLimits = { maxBytes: 32 * 1024 ** 2, maxRows: 200_000 };

/**
 * The rows below the heading, each by column name (lower case). A row shorter than the heading has empty cells at its end.
 * @throws Problem `body_too_large`; `invalid_request` for text that is not UTF-8, broken quoting, a row longer than the heading,
 *   a heading named twice
 */
export function parseCsv(
  bytes: Uint8Array,
  limits: CsvLimits = defaultLimits,
): { columns: string[]; rows: Record<string, string>[] } {
  if (bytes.length > limits.maxBytes)
    throw new Problem('body_too_large', { detail: `A CSV file has at most ${limits.maxBytes} bytes` });
  const [heading = [], ...rows] = readCsv(decode(bytes).normalize('NFC'));
  if (rows.length > limits.maxRows)
    throw new Problem('body_too_large', { detail: `A CSV file has at most ${limits.maxRows} rows` });
  const columns = heading.map((name) => name.trim().toLowerCase());
  if (new Set(columns).size !== columns.length)
    throw new Problem('invalid_request', { detail: 'Two columns have the same heading' });
  return { columns, rows: rows.map((cells, i) => nameCells(columns, cells, i)) };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('invalid_request', { detail: 'The CSV file is not UTF-8 text' });
  }
}

function nameCells(columns: readonly string[], cells: readonly string[], i: number): Record<string, string> {
  if (cells.length > columns.length)
    throw new Problem('invalid_request', {
      detail: `Row ${i + 1} has more cells than the heading`,
      field: `row ${i + 1}`,
    });
  return Object.fromEntries(columns.map((name, column) => [name, (cells[column] ?? '').trim()]));
}

/** Rows of cells as CSV text with CRLF line ends; cells that need it are quoted. */
export function writeCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => `${row.map(writeCell).join(',')}\r\n`).join('');
}

function writeCell(cell: string | number | null): string {
  const text = String(cell ?? '');
  return /[",\r\n]|^\s|\s$|^\ufeff/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
