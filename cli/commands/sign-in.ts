/** `congvan user password …`: how people sign in to the pages. Adding people: people.ts. */
import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import type { Command } from 'commander';
import { type PasswordKind, resetSecondFactor, setPassword } from '../../gateway/identity/account.js';
import { newTypedSecret } from '../../gateway/identity/secret-token.js';
import { setUserSubject } from '../../gateway/identity/users.js';
import { answer, type CommandOutput } from '../command-output.js';
import { operatorName } from '../operator-name.js';
import { withGateway } from '../with-gateway.js';

/** @param user the command `user`, to which these belong */
export function addSignInCommands(user: Command, output: CommandOutput): void {
  user
    .command('password')
    .description(
      'đặt mật khẩu ban đầu, đổi khi đăng nhập; không có --file thì tự tạo và in ra / set a first password, to be changed at the sign-in; without --file one is made and printed',
    )
    .argument('<email>')
    .option('--file <file>', 'tệp chứa mật khẩu, - là đầu vào chuẩn / a file with the password, - for standard input')
    .option('--keep', 'không buộc đổi khi đăng nhập lần đầu / it need not be changed at the first sign-in')
    .action((email: string, options: PasswordOptions) => changePassword(email, options, output));
  user
    .command('reset-second-factor')
    .description('tắt xác thực hai bước của người mất điện thoại / for somebody who lost the phone')
    .argument('<email>')
    .action((email: string) =>
      withGateway(async ({ ctx }) => {
        const wasOn = await resetSecondFactor(ctx, email, operatorName());
        answer(output, { wasOn }, wasOn ? 'đã tắt / turned off\n' : 'không bật / it was not on\n');
      }),
    );
  user
    .command('subject')
    .description('gắn với tài khoản OpenID; bỏ trống để gỡ / tie to an account at the OpenID provider; none to untie')
    .argument('<email>')
    .argument('[subject]')
    .action((email: string, subject: string | undefined) =>
      withGateway(async ({ ctx }) => {
        await setUserSubject(ctx, email, subject ?? null, operatorName());
        answer(output, { email, subject: subject ?? null }, '');
      }),
    );
}

interface PasswordOptions {
  readonly file?: string;
  readonly keep?: true;
}

/** Whoever sets a password for somebody knows it: unless told otherwise it counts once. */
function changePassword(email: string, { file, keep }: PasswordOptions, output: CommandOutput): Promise<void> {
  const kind: PasswordKind = keep === true ? 'own' : 'first';
  return withGateway(async ({ ctx }) => {
    const password = file === undefined ? newTypedSecret() : await readPassword(file);
    await setPassword(ctx, email, password, operatorName(), kind);
    if (file === undefined) answer(output, { email, password }, `${password}\n`);
    else answer(output, { email }, '');
  });
}

/** Without the end of the line that editors and `echo` add. */
async function readPassword(file: string): Promise<string> {
  const content = file === '-' ? await readText(process.stdin) : await readFile(file, 'utf8');
  return content.replace(/\r?\n$/, '');
}
