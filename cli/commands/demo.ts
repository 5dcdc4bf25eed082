/** `congvan demo env`: the demonstration as shell variables, for `eval`. */
import type { Command } from 'commander';
import { loadConfig } from '../../gateway/config.js';
import { Problem } from '../../schemas/problems/problem.js';
import { answer, type CommandOutput } from '../command-output.js';
import { readDemonstration, samplesFolder, trustFile } from '../demonstration.js';

export function addDemoCommands(program: Command, output: CommandOutput): void {
  program
    .command('demo')
    .description('tỉnh minh họa / the demonstration province')
    .command('env')
    .description('biến môi trường cho shell / shell variables: eval "$(npx congvan demo env)"')
    .action(() => printVariables(output));
}

async function printVariables(output: CommandOutput): Promise<void> {
  const config = loadConfig();
  const tokens = await readDemonstration(config.data);
  if (tokens === null)
    throw new Problem('not_found', { detail: 'There is no demonstration in this data folder: run npm start first' });
  const variables = {
    CONGVAN_URL: config.url ?? `http://${config.host}:${config.port}`,
    ...Object.fromEntries(tokens.map(({ key, token }) => [`TOKEN_${key.toUpperCase()}`, token])),
    SAMPLES: samplesFolder(config.data),
    TRUST: trustFile(config.data),
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  answer(output, variables, lines.join(''));
}

const quote = (text: string) => `'${text.replace(/'/g, `'\\''`)}'`;
