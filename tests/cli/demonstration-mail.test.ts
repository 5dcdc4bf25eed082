/** `congvan start` with the demonstration: its mailboxes are there, and what its mail server took survives a kill -9. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { program } from '../kill/topology.js';
import { type FreshDatabase, freshDatabase } from '../support/test-database.js';

let folder: string;
let fresh: FreshDatabase;
let gateway: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-demo-mail-'));
  fresh = await freshDatabase();
});
afterEach(() => end('SIGTERM'));
afterAll(async () => {
  await fresh.drop();
  await rm(folder, { recursive: true, force: true });
});

async function end(signal: NodeJS.Signals): Promise<void> {
  if (gateway === undefined || gateway.exitCode !== null || gateway.signalCode !== null) return;
  const ended = once(gateway, 'exit');
  gateway.kill(signal);
  await ended;
}

/** Starts it and reads what it prints until it is ready. */
async function start(settings: NodeJS.ProcessEnv = {}): Promise<{ url: string; printed: string }> {
  const env = {
    ...process.env,
    CONGVAN_DATA: folder,
    CONGVAN_PORT: '0',
    CONGVAN_LOG_LEVEL: 'error',
    DATABASE_URL: fresh.url,
  };
  gateway = spawn(process.execPath, [program, 'start'], {
    env: { ...env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const chunk of gateway.stdout ?? []) {
    printed += String(chunk);
    const url = /^ready (\S+)$/m.exec(printed)?.[1];
    if (url !== undefined) return { url, printed };
  }
  throw new Error(`the gateway ended before it was ready: ${printed}`);
}

const page = async (url: string) => (await fetch(url)).text();

async function send(url: string, to: string, subject: string): Promise<number> {
  const body = new FormData();
  for (const [name, value] of Object.entries({ to, subject, text: 'Chào' })) body.append(name, value);
  const form = { method: 'POST', body, redirect: 'manual', headers: { origin: url } } as const;
  return (await fetch(`${url}/thu/H30.05/new`, form)).status;
}

it('shows its mailboxes with the samples’ mails, and keeps every mail it took through a kill -9', {
  timeout: 120_000,
}, async () => {
  const first = await start();
  expect(first.printed).toContain(`${first.url}/thu`);
  const waiting = async () => /href="\/thu\/H30\.38".*?class="count">(\d+)/.exec(await page(`${first.url}/thu`))?.[1];
  await expect.poll(waiting, { timeout: 30_000 }).not.toBe('0');
  const subjects = ['một', 'hai', 'ba'].map((word) => `Thư số ${word}`);
  for (const subject of subjects) expect(await send(first.url, 'vanthu@longmy.haugiang.example', subject)).toBe(303);
  expect(await send(first.url, 'congvan@congvan.example', 'Thư gửi cổng')).toBe(303);
  await end('SIGKILL');

  const { rows } = await fresh.database.query(`select account from mails_in where account = 'congvan@congvan.example'`);
  expect(rows).toHaveLength(1);
  const second = await start();
  const listed = await page(`${second.url}/thu/H30.38`);
  for (const subject of subjects) expect(listed).toContain(subject);
  // It may have been under way when the process died: its lease ends.
  await fresh.database.query('update mails_in set lease_until = now()');
  const handled = async () => (await fresh.database.query(`select from mails_in where state <> 'new'`)).rows.length;
  await expect.poll(handled, { timeout: 15_000 }).toBe(1);
});

it('has no mailboxes when they are switched off', { timeout: 60_000 }, async () => {
  const { url, printed } = await start({ CONGVAN_DEMO_MAIL: 'off' });
  expect(printed).not.toContain('/thu');
  expect((await fetch(`${url}/thu`)).status).toBe(404);
});
