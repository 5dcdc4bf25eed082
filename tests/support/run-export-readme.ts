/** The commands of an export's README.md, run as they stand there by bash in the folder it was unpacked into. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ExportJudgement {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runExportReadme(folder: string): ExportJudgement {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const commands = /\n( {2}sha256sum .*? {2}done)\n/s.exec(readme)?.[1] ?? '';
  return spawnSync('bash', ['-e', '-s'], { cwd: folder, input: commands, encoding: 'utf8' });
}
