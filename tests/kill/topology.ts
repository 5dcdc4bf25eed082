/**
 * The processes of a kill run, as an operator would run them: gateways, workers, Redis, and the embedded PostgreSQL they share.
 * `in-process`: one `start` does everything. `redis`: gateways and workers apart, woken through BullMQ.
 */

import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../bench/peers/free-port.js';
import { Victim } from './victim.js';

export type QueueForm = 'in-process' | 'redis';

/** The compiled front door. */
export const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface TopologySettings {
  readonly form: QueueForm;
  readonly gateways: number;
  readonly workers: number;
  /** Environment beside the topology's own. */
  readonly env?: NodeJS.ProcessEnv;
}

export class Topology {
  readonly victims: Victim[] = [];
  readonly gatewayUrls: string[] = [];
  postgresKills = 0;

  private constructor(
    readonly folder: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Makes the data folder and the database; starts nothing but what the set-up commands need for themselves. */
  static async prepare(settings: TopologySettings): Promise<Topology> {
    const folder = await mkdtemp(join(tmpdir(), 'congvan-kill-'));
    await chmod(folder, 0o711);
    const redisPort = await freePort();
    const env = {
      PATH: process.env['PATH'],
      CONGVAN_DATA: folder,
      CONGVAN_DEMO: '0',
      CONGVAN_LEASE_SECONDS: '3',
      CONGVAN_SEALING_LEASE_SECONDS: '2',
      CONGVAN_SCAN_SECONDS: '1',
      CONGVAN_SHUTDOWN_SECONDS: '15',
      CONGVAN_WEBHOOK_ALLOW: '127.0.0.1',
      // One system receives everything that is pushed, and is slow now and then.
      CONGVAN_PUSHES_PER_AGENCY: '8',
      CONGVAN_LOG_LEVEL: 'warn',
      ...settings.env,
      ...(settings.form === 'redis' ? { REDIS_URL: `redis://127.0.0.1:${redisPort}` } : {}),
    };
    const topology = new Topology(folder, env);
    await topology.#plan(settings, redisPort);
    await topology.command('migrate');
    return topology;
  }

  /** Starts one process over a data folder that is there already; `env` names folder and port. */
  static async adopt(env: NodeJS.ProcessEnv): Promise<Topology> {
    const topology = new Topology(env['CONGVAN_DATA'] ?? '', env);
    topology.gatewayUrls.push(`http://127.0.0.1:${env['CONGVAN_PORT']}`);
    topology.#add('gateway', process.execPath, [program, 'start']);
    await topology.start();
    return topology;
  }

  async #plan(settings: TopologySettings, redisPort: number): Promise<void> {
    const single = settings.form === 'in-process';
    if (!single)
      this.#add('redis', 'redis-server', [
        '--port',
        String(redisPort),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--appendonly',
        'no',
        '--dir',
        this.folder,
      ]);
    for (let index = 1; index <= settings.gateways; index += 1) {
      const port = await freePort();
      this.gatewayUrls.push(`http://127.0.0.1:${port}`);
      this.#add(`gateway-${index}`, process.execPath, [program, single ? 'start' : 'gateway'], {
        CONGVAN_PORT: String(port),
      });
    }
    for (let index = 1; !single && index <= settings.workers; index += 1)
      this.#add(`worker-${index}`, process.execPath, [program, 'worker']);
  }

  #add(name: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
    this.victims.push(
      new Victim({ name, command, args, env: { ...this.env, ...env }, logFile: join(this.folder, `${name}.log`) }),
    );
  }

  /** Runs one `congvan` command in this data folder and gives back its standard output. */
  async command(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], {
      env: this.env,
      maxBuffer: 64 * 2 ** 20,
    });
    return stdout.trim();
  }

  async start(): Promise<void> {
    for (const victim of this.victims) victim.start();
    await Promise.all(this.gatewayUrls.map((url) => waitReady(url)));
  }

  /** kill -9 of the PostgreSQL server; the processes that use it start it again. */
  async killPostgres(): Promise<void> {
    const [pid] = (await readFile(join(this.folder, 'postgresql/data/postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
    this.postgresKills += 1;
  }

  get kills(): number {
    return this.postgresKills + this.victims.reduce((sum, victim) => sum + victim.kills, 0);
  }

  /** A process may end only because it was killed. */
  get crashes(): string[] {
    return this.victims.flatMap(({ name, ownExits }) =>
      ownExits.filter((exit) => exit !== 'SIGKILL').map((exit) => `${name} ended by itself: ${exit}`),
    );
  }

  async stop(): Promise<void> {
    const order = ['gateway', 'worker', 'redis'];
    for (const kind of order)
      await Promise.all(this.victims.filter((victim) => victim.name.startsWith(kind)).map((victim) => victim.stop()));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Waits until a gateway says it can accept documents. */
async function waitReady(url: string, patienceMs = 90_000): Promise<void> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.ok) return;
    if (Date.now() > until) throw new Error(`${url} did not become ready`);
    await pause(100);
  }
}
