/** `congvan user …`, `congvan token …`: who may use this gateway, and with which scopes. */
import { type Command, Option } from 'commander';
import { allScopes, roleScopes } from '../../gateway/identity/access.js';
import { issueToken, listTokens, revokeToken } from '../../gateway/identity/tokens.js';
import { addUser, listUsers } from '../../gateway/identity/users.js';
import { answer, type CommandOutput, printTable } from '../command-output.js';
import { operatorName } from '../operator-name.js';
import { usage } from '../usage.js';
import { withGateway } from '../with-gateway.js';
import { addAccountCommands } from './accounts.js';
import { addSignInCommands } from './sign-in.js';

const collect = (value: string, before: readonly string[] = []) => [...before, ...value.split(',')];
const dayMs = 86_400_000;

export function addPeopleCommands(program: Command, output: CommandOutput): void {
  addUsers(program, output);
  const token = program.command('token').description('mã truy cập / tokens of programs and people');
  token
    .command('create')
    .description('cấp mã; chỉ in ra một lần, ở đây / issue a token; it can be seen only now')
    .option('--agency <code>', 'cơ quan / agency it acts for; repeatable', collect)
    .addOption(new Option('--scope <scope>', `quyền / ${allScopes.join(', ')}; repeatable`).argParser(collect))
    .addOption(new Option('--role <role>', 'các quyền của vai / the scopes of a role').choices(Object.keys(roleScopes)))
    .option('--name <name>', 'tên để nhớ / what it is for')
    .option('--days <n>', 'số ngày hiệu lực / days until it ends', Number)
    .action((options: TokenOptions) => createToken(options, output));
  token
    .command('revoke')
    .description('thu hồi / revoke, by id or by the token itself')
    .argument('<id-or-token>')
    .action((id: string) =>
      withGateway(async ({ ctx }) => answer(output, { revoked: await revokeToken(ctx, id, operatorName()) }, '')),
    );
  token
    .command('list')
    .description('danh sách mã / list tokens (never the tokens themselves)')
    .option('--agency <code>')
    .action((options: { agency?: string }) => showTokens(options, output));
}

interface TokenOptions {
  readonly agency?: readonly string[];
  readonly scope?: readonly string[];
  readonly role?: keyof typeof roleScopes;
  readonly name?: string;
  readonly days?: number;
}

/** Scopes said, those of the role, or those of a clerk for a token that acts for an agency. */
function scopesOf({ scope, role, agency }: TokenOptions): readonly string[] {
  if (scope !== undefined) return [...scope, ...(role === undefined ? [] : roleScopes[role])];
  if (role !== undefined) return roleScopes[role];
  if (agency === undefined) throw usage('a token needs --agency, --role or --scope');
  return roleScopes.clerk;
}

function createToken(options: TokenOptions, output: CommandOutput): Promise<void> {
  const { days } = options;
  const scopes = scopesOf(options);
  if (days !== undefined && !(days > 0)) throw usage('--days takes a number above 0');
  return withGateway(async ({ ctx }) => {
    const issued = await issueToken(ctx, {
      name: options.name ?? `token of ${options.agency?.join(', ') ?? 'the gateway'}`,
      scopes,
      agencies: options.agency ?? [],
      expiresAt: days === undefined ? null : new Date(ctx.now().getTime() + days * dayMs),
      actor: operatorName(),
    });
    answer(output, issued, `${issued.token}\n`);
  });
}

function showTokens({ agency }: { agency?: string }, output: CommandOutput): Promise<void> {
  return withGateway(async ({ ctx }) => {
    const tokens = await listTokens(ctx, agency);
    answer(output, tokens, () =>
      printTable(
        output,
        ['ID', 'TÊN', 'CƠ QUAN', 'HẾT HẠN', 'THU HỒI'],
        tokens.map((row) => [row.id, row.name, row.agencies.join(','), row.expires_at, row.revoked_at]),
        'chưa có mã nào / no token yet',
      ),
    );
  });
}

interface UserOptions {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly agency?: string;
}

function addUsers(program: Command, output: CommandOutput): void {
  const user = program.command('user').description('người dùng / people');
  user
    .command('add')
    .description('thêm người dùng / add a person')
    .requiredOption('--name <name>', 'họ tên / full name')
    .requiredOption('--email <address>', 'thư công vụ / official address')
    .addOption(new Option('--role <role>', 'vai / role').choices(Object.keys(roleScopes)).makeOptionMandatory())
    .option('--agency <code>', 'cơ quan / agency')
    .action((options: UserOptions) =>
      withGateway(async ({ ctx }) => {
        const id = await addUser(ctx, { ...options, actor: operatorName() });
        answer(output, { id }, `${id}\n`);
      }),
    );
  addSignInCommands(user, output);
  addAccountCommands(user, output);
  user
    .command('list')
    .description('danh sách / list people')
    .action(() =>
      withGateway(async ({ ctx }) => {
        const users = await listUsers(ctx);
        answer(output, users, () =>
          printTable(
            output,
            ['HỌ TÊN', 'VAI', 'CƠ QUAN', 'THƯ', 'KHÓA LÚC'],
            users.map(({ name, role, agency, email, closed_at }) => [name, role, agency, email, closed_at]),
            'chưa có ai / nobody yet',
          ),
        );
      }),
    );
}
