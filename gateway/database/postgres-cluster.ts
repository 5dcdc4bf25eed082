/**
 * One embedded PostgreSQL cluster on disk and its server process: made, started, found running, stopped.
 * Does not decide who uses it and for how long (embedded-server.ts).
 * Source: PostgreSQL manual, initdb, postgres, "postmaster.pid" (src/include/utils/pidfile.h), shutdown signals (19.5).
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findPostgresPlace, type PostgresPlace } from './postgres-place.js';

/** How to get into a cluster; kept in a file only its owner can read. */
interface Access {
  readonly port: number;
  readonly password: string;
}

export interface PostgresCluster {
  readonly place: PostgresPlace;
  /** PostgreSQL's own data directory. */
  readonly folder: string;
  readonly password: string;
  /** The port the server takes when it is free. */
  readonly preferredPort: number;
}

export interface RunningPostmaster {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

export const clusterUser = 'congvan';

/** Finds the cluster of a data folder, made when missing; several processes may do so at once. */
export async function openCluster(dataFolder: string, isDurable: boolean): Promise<PostgresCluster> {
  const place = findPostgresPlace(dataFolder);
  mkdirSync(place.folder, { recursive: true, mode: 0o711 });
  const access = await readAccess(place.folder);
  const folder = join(place.folder, 'data');
  if (!existsSync(folder)) await initialise(place, folder, access.password, isDurable);
  return { place, folder, password: access.password, preferredPort: access.port };
}

async function readAccess(folder: string): Promise<Access> {
  const path = join(folder, 'access.json');
  if (!existsSync(path)) {
    const draft = `${path}.${process.pid}`;
    const access: Access = { port: await freePort(), password: randomBytes(24).toString('base64url') };
    writeFileSync(draft, JSON.stringify(access), { mode: 0o600 });
    try {
      linkSync(draft, path);
    } catch (error) {
      // Another process was faster: its password is the one that counts.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return JSON.parse(readFileSync(path, 'utf8')) as Access;
}

async function initialise(place: PostgresPlace, folder: string, password: string, isDurable: boolean): Promise<void> {
  const growing = `${folder}.${process.pid}`;
  const passwordFile = `${growing}.password`;
  rmSync(growing, { recursive: true, force: true });
  mkdirSync(growing, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.user !== undefined)
    for (const path of [growing, passwordFile]) chownSync(path, place.user.uid, place.user.gid);
  try {
    // The built-in locale knows Vietnamese letters whatever LANG says; without it lower('Đ') would stay 'Đ'.
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'];
    const login = [`--username=${clusterUser}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const rest = ['--data-checksums', ...(isDurable ? [] : ['--no-sync'])];
    await promisify(execFile)(
      join(place.programs, 'bin/initdb'),
      [`--pgdata=${growing}`, ...login, ...locale, ...rest],
      runAs(place),
    );
    moveUnlessThere(growing, folder);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(growing, { recursive: true, force: true });
  }
}

function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

const runAs = (place: PostgresPlace) => ({
  cwd: '/',
  env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  ...(place.user === undefined ? {} : { uid: place.user.uid, gid: place.user.gid }),
});

/** The server of this cluster as its pid file tells, whoever started it; undefined when none runs. */
export function findPostmaster(cluster: PostgresCluster): RunningPostmaster | undefined {
  const lines = readLines(join(cluster.folder, 'postmaster.pid'));
  const pid = Number(lines[0]);
  if (!(pid > 0) || !isServing(pid, cluster.folder)) return undefined;
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}

const readLines = (path: string): string[] => {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
};

/** A number alone proves nothing: after a crash or in a new container another program may have it. */
function isServing(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(folder);
  } catch {
    return existsSync('/proc/self') ? false : isAlive(pid);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Starts the server apart from this process (it outlives kill -9 of ours) and waits until it is ready.
 * @param settings server settings by name
 * @returns false when the server ended instead, e.g. because another process had started one
 */
export async function startPostmaster(
  cluster: PostgresCluster,
  settings: Readonly<Record<string, string>>,
): Promise<boolean> {
  dropForeignPidFile(cluster.folder);
  const port = (await isFree(cluster.preferredPort)) ? cluster.preferredPort : await freePort();
  const flags = Object.entries({ ...serverSettings(port), ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const log = openLog(cluster);
  const server = spawn(join(cluster.place.programs, 'bin/postgres'), ['-D', cluster.folder, ...flags], {
    ...runAs(cluster.place),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  server.unref();
  let hasEnded = false;
  server.once('error', () => (hasEnded = true)).once('exit', () => (hasEnded = true));
  while (!hasEnded && findPostmaster(cluster)?.isReady !== true) await pause(10);
  return !hasEnded;
}

/**
 * Removes a pid file whose number meanwhile belongs to another program or to a dead process nobody collected: PostgreSQL would
 * believe in it for ever. Anything else about pid files it decides better itself. Moved aside first, so that the file of a
 * server started this very moment is never lost.
 */
function dropForeignPidFile(folder: string): void {
  const path = join(folder, 'postmaster.pid');
  const pid = readLines(path)[0] ?? '';
  if (!(Number(pid) > 0) || !isAlive(Number(pid)) || isServing(Number(pid), folder) || isAnyoneIn(folder)) return;
  const aside = `${path}.${process.pid}`;
  renameSync(path, aside);
  if (readLines(aside)[0] !== pid) linkSync(aside, path);
  rmSync(aside);
}

/** Server processes work in the data directory: some may outlive their postmaster for a moment. */
function isAnyoneIn(folder: string): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && workingFolder(name) === folder);
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

const serverSettings = (port: number): Record<string, string> => ({
  port: String(port),
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // Storage is local and mostly cached: scattered reads cost hardly more than sequential ones.
  random_page_cost: '1.1',
  jit: 'off',
  lc_messages: 'C',
  log_min_messages: 'warning',
});

const logPath = (cluster: PostgresCluster) => join(cluster.place.folder, 'postgresql.log');

function openLog(cluster: PostgresCluster): number {
  const path = logPath(cluster);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 10 * 1024 ** 2) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

/** The last lines the server wrote, to say why it does not start. */
export const readLogTail = (cluster: PostgresCluster): string => readLines(logPath(cluster)).slice(-15).join('\n');

/** Stops the server: open transactions are rolled back, connections closed, a checkpoint written. */
export async function stopPostmaster(cluster: PostgresCluster, patienceMs = 30_000): Promise<void> {
  const running = findPostmaster(cluster);
  if (running === undefined) return;
  const until = Date.now() + patienceMs;
  signal(running.pid, 'SIGINT');
  while (findPostmaster(cluster)?.pid === running.pid) {
    // Immediate shutdown recovers from the log at the next start, as after a crash.
    if (Date.now() > until) signal(running.pid, 'SIGQUIT');
    await pause(20);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const isFree = (port: number): Promise<boolean> =>
  listenOnce(port).then(
    () => true,
    () => false,
  );

const freePort = (): Promise<number> => listenOnce(0);

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
