/** A gateway of rows only, for measuring what reads them: an embedded PostgreSQL with the demonstration's agencies, no keys, no containers. */
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

export interface BareGateway {
  readonly ctx: GatewayContext;
  /** A connection without time limits, to fill it. */
  readonly client: pg.Client;
}

/** Opens one, works with it, removes it. */
export async function withBareGateway<T>(work: (gateway: BareGateway) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-bench-'));
  const server = await openEmbeddedServer(folder, { isDurable: false, settings: { fsync: 'off' } });
  const database = openDatabase(server.url);
  const client = new pg.Client(server.url);
  await client.connect();
  try {
    await migrate(database);
    const ctx = contextOf(database, folder);
    await loadDemonstration(ctx);
    return await work({ ctx, client });
  } finally {
    await client.end();
    await database.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
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
