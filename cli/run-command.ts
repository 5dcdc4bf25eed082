/** One command from its words to its exit code; never throws. */
import { CommanderError } from 'commander';
import type { TextOutput } from './command-output.js';
import { explainFailure } from './explain-failure.js';
import { buildProgram } from './program.js';

/** @param words what stands behind `congvan` */
export async function runCommand(
  words: readonly string[],
  output: TextOutput & { readonly isTerminal: boolean },
): Promise<number> {
  let exitCode = 0;
  const exit = (code: number) => {
    exitCode = code;
  };
  try {
    await buildProgram({ ...output, exit }).parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Help that was asked for.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = explainFailure(error);
    if (failure.text !== '') output.stderr(`${failure.text}\n`);
    return failure.exitCode;
  }
}
