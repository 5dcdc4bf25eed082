/** `congvan gateway|worker|migrate`: the parts of the several-process form. Everything in one process: start.ts. */
import type { Command } from 'commander';
import { loadConfig } from '../../gateway/config.js';
import { migrate } from '../../gateway/database/migrate.js';
import { answer, type CommandOutput } from '../command-output.js';
import { serve, serveUntilStopped } from '../serve.js';
import { openDatabaseHome, openGateway, openLog, startPatienceMs, whenDatabaseAnswers } from '../wiring.js';

export function addServerCommands(program: Command, output: CommandOutput): void {
  program
    .command('gateway')
    .description('chỉ dịch vụ HTTP / the HTTP service only')
    .action(() => runGateway(output));
  program
    .command('worker')
    .description('chỉ các tiến trình giao văn bản / the workers only')
    .action(() => runWorker(output));
  program
    .command('migrate')
    .description('tạo hoặc nâng cấp lược đồ cơ sở dữ liệu / make or upgrade the database schema')
    .action(() => runMigrations(output));
}

async function runGateway(output: CommandOutput): Promise<void> {
  const gateway = await openGateway(loadConfig(), { schema: 'upgrade', databasePatienceMs: startPatienceMs });
  const service = await serveOrClose(gateway, { http: true, workers: false });
  answer(output, { ready: true, url: service.url }, `ready ${service.url}\n`);
  await serveUntilStopped(gateway, service);
}

async function runWorker(output: CommandOutput): Promise<void> {
  const gateway = await openGateway(loadConfig(), { schema: 'upgrade', databasePatienceMs: startPatienceMs });
  const service = await serveOrClose(gateway, { http: false, workers: true });
  answer(output, { ready: true }, 'ready\n');
  await serveUntilStopped(gateway, service);
}

/** A gateway that cannot serve is closed, so that its embedded server does not stay behind. */
export async function serveOrClose(...[gateway, parts]: Parameters<typeof serve>): ReturnType<typeof serve> {
  try {
    return await serve(gateway, parts);
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

async function runMigrations(output: CommandOutput): Promise<void> {
  const config = loadConfig();
  const log = openLog(config);
  const home = await openDatabaseHome(config, log);
  try {
    const applied = await whenDatabaseAnswers(log, startPatienceMs, () => migrate(home.database));
    answer(output, { applied }, applied.map((name) => `${name}\n`).join(''));
    if (applied.length === 0) output.stderr('lược đồ đã ở bản mới nhất / the schema is up to date\n');
  } finally {
    await home.close();
  }
}
