import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../bench/peers/free-port.js';
import { bullmqQueue } from '../../workers/queue/bullmq-queue.js';
import type { WakeReason } from '../../workers/queue/queue.js';
import { Victim } from '../kill/victim.js';

let folder: string;
let redis: Victim;
let url: string;
let onlooker: Queue;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-redis-'));
  const port = await freePort();
  url = `redis://127.0.0.1:${port}`;
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  redis = new Victim({ name: 'redis', command: 'redis-server', args, env: process.env, logFile: join(folder, 'log') });
  redis.start();
  onlooker = new Queue('congvan-wake', { connection: { host: '127.0.0.1', port } });
  await onlooker.waitUntilReady();
});
afterAll(async () => {
  await onlooker.close();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

const open = () => bullmqQueue(url, pino({ level: 'silent' }));
const waiting = () => onlooker.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized', 'completed', 'failed');

async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<boolean> {
  const until = Date.now() + 10_000;
  while (!(await isTrue())) {
    if (Date.now() > until) return false;
    await pause(20);
  }
  return true;
}

it('wake-ups do not pile up without a worker; one that comes is woken for each reason, and nothing stays', async () => {
  const [gateway, worker] = [open(), open()];
  await eventually(async () => {
    gateway.announce('events');
    await pause(50);
    return (await waiting()) > 0;
  });
  for (let count = 0; count < 500; count += 1) {
    gateway.announce('deliveries');
    gateway.announce('events');
  }
  await pause(500);
  expect(await waiting()).toBe(2);
  const heard = new Set<WakeReason>();
  await worker.listen((reason) => void heard.add(reason));
  expect(await eventually(() => heard.size === 2)).toBe(true);
  expect(await eventually(async () => (await waiting()) === 0)).toBe(true);
  await Promise.all([gateway.close(), worker.close()]);
});

it('nothing announced is left unheard, whenever it comes', async () => {
  const [gateway, worker] = [open(), open()];
  let told = 0;
  let heard = 0;
  await worker.listen(() => {
    heard = told;
  });
  for (let count = 0; count < 300; count += 1) {
    told += 1;
    gateway.announce('deliveries');
    await pause(count % 5);
  }
  expect(await eventually(() => heard === told)).toBe(true);
  await Promise.all([gateway.close(), worker.close()]);
});
