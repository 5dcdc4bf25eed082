/** A database of its own for a test: migrated, empty, on the run's one server. Not for kill tests: it does without fsync. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '../../gateway/database/connect.js';
import type { Database } from '../../gateway/database/database.js';
import { startEmbeddedServer } from '../../gateway/database/embedded-server.js';
import { migrate } from '../../gateway/database/migrate.js';

export interface FreshDatabase {
  readonly database: Database;
  /** For other pools or processes on the same database. */
  readonly url: string;
  /** Closes the pool and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

const template = 'congvan_template';
const quick = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
  shared_buffers: '64MB',
};

/**
 * A new, migrated, empty database. Takes about a second for the first of a run, some 0.2 s after that.
 * @param folder data folder of another server than the run's: one that the test stops and starts itself
 */
export function freshDatabase(folder: string = inject('databaseFolder')): Promise<FreshDatabase> {
  return makeDatabase(folder, async (client, admin) => {
    await ensureTemplate(client, admin);
    return template;
  });
}

/** A new database without any schema. */
export function emptyDatabase(): Promise<FreshDatabase> {
  return makeDatabase(inject('databaseFolder'), async () => 'template1');
}

async function makeDatabase(
  folder: string,
  original: (client: pg.Client, admin: string) => Promise<string>,
): Promise<FreshDatabase> {
  const admin = await startEmbeddedServer(folder, { settings: quick, isDurable: false });
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdministrator(admin, async (client) =>
    client.query(`create database ${name} template ${await original(client, admin)}`),
  );
  const url = onDatabase(admin, name);
  const database = openDatabase(url, { poolSize: 10 });
  const remove = () => asAdministrator(admin, (client) => client.query(`drop database if exists ${name} with (force)`));
  return {
    database,
    url,
    drop: async () => {
      await database.close();
      await remove();
    },
  };
}

async function ensureTemplate(client: pg.Client, admin: string): Promise<void> {
  await client.query('select pg_advisory_lock(1)');
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount === 0) await makeTemplate(client, admin);
  } finally {
    await client.query('select pg_advisory_unlock(1)');
  }
}

async function makeTemplate(client: pg.Client, admin: string): Promise<void> {
  await client.query(`create database ${template}_growing`);
  const database = openDatabase(onDatabase(admin, `${template}_growing`), { poolSize: 1 });
  await migrate(database).finally(() => database.close());
  await client.query(`alter database ${template}_growing rename to ${template}`);
}

async function asAdministrator<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function onDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
