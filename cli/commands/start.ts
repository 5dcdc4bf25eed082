/**
 * `congvan start`: everything in one process, with a demonstration province in an empty gateway; what `npm start` runs.
 * `ready` is printed only when a document can really be sent.
 */
import { join } from 'node:path';
import type { Command } from 'commander';
import type { DemonstrationAccount, DemonstrationToken } from '../../gateway/agencies/demonstration.js';
import { loadConfig } from '../../gateway/config.js';
import type { Role } from '../../gateway/identity/access.js';
import { answer, type CommandOutput, progressBar } from '../command-output.js';
import { prepareDemonstration, prepareDemonstrationAccounts } from '../demonstration.js';
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
  const { gateway, tokens, accounts } = await prepareOrClose(opened, output);
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
  const text = tokens === null ? emptyGateway : welcome(gateway, url, tokens, accounts ?? []);
  const mailboxes = gateway.demonstrationMail && `${url}/thu`;
  answer(
    output,
    { ready: true, url, data: gateway.ctx.config.data, tokens, accounts, mailboxes },
    `${text}ready ${url}\n`,
  );
  await serveUntilStopped(gateway, service);
}

interface Prepared {
  readonly gateway: Gateway;
  readonly tokens: readonly DemonstrationToken[] | null;
  readonly accounts: readonly DemonstrationAccount[] | null;
}

async function prepareOrClose(gateway: Gateway, output: CommandOutput): Promise<Prepared> {
  if (!gateway.ctx.config.demo) return { gateway, tokens: null, accounts: null };
  const bar = progressBar(output, 'tỉnh minh họa / demonstration province');
  const prepare = async () => {
    const tokens = await prepareDemonstration(gateway, bar.show);
    if (tokens === null) return { gateway, tokens, accounts: null };
    const accounts = await prepareDemonstrationAccounts(gateway);
    return { gateway: await withDemonstrationMail(gateway), tokens, accounts };
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

const roleTitles: Readonly<Record<Role, string>> = {
  clerk: 'văn thư / clerk',
  leader: 'lãnh đạo / leader',
  administrator: 'quản trị cơ quan / agency administrator',
  operator: 'quản trị cổng / operator',
  auditor: 'kiểm tra / auditor',
};

const accountLine = ({ role, agency, email, password }: DemonstrationAccount) =>
  `  ${roleTitles[role]}${agency === null ? '' : ` (${agency})`}\n    ${email}  ${password}`;

function welcome(
  { ctx, demonstrationMail }: Gateway,
  url: string,
  tokens: readonly DemonstrationToken[],
  accounts: readonly DemonstrationAccount[],
): string {
  const { data } = ctx.config;
  const tokenLines = tokens.map(
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
Đăng nhập tại / sign in at ${url}/dang-nhap (thư và mật khẩu / address and password)
${accounts.map(accountLine).join('\n')}

Mã truy cập minh họa cho phần mềm / demonstration tokens, for programs
${tokenLines.join('\n')}

Thử trước / try first (trong cửa sổ khác, cùng thư mục / in a second terminal, same folder)
  eval "$(npx congvan demo env)"
  npx congvan send --token "$TOKEN_SENDER" --from H30.03 --to H30.01,H30.05,H30.15 \\
    --metadata ${join(data, 'samples', 'cong-van.json')} ${join(data, 'samples', 'cong-van.pdf')}
  npx congvan inbox --token "$TOKEN_RECIPIENT"

`;
}
