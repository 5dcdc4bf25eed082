/**
 * A process that may be killed at any moment and is started again: a gateway, a worker, a server.
 * Keeps its output in a file, counts its kills; ends only what it started itself.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

export interface VictimSettings {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
}

export class Victim {
  kills = 0;
  #child: ChildProcess | undefined;
  #stopping = false;
  /** Ends that nobody here asked for: exits at a named kill point count as kills, others as crashes. */
  readonly ownExits: string[] = [];

  constructor(readonly settings: VictimSettings) {}

  get name(): string {
    return this.settings.name;
  }

  /** @param forThisLife environment that the next restart does without, e.g. the named point at which it ends itself */
  start(forThisLife: NodeJS.ProcessEnv = {}): void {
    const output = openSync(this.settings.logFile, 'a');
    const child = spawn(this.settings.command, this.settings.args, {
      env: { ...this.settings.env, ...forThisLife },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.#child = child;
    child.once('exit', (code, signal) => this.#ended(child, code, signal));
  }

  #ended(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#child !== child || this.#stopping) return;
    this.#child = undefined;
    this.ownExits.push(signal ?? `exit ${code}`);
    if (signal === 'SIGKILL') this.kills += 1;
    // A supervisor would start it again; a little later, so that a process that cannot start does not spin.
    setTimeout(() => !this.#stopping && this.#child === undefined && this.start(), 200);
  }

  /** kill -9 of the running process, then starts it again; one that ended by itself just now is awaited first. */
  async killAndRestart(forNextLife: NodeJS.ProcessEnv = {}): Promise<void> {
    while (this.#child === undefined && !this.#stopping) await pause(20);
    const child = this.#child;
    if (child === undefined) throw new Error(`${this.name} is not running`);
    this.#child = undefined;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    this.kills += 1;
    this.start(forNextLife);
  }

  /** Asks it to stop (SIGTERM), and waits for the end; kills it after `patienceMs`. */
  async stop(patienceMs = 20_000): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await ended;
    clearTimeout(timer);
  }
}
