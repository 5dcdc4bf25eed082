/** The product as its users run it, for benchmarks: `congvan start` in a process and a data folder of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './peers/free-port.js';

const program = fileURLToPath(new URL('../cli/main.js', import.meta.url));

export interface RunningGateway {
  readonly url: string;
  readonly data: string;
  readonly pid: number;
  /** Tokens of the demonstration, by their key: `sender` is H30.03, `recipient` H30.05. */
  readonly tokens: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts a process and waits for its line `ready`. @throws Error with what it wrote, when it ends before */
export async function spawnReady(command: readonly string[], env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const [first = '', ...args] = command;
  const child = spawn(first, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  await new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      written += chunk.toString();
      if (/^ready/m.test(written)) resolve();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) => reject(new Error(`ended with ${code}:\n${written}`)));
  });
  return child;
}

export async function endProcess(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

export async function startGateway(env: NodeJS.ProcessEnv = {}): Promise<RunningGateway> {
  const data = await mkdtemp(join(tmpdir(), 'congvan-bench-'));
  await chmod(data, 0o711);
  const port = await freePort();
  const settings = { CONGVAN_DATA: data, CONGVAN_PORT: String(port), CONGVAN_LOG_LEVEL: 'warn', ...env };
  const child = await spawnReady([process.execPath, program, 'start'], settings);
  const listed = JSON.parse(await readFile(join(data, 'demo-tokens.json'), 'utf8')) as { key: string; token: string }[];
  return {
    url: `http://127.0.0.1:${port}`,
    data,
    pid: child.pid ?? 0,
    tokens: Object.fromEntries(listed.map(({ key, token }) => [key, token])),
    stop: async () => {
      await endProcess(child);
      await rm(data, { recursive: true, force: true });
    },
  };
}
