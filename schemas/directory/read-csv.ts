/**
 * Reads comma-separated text: the code tables beside this file, and directories operators import.
 * Source: RFC 4180; a byte order mark and LF line ends are accepted too.
 */
import { Problem } from '../problems/problem.js';

/**
 * Rows of fields; blank lines are left out. Quoted fields may hold commas, quotes (doubled) and line breaks.
 * @throws Problem `invalid_request` naming the line of a quote that never closes or text after a closing quote
 */
export function readCsv(text: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;
  const source = text.replace(/^\ufeff/, '');
  const rows: string[][] = [];
  let row: string[] = [];
  while (field.lastIndex < source.length || row.length > 0) {
    const start = field.lastIndex;
    const match = field.exec(source);
    if (match === null) throw brokenLine(source.slice(0, start));
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
  }
  return rows;
}

function brokenLine(before: string): Problem {
  return new Problem('invalid_request', { detail: `Line ${before.split('\n').length}: a quoted field is not closed` });
}
