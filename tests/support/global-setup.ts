/**
 * One throw-away PostgreSQL per test run: its folder is made here, the first test that needs a database starts the server,
 * and it is stopped and removed when all tests are done.
 */

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { stopEmbeddedServer } from '../../gateway/database/embedded-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    databaseFolder: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-test-'));
  project.provide('databaseFolder', folder);
  return async () => {
    if (existsSync(join(folder, 'postgresql'))) await stopEmbeddedServer(folder);
    await rm(folder, { recursive: true, force: true });
  };
}
