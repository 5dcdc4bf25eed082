/** `congvan mail list|show|original|release|discard|resend`: what an operator sees of mails and does with them. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { listMails, type MailQuery } from '../../gateway/mailbox/operating/list-mails.js';
import { discardMail, type MovedMail, releaseMail, resendMail } from '../../gateway/mailbox/operating/operate-mails.js';
import { openOriginal, viewMail } from '../../gateway/mailbox/operating/view-mail.js';
import { describeMail, mailRow, mailTitles } from '../client/describe-mail.js';
import { answer, type CommandOutput, printTable } from '../command-output.js';
import { operatorName } from '../operator-name.js';
import { withGateway } from '../with-gateway.js';

/** Whoever may run commands here reads the disk as well. */
const reader = { auditor: true, operator: true } as const;

export function addMailOperation(mail: Command, output: CommandOutput): void {
  addList(mail, output);
  mail
    .command('show')
    .description('mọi điều đã biết về một thư / everything known of a mail')
    .argument('<id>')
    .action((id: string) =>
      withGateway(async ({ ctx }) => {
        const found = await viewMail(ctx, id, reader);
        answer(output, found, describeMail(found));
      }),
    );
  mail
    .command('original')
    .description('lưu bản gốc của một thư đến / save the original of an incoming mail')
    .argument('<id>')
    .requiredOption('--out <file.eml>', 'tệp mới / a new file')
    .action((id: string, { out }: { out: string }) => saveOriginal(id, out, output));
  addActs(mail, output);
}

interface ListOptions extends Pick<MailQuery, 'state' | 'kind' | 'result' | 'cursor' | 'limit'> {
  readonly out?: boolean;
  readonly query?: string;
}

function addList(mail: Command, output: CommandOutput): void {
  mail
    .command('list')
    .description('thư đến, mới nhất trước; --out: thư đi / mails that came in, newest first; --out: that went out')
    .addOption(new Option('--in', 'thư đến (mặc định) / incoming (default)').conflicts('out'))
    .option('--out', 'thư đi / outgoing')
    .option('--state <state>', 'vd. quarantined, awaiting, new; failed')
    .option('--kind <kind>', 'vd. document, answer; reply')
    .option('--result <code>', 'mã kết quả / result code')
    .option('--query <words>', 'tìm trong địa chỉ và tiêu đề, không cần dấu / words in addresses and subjects')
    .option('--limit <n>', 'số dòng / rows', Number, 50)
    .option('--cursor <id>', 'trang tiếp theo / the next page')
    .action((options: ListOptions) => list(options, output));
}

async function list({ out, query, ...options }: ListOptions, output: CommandOutput): Promise<void> {
  await withGateway(async ({ ctx }) => {
    const asked = { ...options, direction: out === true ? 'out' : 'in', q: query } as const;
    const found = await listMails(ctx, asked, reader);
    answer(output, found, () => printTable(output, mailTitles, found.items.map(mailRow), 'không có thư / no mails'));
    if (found.next !== null) output.stderr(`còn nữa / more: --cursor ${found.next}\n`);
  });
}

async function saveOriginal(id: string, out: string, output: CommandOutput): Promise<void> {
  await withGateway(async ({ ctx }) => {
    const { source, sha256 } = await openOriginal(ctx, id, reader);
    try {
      await pipeline(source.stream(), createWriteStream(out, { flags: 'wx', mode: 0o600 }));
      answer(output, { id, out, size: source.size, sha256 }, `${out}: ${source.size} bytes, SHA-256 ${sha256}\n`);
    } finally {
      await source.close();
    }
  });
}

function addActs(mail: Command, output: CommandOutput): void {
  const show = (moved: MovedMail) => answer(output, moved, `${moved.id}: ${moved.state}\n`);
  const acts = [
    {
      name: 'release',
      description:
        'xử lý một thư đang chờ; bạn bảo đảm người gửi là thật / have a waiting mail handled; you vouch for its sender',
      act: releaseMail,
    },
    {
      name: 'discard',
      description: 'gác một thư lại, không làm gì / set a mail aside; nothing comes of it',
      act: discardMail,
    },
  ];
  for (const { name, description, act } of acts)
    mail
      .command(name)
      .description(description)
      .argument('<id>')
      .option('--reason <text>', 'lý do / why')
      .action((id: string, { reason }: { reason?: string }) =>
        withGateway(async ({ ctx }) => show(await act(ctx, id, operatorName(), reason ?? null))),
      );
  mail
    .command('resend')
    .description('gửi lại một thư đi đã thất bại / send a mail again that failed')
    .argument('<id>')
    .action((id: string) => withGateway(async ({ ctx }) => show(await resendMail(ctx, id, operatorName()))));
}
