/** `congvan mail …`: whether sending works, what incoming mails are taken for; what an operator does with mails is in mails.ts. */
import type { Command } from 'commander';
import { sendTestMail } from '../../gateway/mail/send-test-mail.js';
import { answer, type CommandOutput } from '../command-output.js';
import { withGateway } from '../with-gateway.js';
import { addMailOperation } from './mails.js';
import { exitUnreadable, sortFile } from './sort-mail.js';

export function addMailCommands(program: Command, output: CommandOutput): void {
  const mail = program.command('mail').description('thư điện tử / e-mail');
  mail
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
  mail
    .command('sort')
    .description('xem cổng hiểu một thư đến là gì / what the gateway takes an incoming mail for')
    .argument('<file.eml...>')
    .addHelpText('after', '\nExit: 0 read, 65 a file is no mail within the limits')
    .action(async (files: string[]) => {
      const read: boolean[] = [];
      for (const file of files) read.push(await sortFile(file, output));
      if (read.includes(false)) output.exit(exitUnreadable);
    });
  addMailOperation(mail, output);
}
