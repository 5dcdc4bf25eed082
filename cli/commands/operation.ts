/** `congvan pause|resume|retry|recount|webhook|backup|restore`: what an operator does with a gateway. The examination is in doctor.ts. */
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { removeWebhook, rotateWebhookSecret, setWebhook } from '../../gateway/agencies/webhook-settings.js';
import { loadConfig } from '../../gateway/config.js';
import { hasSchema } from '../../gateway/database/migrate.js';
import { pauseChannel, resumeChannel, retryDelivery } from '../../gateway/deliveries/operate-deliveries.js';
import { backup, type OnProgress } from '../../gateway/evidence/backup.js';
import { noteBackup } from '../../gateway/evidence/note-backup.js';
import { restore } from '../../gateway/evidence/restore.js';
import { recountReport } from '../../gateway/registers/keep-counts.js';
import { Problem } from '../../schemas/problems/problem.js';
import { answer, type CommandOutput, progressBar } from '../command-output.js';
import { operatorName } from '../operator-name.js';
import { openDatabaseHome, openLog } from '../wiring.js';
import { withGateway } from '../with-gateway.js';

export function addOperationCommands(program: Command, output: CommandOutput): void {
  program
    .command('pause')
    .description('tạm dừng một kênh giao / pause a channel; what is being sent is finished')
    .argument('<channel>')
    .option('--reason <text>', 'lý do / why')
    .action((channel: string, { reason }: { reason?: string }) =>
      withGateway(async ({ ctx }) => {
        await pauseChannel(ctx, channel, operatorName(), reason ?? null);
        answer(output, { channel, paused: true }, '');
      }),
    );
  program
    .command('resume')
    .description('cho kênh chạy tiếp / let a channel go on')
    .argument('<channel>')
    .action((channel: string) =>
      withGateway(async ({ ctx }) => {
        await resumeChannel(ctx, channel, operatorName());
        answer(output, { channel, paused: false }, '');
      }),
    );
  program
    .command('retry')
    .description('gửi lại một lượt giao đã thất bại hoặc đã gửi / send a delivery again that failed or was sent')
    .argument('<delivery>', 'mã lượt giao / its id; a mail keeps its Message-ID')
    .action((delivery: string) =>
      withGateway(async ({ ctx }) => {
        await retryDelivery(ctx, delivery, operatorName());
        answer(output, { delivery, state: 'queued' }, '');
      }),
    );
  program
    .command('recount')
    .description('đếm lại số liệu báo cáo từ sổ / count the report’s figures anew from the registers')
    .action(() =>
      withGateway(async ({ ctx }) => {
        const wrong = await recountReport(ctx);
        answer(output, { wrong }, `${wrong} số liệu sai đã sửa / wrong figures corrected\n`);
      }),
    );
  addWebhooks(program, output);
  addBackups(program, output);
}

interface WebhookOptions {
  readonly agency: string;
  readonly url: string;
  readonly payload: 'container' | 'notice';
}

function addWebhooks(program: Command, output: CommandOutput): void {
  const webhook = program
    .command('webhook')
    .description('địa chỉ nhận của hệ thống QLVB / where document systems are reached');
  webhook
    .command('set')
    .description('đặt địa chỉ; in khóa bí mật nếu là mới / set the address; prints the secret of a new one')
    .requiredOption('--agency <code>')
    .requiredOption('--url <url>')
    .addOption(
      new Option('--payload <what>', 'gửi gì / what is sent').choices(['container', 'notice']).default('container'),
    )
    .action((options: WebhookOptions) =>
      withGateway(async ({ ctx }) => {
        const secret = await setWebhook(ctx, options, operatorName());
        answer(output, { agency: options.agency, secret }, secret === null ? '' : `${secret}\n`);
      }),
    );
  webhook
    .command('remove')
    .description('bỏ webhook; cơ quan lại đọc hộp đến tại cổng / take it away; the agency reads its inbox here again')
    .requiredOption('--agency <code>')
    .action(({ agency }: { agency: string }) => withGateway(({ ctx }) => removeWebhook(ctx, agency, operatorName())));
  webhook
    .command('rotate')
    .description('đổi khóa bí mật; khóa cũ còn hiệu lực một thời gian / new secret; the old one stays good for a while')
    .requiredOption('--agency <code>')
    .option('--overlap-hours <n>', 'số giờ cả hai khóa cùng hiệu lực / hours both are good', Number, 24)
    .action(({ agency, overlapHours }: { agency: string; overlapHours: number }) =>
      withGateway(async ({ ctx }) => {
        const secret = await rotateWebhookSecret(ctx, agency, overlapHours, operatorName());
        answer(output, { agency, secret, overlapHours }, `${secret}\n`);
      }),
    );
}

