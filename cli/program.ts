/** All commands under one name. Each is explained where it is; here is only the list. */
import { Command } from 'commander';
import type { CommandOutput } from './command-output.js';
import { addCertificateCommands } from './commands/certificates.js';
import { addDemoCommands } from './commands/demo.js';
import { addDirectoryCommands } from './commands/directory.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addDocumentCommands } from './commands/documents.js';
import { addEdxmlCommands, addSealCommand, addVerifyCommand } from './commands/files.js';
import { addOperationCommands } from './commands/operation.js';
import { addPeopleCommands } from './commands/people.js';
import { addServerCommands } from './commands/servers.js';
import { addStartCommand } from './commands/start.js';

export function buildProgram(output: CommandOutput): Command {
  const program = new Command('congvan')
    .description(
      'Công văn: gửi, nhận văn bản điện tử giữa các cơ quan / exchange of official documents between agencies',
    )
    .exitOverride()
    .configureOutput({ writeOut: output.stdout, writeErr: output.stderr })
    .showHelpAfterError('(--help: xem cách dùng / shows how to use it)');
  const groups = [
    addStartCommand,
    addServerCommands,
    addDocumentCommands,
    addDirectoryCommands,
    addPeopleCommands,
    addCertificateCommands,
    addOperationCommands,
    addDoctorCommand,
    addDemoCommands,
    addVerifyCommand,
    addSealCommand,
    addEdxmlCommands,
  ];
  for (const add of groups) add(program, output);
  for (const command of everyCommand(program))
    command.exitOverride().configureOutput({ writeOut: output.stdout, writeErr: output.stderr });
  return program;
}

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...everyCommand(child)]);
}
