/** `congvan agency …`, `congvan group …`: the directory of agencies and the groups they are addressed by. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  type Agency,
  mailPolicies,
  mailProtections,
  numberings,
  pdfPolicies,
  usableChannels,
} from '../../gateway/agencies/agency.js';
import { addAgency, mergeAgencies } from '../../gateway/agencies/change-agencies.js';
import { findAgencies } from '../../gateway/agencies/find-agencies.js';
import { listGroups, writeGroup } from '../../gateway/agencies/groups.js';
import { exportAgencies, importAgencies } from '../../gateway/agencies/import-agencies.js';
import type { GatewayContext } from '../../gateway/context.js';
import { issueAgencySeal } from '../../gateway/identity/issue-for-agency.js';
import { answer, type CommandOutput, printTable } from '../command-output.js';
import { operatorName } from '../operator-name.js';
import { withGateway } from '../with-gateway.js';

const pageSize = 200;

export function addDirectoryCommands(program: Command, output: CommandOutput): void {
  const agency = program.command('agency').description('danh mục cơ quan / directory of agencies');
  addListing(agency, output);
  addAdding(agency, output);
  agency
    .command('import')
    .description('thêm, cập nhật từ tệp CSV / add and change from CSV: code,name,parent,email,channel,…')
    .argument('<file.csv>')
    .action((file: string) => importFile(file, output));
  agency
    .command('export')
    .description('xuất CSV / write CSV')
    .option('--out <file.csv>', 'tệp kết quả / instead of standard output')
    .action(({ out }: { out?: string }) => exportFile(out, output));
  agency
    .command('merge')
    .description('sáp nhập; văn bản mới đến cơ quan kế thừa / merge; what is sent afterwards goes to the successor')
    .argument('<code...>', 'các cơ quan kết thúc / those that end')
    .requiredOption('--into <code>', 'cơ quan kế thừa, đã có trong danh mục / the successor, already in the directory')
    .requiredOption('--last-day <yyyy-mm-dd>', 'ngày hoạt động cuối cùng / their last day')
    .action((agencies: string[], { into, lastDay }: { into: string; lastDay: string }) =>
      withGateway(async ({ ctx }) => {
        await mergeAgencies(ctx, { agencies, into, lastDay }, operatorName());
        answer(output, { merged: agencies, into, lastDay }, `${agencies.join(' ')} → ${into}\n`);
      }),
    );
  addGroups(program, output);
}

function addListing(agency: Command, output: CommandOutput): void {
  agency
    .command('list')
    .description('danh sách cơ quan / list agencies')
    .argument('[words...]', 'từ trong tên, có dấu hay không / words of the name or code')
    .option('--parent <code>', 'cơ quan cấp trên / below this agency')
    .option('--all', 'kể cả cơ quan đã kết thúc / also closed ones')
    .action((words: string[], options: ListOptions) => listAgencies(words, options, output));
}

interface ListOptions {
  readonly parent?: string;
  readonly all?: boolean;
}

function listAgencies(words: string[], { parent, all }: ListOptions, output: CommandOutput): Promise<void> {
  return withGateway(async ({ ctx }) => {
    const agencies = await everyAgency(ctx, {
      q: words.join(' '),
      active: all !== true,
      ...(parent === undefined ? {} : { parent }),
    });
    answer(output, agencies, () =>
      printTable(
        output,
        ['MÃ', 'TÊN', 'CẤP TRÊN', 'KÊNH', 'THƯ'],
        agencies.map((row) => [row.code, row.name, row.parent, row.channel, row.email]),
        'không có cơ quan nào / no agency',
      ),
    );
  });
}

async function everyAgency(ctx: GatewayContext, query: Parameters<typeof findAgencies>[1]): Promise<Agency[]> {
  const all: Agency[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof findAgencies>> = await findAgencies(ctx, {
      ...query,
      limit: pageSize,
      ...(cursor === null ? {} : { cursor }),
    });
    all.push(...page.agencies);
    cursor = page.cursor;
  } while (cursor !== null);
  return all;
}

interface AddOptions {
  readonly name: string;
  readonly parent?: string;
  readonly email?: string;
  readonly channel?: string;
  readonly numbering?: string;
  readonly pdfPolicy?: string;
  readonly mailProtection?: string;
  readonly mailPolicy?: string;
  readonly withSeal?: boolean;
}

function addAdding(agency: Command, output: CommandOutput): void {
  agency
    .command('add')
    .description('thêm cơ quan / add an agency')
    .argument('<code>')
    .requiredOption('--name <name>', 'tên / name')
    .option('--parent <code>', 'cơ quan cấp trên / agency above')
    .option('--email <address>', 'hộp thư công vụ / official mailbox')
    .option('--channel <channel>', `kênh nhận / how it receives: ${usableChannels.join(', ')}`)
    .option('--numbering <who>', `ai cấp số văn bản đi / who numbers what it sends: ${numberings.join(', ')}`)
    .option(
      '--pdf-policy <policy>',
      `PDF có chữ ký không hợp lệ / PDFs with a signature that is not valid: ${pdfPolicies.join(', ')}`,
    )
    .option('--mail-protection <what>', `thư gửi cơ quan / mails to it are: ${mailProtections.join(', ')}`)
    .option(
      '--mail-policy <policy>',
      `văn bản gửi qua thư / whose documents by mail are sent: ${mailPolicies.join(', ')}`,
    )
    .option('--with-seal', 'cấp chứng thư và khóa ký / issue a seal at once')
    .action((code: string, options: AddOptions) => addOne(code, options, output));
}

function addOne(code: string, options: AddOptions, output: CommandOutput): Promise<void> {
  const { withSeal, ...draft } = options;
  return withGateway(async ({ ctx, desk }) => {
    const actor = operatorName();
    const agency = await addAgency(ctx, { code, ...draft }, actor);
    const seal = withSeal === true ? await issueAgencySeal(desk, { agency: agency.code, actor }) : null;
    answer(output, { ...agency, seal }, `${agency.code}\n`);
  });
}

function importFile(file: string, output: CommandOutput): Promise<void> {
  return withGateway(async ({ ctx }) => {
    const count = await importAgencies(ctx, await readFile(file), operatorName());
    answer(output, { imported: count }, `${count}\n`);
  });
}

function exportFile(out: string | undefined, output: CommandOutput): Promise<void> {
  return withGateway(async ({ ctx }) => {
    const csv = await exportAgencies(ctx);
    const agencies = await everyAgency(ctx, {});
    if (out === undefined) return answer(output, agencies, csv);
    await writeFile(out, csv);
    answer(output, { out, agencies: agencies.length }, '');
  });
}

function addGroups(program: Command, output: CommandOutput): void {
  const group = program.command('group').description('nhóm nơi nhận / groups of recipients');
  group
    .command('add')
    .description('tạo hoặc ghi lại nhóm / make a group, or write it anew')
    .argument('<name>')
    .argument('<code...>', 'mã các cơ quan / agencies')
    .option('--title <title>', 'tên hiển thị / what people read')
    .option('--replace', 'ghi đè nhóm đã có / write over a group of this name')
    .action((name: string, members: string[], options: { title?: string; replace?: boolean }) =>
      withGateway(async ({ ctx }) => {
        const { replace, ...title } = options;
        const written = await writeGroup(ctx, { name, members, ...title }, replace !== true, operatorName());
        answer(output, written, `${name}: ${written.members.length}\n`);
      }),
    );
  group
    .command('list')
    .description('danh sách nhóm / list groups')
    .action(() =>
      withGateway(async ({ ctx }) => {
        const groups = await listGroups(ctx, null);
        answer(output, groups, () =>
          printTable(
            output,
            ['NHÓM', 'TÊN', 'THÀNH VIÊN'],
            groups.map(({ name, title, members }) => [name, title, members.length]),
            'chưa có nhóm nào / no group yet',
          ),
        );
      }),
    );
}