/** One bar for a work of several steps. */
function showSteps(output: CommandOutput): { onProgress: OnProgress; end: () => void } {
  const bars = new Map<string, ReturnType<typeof progressBar>>();
  return {
    onProgress: ({ step, done, total }) => {
      const bar = bars.get(step) ?? progressBar(output, step);
      bars.set(step, bar);
      bar.show(done, total);
    },
    end: () => {
      for (const bar of bars.values()) bar.end();
    },
  };
}

function addBackups(program: Command, output: CommandOutput): void {
  program
    .command('backup')
    .description('sao lưu trong khi cổng vẫn chạy / back up a gateway that goes on working')
    .argument('<folder>', 'thư mục mới hoặc trống / new or empty')
    .action((folder: string) => backUp(folder, output));
  program
    .command('restore')
    .description('khôi phục vào cơ sở dữ liệu và thư mục trống / restore into an empty database and data folder')
    .argument('<folder>', 'bản sao lưu / the backup')
    .action((folder: string) => restoreFrom(folder, output));
}

/** Opens the database alone: a backup is wanted most before an upgrade, while the schema is still that of the version before. */
async function backUp(folder: string, output: CommandOutput): Promise<void> {
  const config = loadConfig();
  const home = await openDatabaseHome(config, openLog({ ...config, logLevel: 'warn' }));
  const { onProgress, end } = showSteps(output);
  try {
    if (!(await hasSchema(home.database)))
      throw new Problem('schema_older', { detail: 'The database has no schema yet: there is nothing to back up' });
    const { containers, uploads, tables, takenAt } = await backup(
      { config, now: () => new Date() },
      home.url,
      folder,
      onProgress,
    );
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const { count } = containers;
    const damaged = [...containers.damaged, ...(uploads?.damaged ?? [])];
    const made = { folder: resolve(folder), rows, containers: count, damaged: damaged.length };
    await noteBackup(home.database, made, operatorName());
    const text = `${folder}: ${rows} rows, ${count} containers, ${takenAt}\n`;
    answer(output, { folder, takenAt, rows, containers: count, damaged }, text);
    if (damaged.length === 0) return;
    output.stderr(`không sao lưu được / not saved, missing or damaged: ${damaged.join(' ')}\n`);
    output.exit(1);
  } finally {
    end();
    await home.close();
  }
}

/** Opens the database alone: the gateway's own keys come out of the backup and must not be made here first. */
async function restoreFrom(folder: string, output: CommandOutput): Promise<void> {
  const config = loadConfig();
  const home = await openDatabaseHome(config, openLog({ ...config, logLevel: 'warn' }));
  const { onProgress, end } = showSteps(output);
  try {
    const target = { databaseUrl: home.url, dataFolder: config.data, folder };
    const { containers, takenAt } = await restore(target, onProgress);
    const text = `${folder}: ${containers.count} containers, ${takenAt}\n`;
    answer(output, { folder, takenAt, containers: containers.count }, text);
    output.stderr('chạy `congvan doctor` để kiểm tra / now examine it with `congvan doctor`\n');
  } finally {
    end();
    await home.close();
  }
}
