/** A gateway's context over a real database, for rooms that need no blobs, keys or workers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { loadConfig } from '../../gateway/config.js';
import type { GatewayContext } from '../../gateway/context.js';
import { freshDatabase } from './test-database.js';

export interface TestContext {
  readonly ctx: GatewayContext;
  /** Sets the clock of the context; it stands still. */
  setNow(instant: string): void;
  end(): Promise<void>;
}

const notWired = <T extends object>(name: string): T =>
  new Proxy({} as T, {
    get: () => {
      throw new Error(`this test wires no ${name}`);
    },
  });

/** A context with its own database and data folder. */
export async function testContext(): Promise<TestContext> {
  const fresh = await freshDatabase();
  const data = mkdtempSync(join(tmpdir(), 'congvan-data-'));
  let now: Date | undefined;
  const ctx: GatewayContext = {
    config: loadConfig({ CONGVAN_DATA: data, CONGVAN_LOG_LEVEL: 'silent' }),
    database: fresh.database,
    blobs: notWired('blobs'),
    keys: notWired('keys'),
    keyStore: notWired('keyStore'),
    online: null,
    scanner: null,
    readsMails: false,
    timestamps: notWired('timestamps'),
    log: pino({ level: 'silent' }),
    wake: () => {},
    now: () => now ?? new Date(),
  };
  return {
    ctx,
    setNow: (instant) => {
      now = new Date(instant);
    },
    end: async () => {
      await fresh.drop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
