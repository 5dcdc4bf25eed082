/** A gateway's database of a benchmark's own, filled with as many documents as wanted, and a context for the rooms that only read it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { loadDemonstration } from '../gateway/agencies/demonstration.js';
import { loadConfig } from '../gateway/config.js';
import type { GatewayContext } from '../gateway/context.js';
import { openDatabase } from '../gateway/database/connect.js';
import { openEmbeddedServer } from '../gateway/database/embedded-server.js';
import { migrate } from '../gateway/database/migrate.js';
import { fillArchive } from './fill-archive.js';

const batch = 100_000;

export interface LargeArchive {
  readonly ctx: GatewayContext;
  /** Adds documents `from`..`to`; about 100,000 in ten seconds. */
  fill(from: number, to: number): Promise<void>;
  close(): Promise<void>;
}

export async function openLargeArchive(): Promise<LargeArchive> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-bench-'));
  const server = await openEmbeddedServer(folder, { isDurable: false, settings: { fsync: 'off' } });
  const database = openDatabase(server.url);
  const client = new pg.Client(server.url);
  await client.connect();
  const ctx = contextOf(database, folder);
  const close = async () => {
    await client.end();
    await database.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await migrate(database);
    await loadDemonstration(ctx);
  } catch (error) {
    await close();
    throw error;
  }
  return { ctx, fill: (from, to) => fill(client, from, to), close };
}

function contextOf(database: GatewayContext['database'], data: string): GatewayContext {
  const unused = new Proxy({}, { get: () => () => Promise.reject(new Error('not part of this benchmark')) }) as never;
  const config = loadConfig({ CONGVAN_DATA: data, CONGVAN_LOG_LEVEL: 'silent' });
  return {
    config,
    database,
    blobs: unused,
    keys: unused,
    keyStore: unused,
    online: null,
    scanner: null,
    readsMails: false,
    timestamps: unused,
    log: pino({ level: 'silent' }),
    wake: () => {},
    now: () => new Date(),
  };
}

async function fill(client: pg.Client, from: number, to: number): Promise<void> {
  // Without triggers: the figures of reports they keep are not measured here, and would cost hours.
  await client.query('set session_replication_role = replica');
  for (let start = from; start <= to; start += batch) {
    await fillArchive(client, start, Math.min(to, start + batch - 1));
    process.stderr.write(`  ${Math.min(to, start + batch - 1)} documents\n`);
  }
  await client.query('vacuum analyze documents, recipients');
}
