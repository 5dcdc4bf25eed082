/** A book as a table for spreadsheets: the decree's columns and the state of the number; every cell a text. */
import type { RegisterPage } from './list-register.js';
import { registerColumns, stateNames } from './register-columns.js';
import type { TableRow } from './write-csv.js';

export async function* registerTable(pages: AsyncIterable<RegisterPage>): AsyncGenerator<readonly TableRow[]> {
  let isBegun = false;
  for await (const { book, items } of pages) {
    const columns = registerColumns[book];
    if (!isBegun) yield [[...columns.map(([, vi]) => vi), 'Trạng thái']];
    isBegun = true;
    yield items.map((row) => [...columns.map(([name]) => row.columns[name] ?? ''), stateNames[row.state]]);
  }
}
