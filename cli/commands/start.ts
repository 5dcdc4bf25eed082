/**
 * `congvan start`: everything in one process, with a demonstration province in an empty gateway; what `npm start` runs.
 * `ready` is printed only when a document can really be sent.
 */
import { join } from 'node:path';
import type { Command } from 'commander';
import type { DemonstrationToken } from '../../gateway/agencies/demonstration.js';
import { loadConfig } from '../../gateway/config.js';
import { answer, type CommandOutput, progressBar } from '../command-output.js';
import { prepareDemonstration } from '../demonstration.js';
import { withDemonstrationMail } from '../demonstration-mail.js';
import { checkReady } from '../self-check.js';
import { serveUntilStopped } from '../serve.js';
import { type Gateway, openGateway, startPatienceMs, whenDatabaseAnswers } from '../wiring.js';
import { serveOrClose } from './servers.js';

export function addStartCommand(program: Command, output: CommandOutput): void {
  program
    .command('start', { isDefault: false })
    .description('chạy tất cả trong một tiến trình / everything in one process')
    .action(() => start(output));
}

async function start(output: CommandOutput): Promise<void> {
  const opened = await openGateway(loadConfig(), { schema: 'upgrade', databasePatienceMs: startPatienceMs });
  const { gateway, tokens } = await prepareOrClose(opened, output);
  const service = await serveOrClose(gateway, { http: true, workers: true });
  const url = service.url ?? '';
  try {
    const agency = tokens?.[0]?.agencies[0] ?? null;
    await whenDatabaseAnswers(gateway.ctx.log, startPatienceMs, () => checkReady(gateway, url, agency));
  } catch (error) {
    await service.stop();
    await gateway.close();
    throw error;
  }
  const text = tokens === null ? emptyGateway : welcome(gateway, url, tokens);
  const mailboxes = gateway.demonstrationMail && `${url}/thu`;
  answer(output, { ready: true, url, data: gateway.ctx.config.data, tokens, mailboxes }, `${text}ready ${url}\n`);
  await serveUntilStopped(gateway, service);
}

interface Prepared {
  readonly gateway: Gateway;
  readonly tokens: readonly DemonstrationToken[] | null;
}

async function prepareOrClose(gateway: Gateway, output: CommandOutput): Promise<Prepared> {
  if (!gateway.ctx.config.demo) return { gateway, tokens: null };
  const bar = progressBar(output, 'tỉnh minh họa / demonstration province');
  const prepare = async () => {
    const tokens = await prepareDemonstration(gateway, bar.show);
    return { gateway: tokens === null ? gateway : await withDemonstrationMail(gateway), tokens };
  };
  try {
    return await whenDatabaseAnswers(gateway.ctx.log, startPatienceMs, prepare);
  } catch (error) {
    await gateway.close();
    throw error;
  } finally {
    bar.end();
  }
}

const emptyGateway = `
Cổng chưa có dữ liệu minh họa. Tạo mã truy cập quản trị: / No demonstration here. Make a token for the administrator:
  npx congvan token create --scope admin --scope directory:write
`;

function welcome({ ctx, demonstrationMail }: Gateway, url: string, tokens: readonly DemonstrationToken[]): string {
  const { data } = ctx.config;
  const accounts = tokens.map(
    ({ titleVi, title, agencies, token }) =>
      `  ${titleVi} / ${title}${agencies.length > 0 ? ` (${agencies.join(', ')})` : ''}\n    ${token}`,
  );
  const mailboxes =
    demonstrationMail === null
      ? ''
      : `Hộp thư minh họa / demonstration mailboxes: ${url}/thu
  Sở Y tế (H30.15) nhận văn bản bằng thư / receives documents by mail
`;
  return `
Công văn  ${url}
Dữ liệu / data: ${data}
${mailboxes}
Tài khoản minh họa (mã truy cập) / demonstration accounts (tokens)
${accounts.join('\n')}

Thử trước / try first (trong cửa sổ khác, cùng thư mục / in a second terminal, same folder)
  eval "$(npx congvan demo env)"
  npx congvan send --token "$TOKEN_SENDER" --from H30.03 --to H30.01,H30.05,H30.15 \\
    --metadata ${join(data, 'samples', 'cong-van.json')} ${join(data, 'samples', 'cong-van.pdf')}
  npx congvan inbox --token "$TOKEN_RECIPIENT"

`;
}
