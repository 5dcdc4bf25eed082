/**
 * Reads the whole database as it is at one moment: one snapshot, every table as the text PostgreSQL's COPY gives.
 * Knows no table by name: a new migration is in the next backup by itself.
 * Source: PostgreSQL manual, sections 13.2.2 (repeatable read) and "COPY"; pg_dump works the same way.
 */
import type { Readable } from 'node:stream';
import pg from 'pg';
import { to } from 'pg-copy-streams';
import type { FilePlace } from '../drafts/draft-files.store.js';
import type { CopiedTable, SchemaStep } from './backup-manifest.js';

export type TableShape = Pick<CopiedTable, 'name' | 'columns'>;

export interface SnapshotUpload extends FilePlace {
  /** Bytes. */
  readonly received: number;
  /** Hex; null of an unfinished one. */
  readonly sha256: string | null;
}

export interface Snapshot {
  /** The moment of the snapshot, by the database's clock; ISO 8601. */
  readonly takenAt: string;
  readonly schema: readonly SchemaStep[];
  /** Every table, referenced ones before those that refer to them. */
  readonly tables: readonly TableShape[];
  /** Files of drafts of which something was durable. */
  readonly uploads: readonly SnapshotUpload[];
  /** The rows of a table, one line each. */
  copyTable(table: TableShape): Readable;
  /** One line per container in use, and original of a mail that was kept: digest, a tab, the size of a container. */
  copyContainers(): Readable;
  close(): Promise<void>;
}

/** A connection without time limits, for work that takes as long as the data is large. @throws the driver's error */
export async function openPatientClient(databaseUrl: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: name,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options:
      '-c TimeZone=UTC -c DateStyle=ISO -c client_encoding=UTF8 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0',
  });
  // A lost connection is told to the statement that runs; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Opens the snapshot; writers are not held up by it. */
export async function openSnapshot(databaseUrl: string): Promise<Snapshot> {
  const client = await openPatientClient(databaseUrl, 'congvan backup');
  try {
    await client.query('begin transaction isolation level repeatable read, read only');
    const tables = await readTables(client);
    return {
      takenAt: await readTime(client),
      schema: await readSchema(client),
      tables,
      uploads: tables.some(({ name }) => name === 'draft_files') ? await readUploads(client) : [],
      copyTable: ({ name, columns }) =>
        client.query(to(`copy ${quote(name)} (${columns.map(quote).join(', ')}) to stdout`)),
      copyContainers: () =>
        client.query(
          to(`copy (select sha256, max(size) from (
                  select container_sha256 as sha256, container_size as size from documents where container_sha256 is not null
                  union all select sha256, null from mails_in where original_removed_at is null) kept
                group by sha256 order by sha256) to stdout`),
        ),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** A name for use in a statement. */
export const quote = (name: string): string => pg.escapeIdentifier(name);

async function readTime(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ at: Date }>('select now() as at');
  return (rows[0]?.at ?? new Date()).toISOString();
}

async function readSchema(client: pg.Client): Promise<SchemaStep[]> {
  const { rows } = await client.query<SchemaStep>(
    'select version, name, sha256 from schema_migrations order by version',
  );
  return rows;
}

async function readUploads(client: pg.Client): Promise<SnapshotUpload[]> {
  const { rows } = await client.query<SnapshotUpload>(
    'select draft, id, received::float8 as received, sha256 from draft_files where received > 0 order by draft, id',
  );
  return rows;
}

/** Tables with the columns that hold data of their own, in an order in which references are fulfilled. */
async function readTables(client: pg.Client): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape & { refersTo: string[] }>(
    `select c.relname as name,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       array(select distinct f.confrelid::regclass::text from pg_constraint f
         where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as "refersTo"
     from pg_class c
     where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname <> 'schema_migrations'
     order by c.relname`,
  );
  const ordered: TableShape[] = [];
  const isPlaced = (name: string) => ordered.some((table) => table.name === name);
  while (ordered.length < rows.length) {
    const next = rows.find(({ name, refersTo }) => !isPlaced(name) && refersTo.every(isPlaced));
    if (next === undefined) throw new Error('tables refer to each other in a circle');
    ordered.push({ name: next.name, columns: next.columns });
  }
  return ordered;
}
