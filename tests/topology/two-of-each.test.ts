/**
 * Two gateways and two workers on one database, as docker-compose.yml runs them: the load is shared, nothing is doubled, Redis may
 * lose everything, and a backup taken meanwhile is a whole gateway.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/peers/free-port.js';
import { furnish, sender } from '../kill/furnish.js';
import { type Judgement, judge } from '../kill/judge.js';
import { type Receiver, startReceiver } from '../kill/receiver.js';
import { runSenders, type SenderLog } from '../kill/senders.js';
import { settle } from '../kill/settle.js';
import { program, Topology } from '../kill/topology.js';

const documents = 200;
const fairLow = 0.3;
const fairHigh = 0.7;

let topology: Topology;
let receiver: Receiver;
let people: Awaited<ReturnType<typeof furnish>>;
let backupFolder: string;
const log: SenderLog = { acknowledged: [], troubles: new Map(), inFlight: 0 };
let verdict: Judgement;

const run = promisify(execFile);

/** What a gateway says of itself to Prometheus. */
async function countSubmitted(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const line = /congvan_http_request_seconds_count\{route="\/api\/v1\/documents",method="POST",status="201"\} (\d+)/;
  return Number(line.exec(metrics)?.[1] ?? 0);
}

async function countDelivered(worker: string): Promise<number> {
  const lines = await readFile(join(topology.folder, `${worker}.log`), 'utf8');
  return lines.split('\n').filter((line) => line.includes('"msg":"delivery attempt ended"')).length;
}

/** In the middle of the load: Redis forgets everything, is killed, and comes back; then a backup is taken. */
async function disturb(): Promise<void> {
  const redis = topology.victims.find(({ name }) => name === 'redis');
  const port = new URL(topology.env['REDIS_URL'] ?? '').port;
  while (log.acknowledged.length < documents / 4) await pause(20);
  await run('redis-cli', ['-p', port, 'flushall']);
  while (log.acknowledged.length < documents / 2) await pause(20);
  await redis?.killAndRestart();
  await topology.command('backup', backupFolder);
}

beforeAll(async () => {
  topology = await Topology.prepare({ form: 'redis', gateways: 2, workers: 2, env: { CONGVAN_LOG_LEVEL: 'debug' } });
  backupFolder = join(topology.folder, 'backup');
  receiver = await startReceiver();
  await topology.start();
  people = await furnish(topology, receiver.url);
  let begun = 0;
  const load = runSenders(
    {
      gateways: topology.gatewayUrls,
      token: people.senderToken,
      from: sender,
      to: ['H30.05', 'H30.15', 'H30.31'],
      concurrency: 8,
      more: () => begun++ < documents,
    },
    log,
  );
  await Promise.all([load, disturb()]);
  const evidence = { ...people, gateway: topology.gatewayUrls[1] ?? '', sender, acknowledged: log.acknowledged };
  verdict = await settle(() => judge({ ...evidence, pushes: receiver.pushes, kills: topology.kills }));
}, 240_000);

afterAll(async () => {
  await topology.stop();
  await receiver.close();
  await topology.remove();
}, 60_000);

describe('two gateways and two workers', () => {
  it('lose nothing and double nothing, although Redis was flushed and killed', () => {
    process.stdout.write(`${JSON.stringify({ ...verdict, troubles: Object.fromEntries(log.troubles) })}\n`);
    expect(verdict.faults).toEqual([]);
    expect(verdict.counts['acknowledged']).toBe(documents);
    expect(verdict.counts['cancelled']).toBe(0);
  });

  it('each accept between 30 and 70 of 100 documents', async () => {
    const counts = await Promise.all(topology.gatewayUrls.map(countSubmitted));
    process.stdout.write(`gateways ${counts.join(' and ')}\n`);
    for (const count of counts)
      expect(count / documents).toSatisfy((share: number) => share >= fairLow && share <= fairHigh);
  });

  it('each make between 30 and 70 of 100 deliveries', async () => {
    const counts = await Promise.all(['worker-1', 'worker-2'].map(countDelivered));
    const all = counts.reduce((sum, count) => sum + count, 0);
    process.stdout.write(`workers ${counts.join(' and ')}\n`);
    expect(all).toBeGreaterThanOrEqual(documents * 3);
    for (const count of counts) expect(count / all).toSatisfy((share: number) => share >= fairLow && share <= fairHigh);
  });
});

describe('a backup taken under load', () => {
  let elsewhere: string;
  let env: NodeJS.ProcessEnv;
  const congvan = async (...words: string[]) =>
    (await run(process.execPath, [program, ...words], { env, maxBuffer: 64 * 2 ** 20 })).stdout.trim();

  beforeAll(async () => {
    elsewhere = await mkdtemp(join(tmpdir(), 'congvan-restored-'));
    await chmod(elsewhere, 0o711);
    const { REDIS_URL: _redis, ...rest } = topology.env;
    const passphrase = join(topology.folder, 'key-passphrase');
    env = {
      ...rest,
      CONGVAN_DATA: elsewhere,
      CONGVAN_KEY_PASSPHRASE_FILE: passphrase,
      CONGVAN_PORT: String(await freePort()),
    };
  });
  afterAll(() => rm(elsewhere, { recursive: true, force: true }));

  it('is restored elsewhere, where every container verifies and the log is whole', async () => {
    const { containers } = JSON.parse(await congvan('restore', backupFolder, '--json')) as { containers: number };
    expect(containers).toBeGreaterThanOrEqual(documents / 2);
    expect(containers).toBeLessThanOrEqual(documents);
    const { stdout: found } = await run('find', [join(elsewhere, 'blobs'), '-name', '*.asice', '-type', 'f']);
    const files = found.trim().split('\n');
    expect(files).toHaveLength(containers);
    const reports = (await congvan('verify', '--json', ...files)).split('\n').map((line) => JSON.parse(line));
    expect(reports.map(({ indication }) => indication)).toEqual(files.map(() => 'TOTAL-PASSED'));
  }, 120_000);

  it('goes on with the numbers: the next document has the next one', async () => {
    const restored = await Topology.adopt(env);
    try {
      const [url = ''] = restored.gatewayUrls;
      const register = async () =>
        (await (
          await fetch(`${url}/api/v1/registers/out?limit=500`, {
            headers: { authorization: `Bearer ${people.senderToken}` },
          })
        ).json()) as { items: { ordinal: number }[] };
      const last = Math.max(...(await register()).items.map(({ ordinal }) => ordinal));
      const more: SenderLog = { acknowledged: [], troubles: new Map(), inFlight: 0 };
      let begun = 0;
      await runSenders(
        {
          gateways: [url],
          token: people.senderToken,
          from: sender,
          to: ['H30.05'],
          concurrency: 1,
          more: () => begun++ < 1,
        },
        more,
      );
      expect(Number(more.acknowledged[0]?.number)).toBe(last + 1);
    } finally {
      await restored.stop();
    }
  }, 120_000);
});
