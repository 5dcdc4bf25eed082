/** All commands under one name. Each is explained where it is; here is only the list, and what all of them take. */
import { Command } from 'commander';
import type { CommandOutput } from './command-output.js';
import { addAuditCommands } from './commands/audit.js';
import { addCertificateCommands } from './commands/certificates.js';
import { addDemoCommands } from './commands/demo.js';
import { addDirectoryCommands } from './commands/directory.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addDocumentCommands } from './commands/documents.js';
import { addCountersignCommand, addEdxmlCommands, addSealCommand, addVerifyCommand } from './commands/files.js';
import { addMailCommands } from './commands/mail.js';
import { addOperationCommands } from './commands/operation.js';
import { addPeopleCommands } from './commands/people.js';
import { addServerCommands } from './commands/servers.js';
import { addStartCommand } from './commands/start.js';

/** @param base where commands write; whether they write JSON is said among their words */
export function buildProgram(base: Omit<CommandOutput, 'isJson'>): Command {
  const program = new Command('congvan')
    .option('--json', 'kết quả là một tài liệu JSON / the result as one JSON document on stdout')
    .description(
      'Công văn: gửi, nhận văn bản điện tử giữa các cơ quan / exchange of official documents between agencies',
    )
    .exitOverride()
    .configureOutput({ writeOut: base.stdout, writeErr: base.stderr })
    .showHelpAfterError('(--help: xem cách dùng / shows how to use it)');
  const output: CommandOutput = {
    ...base,
    get isJson() {
      return program.opts()['json'] === true;
    },
  };
  const groups = [
    addStartCommand,
    addServerCommands,
    addDocumentCommands,
    addDirectoryCommands,
    addPeopleCommands,
    addCertificateCommands,
    addOperationCommands,
    addAuditCommands,
    addMailCommands,
    addDoctorCommand,
    addDemoCommands,
    addVerifyCommand,
    addSealCommand,
    addCountersignCommand,
    addEdxmlCommands,
  ];
  for (const add of groups) add(program, output);
  for (const command of everyCommand(program))
    command
      .exitOverride()
      .configureOutput({ writeOut: output.stdout, writeErr: output.stderr })
      .configureHelp({ showGlobalOptions: true });
  return program;
}

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...everyCommand(child)]);
}
