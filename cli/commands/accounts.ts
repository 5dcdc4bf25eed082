/** `congvan user close|reopen|sign-out|change`: what becomes of somebody's account. Adding people: people.ts. */
import { type Command, Option } from 'commander';
import type { GatewayContext } from '../../gateway/context.js';
import { roleScopes } from '../../gateway/identity/access.js';
import {
  changePerson,
  closeAccount,
  endSessionsOf,
  personIdOf,
  reopenAccount,
} from '../../gateway/identity/people/manage-people.js';
import { everybodysManager, type Manager } from '../../gateway/identity/people/manager.js';
import { answer, type CommandOutput } from '../command-output.js';
import { operatorName } from '../operator-name.js';
import { withGateway } from '../with-gateway.js';

type Act = (ctx: GatewayContext, by: Manager, id: string) => Promise<void>;

/** @param user the command `user`, to which these belong */
export function addAccountCommands(user: Command, output: CommandOutput): void {
  const onPerson = (name: string, description: string, act: Act) =>
    user
      .command(name)
      .description(description)
      .argument('<email>')
      .action((email: string) => actOn(email, act, output));
  onPerson(
    'close',
    'khóa tài khoản, đăng xuất ngay / close an account and sign it out; it can be reopened',
    closeAccount,
  );
  onPerson('reopen', 'mở lại tài khoản đã khóa / open a closed account again', reopenAccount);
  onPerson('sign-out', 'đăng xuất người này mọi nơi / sign somebody out everywhere', endSessionsOf);
  user
    .command('change')
    .description('đổi họ tên, vai, cơ quan / change name, role, agency; what is left out stays')
    .argument('<email>')
    .option('--name <name>', 'họ tên / full name')
    .addOption(new Option('--role <role>', 'vai / role').choices(Object.keys(roleScopes)))
    .option('--agency <code>', 'cơ quan; "" để bỏ / agency; "" for none')
    .action((email: string, options: ChangeOptions) => actOn(email, changeBy(options), output));
}

interface ChangeOptions {
  readonly name?: string;
  readonly role?: string;
  readonly agency?: string;
}

const changeBy =
  ({ name, role, agency }: ChangeOptions): Act =>
  (ctx, by, id) =>
    changePerson(ctx, by, id, {
      ...(name === undefined ? {} : { name }),
      ...(role === undefined ? {} : { role }),
      ...(agency === undefined ? {} : { agency: agency || null }),
    });

const actOn = (email: string, act: Act, output: CommandOutput): Promise<void> =>
  withGateway(async ({ ctx }) => {
    const id = await personIdOf(ctx, email);
    await act(ctx, everybodysManager(operatorName()), id);
    answer(output, { id, email }, '');
  });
