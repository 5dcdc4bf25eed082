/**
 * The pages of a clerk whose agency has received 100,000 documents, in a gateway with a million: how long the server takes for the home
 * page, the inbox and what the search shows while one types, how much travels, and how soon Chromium paints. Over loopback, warm.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import type { GatewayContext } from '../gateway/context.js';
import { attentionCounts } from '../gateway/documents/lists/attention.js';
import { createApp } from '../gateway/http/create-app.js';
import { openSession } from '../gateway/identity/sessions.js';
import { addUser } from '../gateway/identity/users.js';
import { pageFiles } from '../gateway/web/page-files.js';
import { withLargeArchive } from './large-archive.js';
import { openChromium } from './peers/chromium.js';
import { percentile } from './percentile.js';
import { absolute, type Benchmark, type BenchResult } from './result.js';

/** Each agency of the archive has received a tenth of them. */
const documents = Number(process.env['BENCH_DOCUMENTS'] ?? 1_000_000);
const repeats = 60;
const paints = 12;
const agency = 'H30.03';

const most = { inboxMs: 30, searchMs: 60, paintMs: 500, pageKb: 60, scriptKb: 30 } as const;

const searches = ['vă', 'so', 'nông thôn', 'dich benh', 'zz'] as const;

export const pagesBenchmark: Benchmark = {
  name: 'pages',
  about: `home, inbox and search of a clerk with ${documents} documents in the gateway`,
  run: () =>
    withLargeArchive(async ({ ctx, fill }) => {
      await fill(1, documents);
      return measure(ctx);
    }),
};

async function measure(ctx: GatewayContext): Promise<BenchResult[]> {
  const app = await createApp(ctx, { workersHealthy: () => true, demonstrationMail: null });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const browser = await openChromium();
  try {
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    return await measurePages(ctx, browser, url);
  } finally {
    await browser.close();
    await app.close();
  }
}

async function measurePages(ctx: GatewayContext, browser: Browser, url: string): Promise<BenchResult[]> {
  const measured = async (path: string) => {
    const cookie = await signIn(ctx);
    return p95(() => readPage(`${url}${path}`, cookie));
  };
  const searchTimes = [];
  for (const q of searches) searchTimes.push(await measured(`/tim/goi-y?q=${encodeURIComponent(q)}`));
  const cookie = await signIn(ctx);
  const html = await readPage(`${url}/van-ban-den`, cookie);
  return [
    timed('count beside the navigation, p95', await p95(() => attentionCounts(ctx, agency))),
    timed('home page, server, p95', await measured('/')),
    timed('inbox page, server, p95', await measured('/van-ban-den'), most.inboxMs),
    timed('outbox page, server, p95', await measured('/van-ban-di')),
    timed('search while typing, p95 of the slowest', Math.max(...searchTimes), most.searchMs),
    sized('inbox page, compressed', gzipSync(html).length, most.pageKb),
    sized('all script, compressed', scriptBytes(), most.scriptKb),
    timed('first contentful paint, p95', await paintMs(browser, url, cookie), most.paintMs),
  ];
}

/** A clerk for each figure: pages are limited for each person. @returns the cookie of an open session */
async function signIn(ctx: GatewayContext): Promise<string> {
  const email = `${randomUUID()}@congvan.example`;
  const id = await addUser(ctx, { name: 'Trần Thị Bé', email, role: 'clerk', agency, actor: 'system:bench' });
  const token = await ctx.database.transaction((tx) =>
    openSession(ctx, tx, id, { address: '127.0.0.1', agent: 'bench' }, { state: 'open', method: 'password' }),
  );
  return `congvan-session=${token}`;
}

/** @throws Error for anything but a page: a refusal would be fast, too */
async function readPage(address: string, cookie: string): Promise<string> {
  const answer = await fetch(address, { headers: { cookie }, redirect: 'manual' });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
  return text;
}

/** In milliseconds, after a few rounds that warm the caches. */
async function p95(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = -5; round < repeats; round += 1) {
    const start = performance.now();
    await work();
    if (round >= 0) times.push(performance.now() - start);
  }
  return percentile(times, 0.95);
}

/** Each module by itself, as browsers fetch them. */
function scriptBytes(): number {
  const scripts = [...pageFiles.values()].filter(({ type }) => type.startsWith('text/javascript'));
  return scripts.reduce((sum, { bytes }) => sum + gzipSync(bytes).length, 0);
}

/** Of the inbox in a browser that has seen nothing before. */
async function paintMs(browser: Browser, url: string, cookie: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < paints; round += 1) {
    const context = await browser.newContext({ extraHTTPHeaders: { cookie } });
    const page = await context.newPage();
    await page.goto(`${url}/van-ban-den`);
    times.push(
      Number(await page.evaluate('performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN')),
    );
    await context.close();
  }
  return percentile(times, 0.95);
}

const timed = (name: string, ms: number, mostMs?: number): BenchResult =>
  absolute(name, 'ms', ms, mostMs === undefined ? null : { text: `≤ ${mostMs} ms`, met: ms <= mostMs });

const sized = (name: string, bytes: number, mostKb: number): BenchResult =>
  absolute(name, 'kB', bytes / 1_000, { text: `≤ ${mostKb} kB`, met: bytes / 1_000 <= mostKb });
