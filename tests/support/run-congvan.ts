/** Runs a `congvan` command inside the test, as the front door does, and keeps what it wrote. */
import { runCommand } from '../../cli/run-command.js';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as the one JSON document it must be. */
  json<T = Record<string, unknown>>(): T;
}

/** @param env settings in the environment for this command only; commands that run side by side must agree on them */
export async function runCongvan(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  let stdout = '';
  let stderr = '';
  try {
    const exitCode = await runCommand(words, {
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      isTerminal: false,
    });
    return { exitCode, stdout, stderr, json: <T>() => JSON.parse(stdout) as T };
  } finally {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
