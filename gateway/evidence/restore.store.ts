/**
 * Brings the tables of a backup into an empty database, in one transaction: all of it or nothing.
 * Source: PostgreSQL manual, "COPY"; identity columns take the given values, so their sequences are moved behind them.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from } from 'pg-copy-streams';
import { Problem } from '../../schemas/problems/problem.js';
import { openPatientClient, quote } from './backup.store.js';
import type { CopiedTable, SchemaStep } from './backup-manifest.js';

/** Written by a first start; a backup brings its own. */
const replacedTables: ReadonlySet<string> = new Set(['settings']);

/** @throws Problem `restore_target` when a table has rows, `schema_differs` when the schema is not the backup's */
export async function checkTarget(
  databaseUrl: string,
  schema: readonly SchemaStep[],
  tables: readonly CopiedTable[],
): Promise<void> {
  const client = await openPatientClient(databaseUrl, 'congvan restore');
  try {
    await refuseOtherSchema(client, schema);
    await refuseRows(client, tables);
  } finally {
    await client.end();
  }
}

/** Loads every table. Nothing stays when it fails. @throws Problem `restore_target`, `backup_invalid` */
export async function loadTables(
  databaseUrl: string,
  folder: string,
  tables: readonly CopiedTable[],
  onTable: (done: number) => void,
): Promise<void> {
  const client = await openPatientClient(databaseUrl, 'congvan restore');
  try {
    await client.query('begin');
    // Whoever starts a gateway meanwhile waits, and finds a database that is not empty.
    await client.query(`lock table ${tables.map(({ name }) => quote(name)).join(', ')} in access exclusive mode`);
    await refuseRows(client, tables);
    for (const [index, table] of tables.entries()) {
      await loadTable(client, folder, table);
      onTable(index + 1);
    }
    await advanceSequences(client);
    await client.query('commit');
    await client.query('analyze');
  } finally {
    // Ending the connection rolls an open transaction back.
    await client.end();
  }
}

async function refuseOtherSchema(client: pg.Client, schema: readonly SchemaStep[]): Promise<void> {
  const { rows } = await client.query<SchemaStep>(
    'select version, name, sha256 from schema_migrations order by version',
  );
  const isSame = rows.length === schema.length && rows.every(({ sha256 }, index) => schema[index]?.sha256 === sha256);
  if (!isSame)
    throw new Problem('schema_differs', {
      detail: 'The database has another schema than the backup: restore into a new, empty database',
    });
}

async function refuseRows(client: pg.Client, tables: readonly CopiedTable[]): Promise<void> {
  for (const { name } of tables) {
    if (replacedTables.has(name)) continue;
    const { rowCount } = await client.query(`select 1 from ${quote(name)} limit 1`);
    if (rowCount !== 0) throw new Problem('restore_target', { detail: `The table ${name} is not empty`, field: name });
  }
}

async function loadTable(client: pg.Client, folder: string, { name, columns, rows, file }: CopiedTable): Promise<void> {
  if (replacedTables.has(name)) await client.query(`delete from ${quote(name)}`);
  // What triggers wrote when the rows were new is in the backup itself.
  await client.query(`alter table ${quote(name)} disable trigger user`);
  const into = client.query(from(`copy ${quote(name)} (${columns.map(quote).join(', ')}) from stdin`));
  await pipeline(createReadStream(join(folder, file)), into);
  await client.query(`alter table ${quote(name)} enable trigger user`);
  if (into.rowCount !== rows)
    throw new Problem('backup_invalid', {
      detail: `${file} gave ${into.rowCount} rows instead of ${rows}`,
      field: file,
    });
}

async function advanceSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select table_name as "table", column_name as "column" from information_schema.columns
     where table_schema = current_schema() and is_identity = 'YES'`,
  );
  for (const { table, column } of rows) {
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce(max(${quote(column)}), 1), max(${quote(column)}) is not null)
       from ${quote(table)}`,
      [quote(table), column],
    );
  }
}
