#!/usr/bin/env node
/** The front door: runs one command and ends with its code. What went wrong is said in words; the code is for scripts. */
import { CommanderError } from 'commander';
import { explainFailure } from './explain-failure.js';
import { buildProgram } from './program.js';

let exitCode = 0;
const output = {
  stdout: (text: string) => void process.stdout.write(text),
  stderr: (text: string) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  exit: (code: number) => {
    exitCode = code;
  },
};

// A reader that has seen enough (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCode : 74));

try {
  await buildProgram(output).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError && error.exitCode === 0)) {
    const failure = explainFailure(error);
    if (failure.text !== '') output.stderr(`${failure.text}\n`);
    exitCode = failure.exitCode;
  }
}
process.exitCode = exitCode;
