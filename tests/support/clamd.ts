/**
 * A real clamd with a configuration, sockets and a signature database of the test's own, which knows nothing but EICAR, the test
 * file of the virus scanners.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../bench/peers/free-port.js';

/** Put together at run time: the scanner of whoever reads this source shall not find it. */
export const eicar = Buffer.from(
  ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
);
export const eicarName = 'Eicar.Test.File';

export interface Clamd {
  readonly tcpUrl: string;
  readonly unixUrl: string;
  /** What clamdscan, its own client, says of a file: its exit code (0 clean, 1 infected). */
  judge(path: string): number | null;
  close(): Promise<void>;
}

const patienceMs = 60_000;

function writeSettings(folder: string, port: number, streamMaxLength: string): string {
  const database = join(folder, 'signatures');
  mkdirSync(database);
  const md5 = createHash('md5').update(eicar).digest('hex');
  writeFileSync(join(database, 'eicar.hdb'), `${md5}:${eicar.length}:${eicarName}\n`);
  const settings = {
    DatabaseDirectory: database,
    LocalSocket: join(folder, 'clamd.socket'),
    TCPSocket: port,
    TCPAddr: '127.0.0.1',
    StreamMaxLength: streamMaxLength,
    Foreground: 'yes',
    LogFile: join(folder, 'clamd.log'),
    MaxThreads: 2,
    TemporaryDirectory: folder,
  };
  const path = join(folder, 'clamd.conf');
  writeFileSync(
    path,
    Object.entries(settings)
      .map(([name, value]) => `${name} ${value}\n`)
      .join(''),
  );
  return path;
}

const clamdscan = (settings: string, ...args: string[]) =>
  spawnSync('clamdscan', [`--config-file=${settings}`, '--no-summary', ...args], { encoding: 'utf8' }).status;

async function listening(clamd: ChildProcess, settings: string): Promise<void> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(100)) {
    if (clamd.exitCode !== null) throw new Error(`clamd ended with ${clamd.exitCode}`);
    if (clamdscan(settings, '--ping', '1') === 0) return;
  }
  throw new Error('clamd does not answer');
}

export async function openClamd({ streamMaxLength = '1M' } = {}): Promise<Clamd> {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-clamd-'));
  const port = await freePort();
  const settings = writeSettings(folder, port, streamMaxLength);
  const clamd = spawn('clamd', [`--config-file=${settings}`], { stdio: 'ignore' });
  const ended = new Promise((resolve) => clamd.once('exit', resolve));
  await listening(clamd, settings);
  return {
    tcpUrl: `tcp://127.0.0.1:${port}`,
    unixUrl: `unix://${join(folder, 'clamd.socket')}`,
    judge: (path) => clamdscan(settings, '--stream', path),
    async close() {
      clamd.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
