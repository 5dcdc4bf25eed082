/** `congvan mail …`: whether mail works. */
import type { Command } from 'commander';
import { sendTestMail } from '../../gateway/mail/send-test-mail.js';
import { answer, type CommandOutput } from '../command-output.js';
import { withGateway } from '../with-gateway.js';

export function addMailCommands(program: Command, output: CommandOutput): void {
  program
    .command('mail')
    .description('thư điện tử / mail')
    .command('test')
    .description('gửi một thư thử, có chữ ký của cổng / send one test mail, signed by the gateway')
    .argument('<address>')
    .action((address: string) =>
      withGateway(async ({ ctx }) => {
        const sent = await sendTestMail(ctx, address);
        const text = `đã giao cho máy chủ thư / handed to the mail server: ${sent.answer}\nMessage-ID: ${sent.messageId}\n`;
        answer(output, { address, ...sent }, text);
      }),
    );
}
