/** `congvan verify|seal|countersign|edxml`: commands on files, without a database. What they do is in the files beside this one. */
import { type Command, Option } from 'commander';
import { answer, type CommandOutput } from '../command-output.js';
import type { CountersignOptions } from './countersign.js';
import type { EdxmlSummary } from './edxml.js';
import type { SealOptions } from './seal.js';
import type { VerifyOptions } from './verify.js';

const collect = (value: string, before: readonly string[] = []) => [...before, value];

export function addVerifyCommand(program: Command, output: CommandOutput): void {
  program
    .command('verify')
    .description('kiểm tra tệp: ai ký, còn nguyên vẹn không / judge files: who sealed them, are they intact')
    .argument('<file...>')
    .option('--trust <pem-or-folder>', 'chứng thư gốc được tin / trust anchor; repeatable', collect)
    .option('--crl <file>', 'danh sách thu hồi / revocation list; repeatable', collect)
    .option('--at <iso-time>', 'thời điểm xét / judge as of this time')
    .addOption(
      new Option('--policy <policy>', 'mức kiểm tra / what is judged').choices(['full', 'core']).default('full'),
    )
    .option('--html <out.html>', 'báo cáo để in / a report to print; a folder for several files; never overwrites')
    .option(
      '--evidence <folder>',
      'chứng thư, CRL, OCSP, dấu thời gian đã dựa vào / what the verdict relied upon, as files',
    )
    .option('--offline', 'không dùng mạng và kho tin cậy của cổng / ask neither the network nor the gateway beside us')
    .addHelpText('after', '\nExit: 0 valid, 1 invalid, 2 cannot be decided, 65 not a file it knows, 64 usage')
    .action(async (files: string[], options: Omit<VerifyOptions, 'files' | 'json'>) => {
      const { verifyFiles } = await import('./verify.js');
      const { onlineAsConfigured, trustBeside } = await import('../trust-beside.js');
      const environment = { ...output, trustStore: trustBeside, online: onlineAsConfigured };
      output.exit(await verifyFiles({ ...options, files, json: output.isJson }, environment));
    });
}

const addSigningOptions = (command: Command): Command =>
  command
    .requiredOption('--key <file>', 'khóa bí mật / private key, PEM')
    .requiredOption('--cert <file>', 'chứng thư / certificate, then its issuers')
    .option('--passphrase-file <file>', 'mật khẩu của khóa / passphrase of an encrypted key')
    .requiredOption('--out <file.asice>', 'tệp kết quả / the container to write');

export function addSealCommand(program: Command, output: CommandOutput): void {
  const command = program
    .command('seal')
    .description('ký số các tệp thành một gói ASiC-E / put files under a seal, without a gateway')
    .argument('<file...>');
  addSigningOptions(command)
    .option('--in <envelope.json>', 'siêu dữ liệu / metadata; without it the container has no envelope')
    .action(async (files: string[], options: Omit<SealOptions, 'files' | 'json'>) => {
      const { sealFiles } = await import('./seal.js');
      output.exit(await sealFiles({ ...options, files, json: output.isJson }, output));
    });
}

export function addCountersignCommand(program: Command, output: CommandOutput): void {
  const command = program
    .command('countersign')
    .description('ký thêm một chữ ký vào gói ASiC-E / add a signature to a container, without a gateway')
    .argument('<file.asice>');
  addSigningOptions(command).action(async (file: string, options: Omit<CountersignOptions, 'file' | 'json'>) => {
    const { countersignFile } = await import('./countersign.js');
    output.exit(await countersignFile({ ...options, file, json: output.isJson }, output));
  });
}

export function addEdxmlCommands(program: Command, output: CommandOutput): void {
  const edxml = program.command('edxml').description('tệp trao đổi .edxml / interchange files of other systems');
  edxml
    .command('pack')
    .description('từ thư mục hoặc gói ASiC-E thành .edxml / from a folder or container')
    .argument('<input>')
    .requiredOption('--out <file.edxml>')
    .addOption(new Option('--wrap <how>', 'đính kèm / attachments').choices(['zip', 'raw']).default('zip'))
    .action(async (input: string, { out, wrap }: { out: string; wrap: 'zip' | 'raw' }) => {
      const { packEdxml } = await import('./edxml.js');
      describe(output, await packEdxml(input, out, { wrap }));
    });
  edxml
    .command('unpack')
    .description('ra thư mục / into a folder')
    .argument('<file.edxml>')
    .requiredOption('--out <folder>')
    .action(async (input: string, { out }: { out: string }) => {
      const { unpackEdxml } = await import('./edxml.js');
      describe(output, await unpackEdxml(input, out));
    });
  edxml
    .command('validate')
    .description('đọc được không, đúng lược đồ không / readable, and as the schema says')
    .argument('<file.edxml>')
    .action(async (input: string) => {
      const { validateEdxmlFile } = await import('./edxml.js');
      const result = await validateEdxmlFile(input);
      describe(output, result);
      if (result.schemaFault !== null) output.exit(1);
    });
}

/** The summary itself is short enough for people. */
function describe(output: CommandOutput, summary: EdxmlSummary): void {
  answer(output, summary, `${JSON.stringify(summary, null, 2)}\n`);
}
