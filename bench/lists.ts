/**
 * Lists and search over a million documents beside the same over ten thousand: a clerk's inbox and outbox, filters, deep pages, search
 * from two letters. The functions behind the HTTP API, over the embedded PostgreSQL, warm.
 */
import type { GatewayContext } from '../gateway/context.js';
import { type DocumentQuery, findDocuments } from '../gateway/documents/find-documents.js';
import { principalOf, roleScopes } from '../gateway/identity/access.js';
import { withLargeArchive } from './large-archive.js';
import { percentile } from './percentile.js';
import { absolute, type Benchmark, type BenchResult } from './result.js';

const small = 10_000;
const large = Number(process.env['BENCH_DOCUMENTS'] ?? 1_000_000);
const repeats = 40;
/** The smaller archive's inbox has about a thousand rows: so small that fifty full pages exist in both. */
const deepPageSize = 20;
const mostRatio = 1.5;
const mostSearchMs = 60;
/** Below a millisecond the clock and the network decide, not the list. */
const leastMs = 1;

const clerk = principalOf('user:bench', roleScopes.clerk, ['H30.03']);

const lists: readonly DocumentQuery[] = [
  { box: 'in' },
  { box: 'out' },
  { box: 'in', status: '01' },
  { box: 'in', urgency: 'very-urgent' },
  { box: 'out', status: '03' },
];
const searches: readonly DocumentQuery[] = ['vă', 'so', 'nông thôn', 'dich benh', 'zz'].map((q) => ({ box: 'in', q }));

export const listsBenchmark: Benchmark = {
  name: 'lists',
  about: `lists and search with ${large} documents, beside ${small}`,
  run: () =>
    withLargeArchive(async ({ ctx, fill }) => {
      await fill(1, small);
      const before = await measureAll(ctx);
      await fill(small + 1, large);
      return report(before, await measureAll(ctx));
    }),
};

interface Measured {
  readonly lists: number;
  readonly deepPage: number;
  readonly search: number;
}

async function measureAll(ctx: GatewayContext): Promise<Measured> {
  return {
    lists: Math.max(...(await inTurn(lists, (query) => p95(ctx, query)))),
    deepPage: await p95(ctx, { box: 'in', limit: deepPageSize, cursor: await cursorAfter(ctx, 49) }),
    search: Math.max(...(await inTurn(searches, (query) => p95(ctx, query)))),
  };
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function cursorAfter(ctx: GatewayContext, pages: number): Promise<string> {
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const { next } = await findDocuments(ctx, clerk, { box: 'in', limit: deepPageSize, cursor });
    if (next === null) throw new Error(`the inbox ends on page ${page + 1}: there is no page ${pages + 1} to measure`);
    cursor = next;
  }
  if (cursor === undefined) throw new Error('no page before the first');
  return cursor;
}

/** In milliseconds, after a few rounds that warm the caches. */
async function p95(ctx: GatewayContext, query: DocumentQuery): Promise<number> {
  const times: number[] = [];
  for (let round = -5; round < repeats; round += 1) {
    const start = performance.now();
    await findDocuments(ctx, clerk, query);
    if (round >= 0) times.push(performance.now() - start);
  }
  return percentile(times, 0.95);
}

function report(before: Measured, after: Measured): BenchResult[] {
  const compared = (name: string, was: number, is: number): BenchResult => {
    const ratio = Math.max(is, leastMs) / Math.max(was, leastMs);
    return {
      name,
      value: is,
      unit: 'ms',
      limit: was,
      ratio,
      target: `≤ ${mostRatio} × with ${small}`,
      met: ratio <= mostRatio,
    };
  };
  return [
    compared('lists, p95 of the slowest', before.lists, after.lists),
    compared('fiftieth page, p95', before.deepPage, after.deepPage),
    absolute(
      'search from 2 letters, p95 of the slowest',
      'ms',
      after.search,
      { text: `≤ ${mostSearchMs} ms`, met: after.search <= mostSearchMs },
      before.search,
    ),
  ];
}
