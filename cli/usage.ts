/** A command that was called wrongly: one line on stderr, exit code 64 (EX_USAGE of sysexits.h). */
import { CommanderError } from 'commander';

export const exitUsage = 64;

export const usage = (message: string): CommanderError => new CommanderError(exitUsage, 'congvan.usage', message);
