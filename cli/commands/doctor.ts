/** `congvan doctor`: is everything as it should be, and if not, what to do. Exit 1 when there is a problem; warnings do not count. */
import type { Command } from 'commander';
import { examine, explainClosed } from '../../gateway/doctor/examine.js';
import type { Finding } from '../../gateway/doctor/finding.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { answer, type CommandOutput, progressBar } from '../command-output.js';
import { withGateway } from '../with-gateway.js';

const marks = { ok: '✔', warning: '!', problem: '✘' } as const;

export function addDoctorCommand(program: Command, output: CommandOutput): void {
  program
    .command('doctor')
    .description('kiểm tra toàn bộ cổng và cách khắc phục / examine everything, and what to do')
    .action(async () => {
      const findings = await look(output);
      answer(output, { findings }, findings.map(describe).join(''));
      if (findings.some(({ level }) => level === 'problem')) output.exit(1);
    });
}

async function look(output: CommandOutput): Promise<Finding[]> {
  const bar = progressBar(output, 'kiểm tra / examining');
  try {
    return await withGateway(({ ctx, desk }) => examine(ctx, desk, (_step, done) => bar.show(done, null)), 'look');
  } catch (error) {
    if (isProblem(error)) return [explainClosed(error)];
    throw error;
  } finally {
    bar.end();
  }
}

function describe({ check, level, messageVi, message, whatToDo }: Finding): string {
  const lines = [`${marks[level]} ${check}: ${messageVi} / ${message}`];
  if (whatToDo !== undefined) lines.push(`    → ${whatToDo}`);
  return `${lines.join('\n')}\n`;
}
