/** What a process listens on, by its parts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/peers/free-port.js';
import { serve } from '../../cli/serve.js';
import { openGateway } from '../../cli/wiring.js';
import { loadConfig } from '../../gateway/config.js';
import { type FreshDatabase, freshDatabase } from '../support/test-database.js';

let folder: string;
let fresh: FreshDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-serve-'));
  fresh = await freshDatabase();
});
afterAll(async () => {
  await fresh.drop();
  await rm(folder, { recursive: true, force: true });
});

const open = (workerPort: number) =>
  openGateway(
    loadConfig({
      CONGVAN_DATA: folder,
      DATABASE_URL: fresh.url,
      CONGVAN_LOG_LEVEL: 'error',
      CONGVAN_WORKER_PORT: String(workerPort),
    }),
    { schema: 'keep' },
  );

describe('workers alone', () => {
  it('say on their port how they are, and are seen by their signs of life until they stop', async () => {
    const gateway = await open(await freePort());
    const service = await serve(gateway, { http: false, workers: true });
    expect(await (await fetch(`${service.url}/readyz`)).json()).toMatchObject({ ready: true });
    const alive = async () => (await fresh.database.query('select from worker_heartbeats')).rows.length;
    await expect.poll(alive).toBe(1);
    await service.stop();
    expect(await alive()).toBe(0);
    await gateway.close();
  });

  it('listen nowhere without one', async () => {
    const gateway = await open(0);
    const service = await serve(gateway, { http: false, workers: true });
    expect(service.url).toBeNull();
    await service.stop();
    await gateway.close();
  });
});
