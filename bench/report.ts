/**
 * The report on the 90 % line over a million documents, as people open it: figures kept as they arise, beside counting every document.
 */
import type pg from 'pg';
import type { GatewayContext } from '../gateway/context.js';
import { principalOf, roleScopes } from '../gateway/identity/access.js';
import { reportExchange } from '../gateway/registers/exchange-report.js';
import { recountReport } from '../gateway/registers/keep-counts.js';
import { type BareGateway, withBareGateway } from './bare-gateway.js';
import { fillArchive } from './fill-archive.js';
import { fillBooks } from './fill-books.js';
import { percentile } from './percentile.js';
import { absolute, type Benchmark, type BenchResult } from './result.js';

const documents = Number(process.env['BENCH_DOCUMENTS'] ?? 1_000_000);
const batch = 100_000;
const repeats = 20;
const mostMs = 1_000;
/** Entries changed and not folded yet: each is two changes. */
const changed = 5_000;

const operator = principalOf('user:bench', roleScopes.operator, []);

export const reportBenchmark: Benchmark = {
  name: 'report',
  about: `the report over ${documents} documents`,
  run: () => withBareGateway(measure),
};

async function measure({ ctx, client }: BareGateway): Promise<BenchResult[]> {
  for (let from = 1; from <= documents; from += batch) await fill(client, from, Math.min(documents, from + batch - 1));
  await client.query('vacuum analyze documents, recipients, register_entries, statuses');
  const counting = await timed(() => recountReport(ctx));
  await client.query('vacuum analyze report_counts');
  const folded = await p95(ctx);
  await client.query(
    `update register_entries set entry = entry || '{"unit": "x"}' where id in (select id from register_entries limit $1)`,
    [changed],
  );
  const unfolded = await p95(ctx);
  const target = (value: number) => ({ text: `≤ ${mostMs} ms`, met: value <= mostMs });
  return [
    absolute('report, p95', 'ms', folded, target(folded), counting),
    absolute(`report with ${2 * changed} changes not folded, p95`, 'ms', unfolded, target(unfolded), counting),
    absolute('counting everything anew (congvan recount)', 'ms', counting, null),
  ];
}

async function fill(client: pg.Client, from: number, to: number): Promise<void> {
  await fillArchive(client, from, to);
  await fillBooks(client, from, to);
  process.stderr.write(`  ${to} documents\n`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** In milliseconds, twelve months of every agency, after a few rounds that warm the caches. */
async function p95(ctx: GatewayContext): Promise<number> {
  const times: number[] = [];
  for (let round = -3; round < repeats; round += 1) {
    const ms = await timed(async () => {
      const { total } = await reportExchange(ctx, operator, { from: '2016-01', to: '2016-12', direction: 'out' });
      if (total.denominator !== documents) throw new Error(`the report counted ${total.denominator} documents`);
    });
    if (round >= 0) times.push(ms);
  }
  return percentile(times, 0.95);
}
