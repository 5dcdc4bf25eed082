/**
 * How many documents a second go all the way: submitted over HTTP, numbered, sealed, verified, durable, in the recipient's inbox, receipt
 * stored. Open loop: requests start by the clock, whatever is outstanding; load, gateway and PostgreSQL share the same cores.
 * Beside it the floor of this machine: commits forced to disk, and signatures, of which each document needs several.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Pool } from 'undici';
import { openEmbeddedServer } from '../gateway/database/embedded-server.js';
import { boundary, frameOf, plainPdf } from './multipart.js';
import { percentile } from './percentile.js';
import { rates } from './rate.js';
import { absolute, type Benchmark, type BenchResult } from './result.js';
import { type RunningGateway, startGateway } from './running-gateway.js';

const recipient = 'H30.05';
const wantedPerSecond = 200;
const wantedP99Ms = 1_000;
const seconds = Number(process.env['BENCH_SECONDS'] ?? 60);
const documentBytes = 20_000;

interface Sent {
  /** When the request should have started, ms since 1970. */
  readonly dueMs: number;
  readonly answeredMs: number;
}

interface Load {
  readonly sent: ReadonlyMap<string, Sent>;
  readonly refused: number;
}

export const throughput: Benchmark = {
  name: 'throughput',
  about: `documents a second, submitted to arrived, open loop for ${seconds} s`,
  run: async () => {
    const gateway = await startGateway();
    const server = await openEmbeddedServer(gateway.data);
    const client = new pg.Client(server.url);
    try {
      await client.connect();
      await runLoad(gateway, wantedPerSecond, 5);
      const judged = await measure(gateway, client, wantedPerSecond * 1.05, seconds);
      const beyond = await measure(gateway, client, wantedPerSecond * 1.75, Math.min(15, seconds));
      const floor = await measureFloor(server.url);
      return [
        ...report(judged, 'throughput'),
        ...report(beyond, 'throughput, 350/s offered').map(onlyReported),
        ...floor,
      ];
    } finally {
      await client.end();
      await server.close();
      await gateway.stop();
    }
  },
};

const onlyReported = (result: BenchResult): BenchResult => ({ ...result, target: null, met: null });

interface Measured {
  readonly perSecond: number;
  readonly refused: number;
  readonly submitP99Ms: number;
  readonly arrivedP50Ms: number;
  readonly arrivedP99Ms: number;
}

function report(measured: Measured, name: string): BenchResult[] {
  const { perSecond, refused, submitP99Ms, arrivedP50Ms, arrivedP99Ms } = measured;
  return [
    absolute(`${name}: arrived`, 'documents/s', perSecond, {
      text: `≥ ${wantedPerSecond}/s`,
      met: perSecond >= wantedPerSecond && refused === 0,
    }),
    absolute(`${name}: start to arrived, p99`, 'ms', arrivedP99Ms, { text: '< 1 s', met: arrivedP99Ms < wantedP99Ms }),
    absolute(`${name}: start to arrived, p50`, 'ms', arrivedP50Ms, null),
    absolute(`${name}: start to 201, p99`, 'ms', submitP99Ms, null),
  ];
}

async function measure(
  gateway: RunningGateway,
  client: pg.Client,
  perSecond: number,
  forSeconds: number,
): Promise<Measured> {
  const { sent, refused } = await runLoad(gateway, perSecond, forSeconds);
  const arrivals = await waitForArrivals(client, [...sent.keys()]);
  const latencies = [...sent].map(([id, { dueMs }]) => (arrivals.get(id) ?? Number.POSITIVE_INFINITY) - dueMs);
  const first = Math.min(...[...sent.values()].map(({ dueMs }) => dueMs));
  const last = Math.max(...arrivals.values());
  return {
    perSecond: (arrivals.size / (last - first)) * 1000,
    refused,
    submitP99Ms: percentile(
      [...sent.values()].map(({ dueMs, answeredMs }) => answeredMs - dueMs),
      0.99,
    ),
    arrivedP50Ms: percentile(latencies, 0.5),
    arrivedP99Ms: percentile(latencies, 0.99),
  };
}

async function runLoad(gateway: RunningGateway, perSecond: number, forSeconds: number): Promise<Load> {
  const pool = new Pool(gateway.url, { connections: 128, pipelining: 1 });
  const sent = new Map<string, Sent>();
  let refused = 0;
  const file = plainPdf(documentBytes);
  const submit = async (dueMs: number, index: number) => {
    const { head, tail } = frameOf([recipient], `Văn bản đo tốc độ số ${index}`, 'van-ban.pdf');
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/api/v1/documents',
      headers: {
        authorization: `Bearer ${gateway.tokens['sender']}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
      body: Buffer.concat([head, file, tail]),
    });
    const answer = (await body.json()) as { id: string };
    if (statusCode === 201) sent.set(answer.id, { dueMs, answeredMs: Date.now() });
    else refused += 1;
  };
  const start = Date.now();
  const running: Promise<void>[] = [];
  const total = Math.round(perSecond * forSeconds);
  for (let index = 0; index < total; ) {
    const due = Math.min(total, Math.ceil(((Date.now() - start) / 1000) * perSecond));
    for (; index < due; index += 1) running.push(submit(start + (index / perSecond) * 1000, index));
    await pause(2);
  }
  await Promise.all(running);
  await pool.close();
  return { sent, refused };
}

/**
 * When each document was in the recipient's inbox and its receipt stored, both of one transaction; by the clock of that transaction's start,
 * which lies a few milliseconds before its commit.
 */
async function waitForArrivals(client: pg.Client, ids: readonly string[]): Promise<Map<string, number>> {
  const until = Date.now() + 60_000;
  for (;;) {
    const { rows } = await client.query<{ document: string; at: number }>(
      `select document, extract(epoch from inbox_at)::float8 * 1000 as at from recipients
       where document = any ($1::uuid[]) and agency = $2 and status = '01' and inbox_at is not null`,
      [ids, recipient],
    );
    if (rows.length === ids.length || Date.now() > until)
      return new Map(rows.map(({ document, at }) => [document, at]));
    await pause(200);
  }
}

async function measureFloor(databaseUrl: string): Promise<BenchResult[]> {
  const clients = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const client = new pg.Client(databaseUrl);
      await client.connect();
      return client;
    }),
  );
  await clients[0]?.query('create table if not exists bench_commits (n bigserial primary key, t text)');
  const until = Date.now() + 3_000;
  let commits = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (Date.now() < until) {
        await client.query("insert into bench_commits (t) values ('x')");
        commits += 1;
      }
    }),
  );
  await Promise.all(clients.map((client) => client.end()));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [signatures = 0] = await rates([() => sign('sha256', Buffer.alloc(1_500, 'x'), privateKey)], { rounds: 3 });
  return [
    absolute('floor: commits forced to disk, 8 at once', 'commits/s', commits / 3, null),
    absolute('floor: RSA-2048 signatures, one thread', 'signatures/s', signatures, null),
  ];
}
