/**
 * Brings the schema to this version: numbered SQL files, each applied once and in order, all in one transaction.
 * Several processes may start at once: one works, the others wait and find nothing left to do.
 * Only processes that serve, and `migrate`, bring a schema forward; commands take it as they find it.
 * Does not go back; restoring a backup does. An applied file must never change: its digest is kept.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Problem } from '../../schemas/problems/problem.js';
import type { Database, Queryable, Transaction } from './database.js';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** Any number will do, as long as nothing else in this database takes the same advisory lock. */
const lockKey = 0x636f6e67;

/**
 * The migrations of this version, in order.
 * @param folder a folder of `0001_name.sql` files
 */
export function readMigrations(folder: URL = new URL('./migrations/', import.meta.url)): Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}_.+\.sql$/.test(name));
  return names.sort().map((name) => {
    const sql = readFileSync(new URL(name, folder), 'utf8');
    return { version: Number(name.slice(0, 4)), name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
}

/**
 * Applies what is missing; gives back the names of the files applied now.
 * @throws Problem `schema_newer` when the database has a migration this version does not know;
 *   `schema_differs` when an applied file was changed afterwards; `database_unavailable`
 */
export function migrate(database: Database, migrations: readonly Migration[] = readMigrations()): Promise<string[]> {
  return database.transaction(async (tx) => {
    await tx.query('set local statement_timeout = 0');
    await tx.query(`select pg_advisory_xact_lock(${lockKey})`);
    const applied = await readApplied(tx);
    refuseUnknown(applied, migrations);
    const missing = migrations.filter(({ version }) => !applied.some((row) => row.version === version));
    for (const migration of missing) await apply(tx, migration);
    return missing.map(({ name }) => name);
  });
}

/**
 * What a process may do to the schema it meets. `upgrade`: bring it to this version. `keep`: make it in an empty database, else take
 * it as it is. `look`: change nothing at all.
 */
export type SchemaCare = 'upgrade' | 'keep' | 'look';

/**
 * Goes on only with a schema of this version.
 * @throws Problem as `migrate`; `schema_older` where the schema is older, or missing, and may not be changed
 */
export async function prepareSchema(database: Database, care: SchemaCare): Promise<void> {
  const migrations = readMigrations();
  if (care === 'upgrade' || (care === 'keep' && !(await hasSchema(database)))) {
    await migrate(database, migrations);
    return;
  }
  const applied = (await hasSchema(database)) ? await selectApplied(database) : [];
  refuseUnknown(applied, migrations);
  const [missing] = migrations.filter(({ version }) => !applied.some((row) => row.version === version));
  if (missing === undefined) return;
  const detail = applied.length === 0 ? 'The database has no schema yet' : `The database lacks ${missing.name}`;
  throw new Problem('schema_older', { detail: `${detail}: run congvan migrate`, field: missing.name });
}

/** False for a database that no version has migrated yet. */
export async function hasSchema(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ yes: boolean }>(`select to_regclass('schema_migrations') is not null as yes`);
  return rows[0]?.yes === true;
}

interface AppliedRow {
  version: number;
  name: string;
  sha256: string;
}

async function readApplied(tx: Transaction): Promise<AppliedRow[]> {
  await tx.query(`create table if not exists schema_migrations (
    version int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())`);
  return selectApplied(tx);
}

async function selectApplied(db: Queryable): Promise<AppliedRow[]> {
  const { rows } = await db.query<AppliedRow>('select version, name, sha256 from schema_migrations order by version');
  return rows;
}

function refuseUnknown(applied: readonly AppliedRow[], migrations: readonly Migration[]): void {
  for (const row of applied) {
    const known = migrations.find(({ version }) => version === row.version);
    if (known === undefined)
      throw new Problem('schema_newer', { detail: `The database has ${row.name}, which this version does not know` });
    if (known.sha256 !== row.sha256)
      throw new Problem('schema_differs', { detail: `${row.name} was changed after it was applied`, field: row.name });
  }
}

async function apply(tx: Transaction, migration: Migration): Promise<void> {
  await tx.query(migration.sql);
  await tx.query('insert into schema_migrations (version, name, sha256) values ($1, $2, $3)', [
    migration.version,
    migration.name,
    migration.sha256,
  ]);
}
