import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../gateway/database/connect.js';
import { openEmbeddedServer, stopEmbeddedServer } from '../../../gateway/database/embedded-server.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-embedded-'));
});
afterEach(async () => {
  await stopEmbeddedServer(folder);
  rmSync(folder, { recursive: true, force: true });
});

const pidFile = () => join(folder, 'postgresql/data/postmaster.pid');
const serverPid = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
const isRunning = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** True when a server runs that is not the one with pid `before`. */
const isRunningNow = (before: number) => existsSync(pidFile()) && serverPid() !== before && isRunning(serverPid());

async function ask<T>(url: string, question: string): Promise<T[]> {
  const database = openDatabase(url, { poolSize: 1 });
  try {
    return (await database.query(question)).rows as T[];
  } finally {
    await database.close();
  }
}

const program = fileURLToPath(new URL('./embedded-user.ts', import.meta.url));
/** Without LANG, as under cron or in a bare container. */
const bareEnv = { PATH: process.env['PATH'] ?? '' };

async function startUser(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder], {
    env: bareEnv,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

describe('the embedded PostgreSQL', () => {
  it('keeps data over a stop and a start, and knows Vietnamese letters without LANG', async () => {
    const { child, url } = await startUser();
    await ask(url, `create table notes as select 'ĐẶNG'::text as text`);
    expect(await ask(url, 'select lower(text) as low from notes')).toEqual([{ low: 'đặng' }]);
    expect(await ask(url, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    const pid = serverPid();
    await end(child, 'SIGTERM');
    await expect.poll(() => isRunning(pid)).toBe(false);
    const again = await openEmbeddedServer(folder);
    expect(await ask(again.url, 'select text from notes')).toEqual([{ text: 'ĐẶNG' }]);
    expect(again.url).toBe(url);
    await again.close();
  });

  it('is taken over after kill -9 of the process that started it', async () => {
    const { child, url } = await startUser();
    await ask(url, 'create table notes as select 1 as n');
    const pid = serverPid();
    await end(child, 'SIGKILL');
    expect(isRunning(pid)).toBe(true);
    const server = await openEmbeddedServer(folder);
    expect(serverPid()).toBe(pid);
    expect(await ask(server.url, 'select n from notes')).toEqual([{ n: 1 }]);
    await server.close();
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it('is shared by several processes and stopped by the last one only', async () => {
    const users = await Promise.all([startUser(), startUser(), startUser()]);
    const pid = serverPid();
    expect(new Set(users.map(({ url }) => url)).size).toBe(1);
    const own = await openEmbeddedServer(folder);
    await own.close();
    for (const { child } of users) {
      expect(isRunning(pid)).toBe(true);
      await end(child, 'SIGTERM');
    }
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it('comes back by itself, with what was committed, when the server is killed', async () => {
    const server = await openEmbeddedServer(folder);
    const database = openDatabase(server.url, { poolSize: 2 });
    await database.query('create table notes as select 1 as n');
    const pid = serverPid();
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => isRunningNow(pid), { timeout: 20_000 }).toBe(true);
    await expect
      .poll(
        () =>
          database.query('select n from notes').then(
            ({ rows }) => rows,
            () => [],
          ),
        { timeout: 20_000 },
      )
      .toEqual([{ n: 1 }]);
    await database.close();
    await server.close();
  });

  it('starts although its pid file names a process that is something else', async () => {
    const server = await openEmbeddedServer(folder);
    await ask(server.url, 'create table notes as select 1 as n');
    const lines = readFileSync(pidFile(), 'utf8').split('\n');
    await server.close();
    writeFileSync(pidFile(), [process.pid, ...lines.slice(1)].join('\n'));
    const again = await openEmbeddedServer(folder);
    expect(await ask(again.url, 'select n from notes')).toEqual([{ n: 1 }]);
    await again.close();
  });

  it('lets nobody in without the password, which only the owner can read', async () => {
    const server = await openEmbeddedServer(folder);
    const url = new URL(server.url);
    expect(statSync(join(folder, 'postgresql/access.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'postgresql/data')).mode & 0o777).toBe(0o700);
    url.password = 'wrong';
    await expect(ask(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    url.password = '';
    await expect(ask(url.href, 'select 1')).rejects.toThrow();
    await server.close();
  });

  const itAsRoot = process.getuid?.() === 0 ? it : () => {};
  itAsRoot('runs under an unprivileged user as root, also when that user cannot enter the data folder', async () => {
    const closed = mkdtempSync(join(folder, 'closed-'));
    chmodSync(closed, 0o700);
    const data = join(closed, 'data');
    const server = await openEmbeddedServer(data);
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    const [row] = await ask<{ folder: string }>(server.url, `select current_setting('data_directory') as folder`);
    expect(row?.folder).toMatch(/^\/var\/lib\/congvan\/postgresql-of\//);
    const pid = readFileSync(join(row?.folder ?? '', 'postmaster.pid'), 'utf8').split('\n')[0] ?? '';
    expect(execFileSync('ps', ['-o', 'user=', '-p', pid]).toString().trim()).toBe('postgres');
    await server.close();
    rmSync(join(row?.folder ?? '', '..'), { recursive: true });
  });
});
