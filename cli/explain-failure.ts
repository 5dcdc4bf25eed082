/**
 * What a person and a script are told when a command fails: one text, one exit code.
 * Source of the codes: sysexits.h (64 usage, 65 data, 69 unavailable, 70 internal, 74 input/output, 77 permission, 78 configuration).
 */
import { CommanderError } from 'commander';
import { ConfigError } from '../gateway/config.js';
import { catalogue } from '../schemas/problems/catalogue.js';
import { isProblem, type Problem } from '../schemas/problems/problem.js';
import { exitUsage } from './usage.js';

export interface Failure {
  /** Empty when it was said already. */
  readonly text: string;
  readonly exitCode: number;
}

const exitOther = 1;
const exitData = 65;
const exitUnavailable = 69;
const exitInternal = 70;
const exitInputOutput = 74;
const exitPermission = 77;
const exitConfig = 78;

export function explainFailure(error: unknown): Failure {
  if (isProblem(error)) return { text: `congvan: ${describeProblem(error)}`, exitCode: exitOf(error) };
  if (error instanceof ConfigError) return { text: `congvan: ${error.message}`, exitCode: exitConfig };
  // Commander has written its own complaints already; ours have not been written.
  if (error instanceof CommanderError)
    return { text: error.code === 'congvan.usage' ? `congvan: ${error.message}` : '', exitCode: exitUsage };
  return explainSystemFault(error);
}

function describeProblem({ code, detail, field }: Pick<Problem, 'code' | 'detail' | 'field'>): string {
  const { title, titleVi } = catalogue[code];
  const where = field === undefined ? '' : ` (${field})`;
  const said = detail === title ? '' : `: ${detail}`;
  return `${code}: ${titleVi} / ${title}${said}${where}`;
}

function exitOf({ code }: Problem): number {
  const { status } = catalogue[code];
  if (status === 401 || status === 403) return exitPermission;
  if (status === 503) return exitUnavailable;
  if (status === 507) return exitInputOutput;
  if (status >= 500) return exitInternal;
  return status === 404 || status === 409 ? exitOther : exitData;
}

function explainSystemFault(error: unknown): Failure {
  const { code, message, address, port, path } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE')
    return {
      text: `congvan: cổng ${port} đang được dùng / port ${port} on ${address} is in use: stop what uses it, or set CONGVAN_PORT`,
      exitCode: exitUnavailable,
    };
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR' || code === 'ENOTDIR')
    return { text: `congvan: không đọc, ghi được tệp / cannot open ${path ?? ''}: ${code}`, exitCode: exitUsage };
  return {
    text: `congvan: ${error instanceof Error ? (error.stack ?? message) : String(error)}`,
    exitCode: exitInternal,
  };
}
