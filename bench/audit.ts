/**
 * What an auditor asks of all agencies' documents, with a million of them: words, an agency, a number, days, a status, and words that
 * occur nowhere. The function behind the page, over the embedded PostgreSQL, warm.
 */
import { type AuditQuery, searchDocuments } from '../gateway/audit/search-documents.js';
import type { GatewayContext } from '../gateway/context.js';
import { principalOf, roleScopes } from '../gateway/identity/access.js';
import { withLargeArchive } from './large-archive.js';
import { percentile } from './percentile.js';
import { absolute, type Benchmark, type BenchResult } from './result.js';

const documents = Number(process.env['BENCH_DOCUMENTS'] ?? 1_000_000);
const repeats = 40;
const auditor = principalOf('user:bench', roleScopes.auditor, []);

const anything: AuditQuery = {
  q: '',
  agency: '',
  direction: 'both',
  from: '',
  to: '',
  status: '',
  type: '',
  number: '',
  after: '',
};

/** The archive lies in these days (fill-archive.ts: its ids). */
const days = { from: '2023-11-14', to: '2023-11-15' };

const questions: readonly (readonly [name: string, asked: Partial<AuditQuery>])[] = [
  ['everything', {}],
  ['words', { q: 'nông thôn' }],
  ['words of one document', { q: 'so 777' }],
  ['words that occur nowhere', { q: 'zzz' }],
  ['an agency', { agency: 'H30.03' }],
  ['an agency’s received, by days and status', { agency: 'H30.03', direction: 'received', ...days, status: '01' }],
  ['a number', { number: '7777' }],
  ['a type and words, by days', { type: 'CV', q: 'dịch bệnh', ...days }],
];

export const auditBenchmark: Benchmark = {
  name: 'audit',
  about: `an auditor's search with ${documents} documents`,
  run: () =>
    withLargeArchive(async ({ ctx, fill }) => {
      await fill(1, documents);
      const results: BenchResult[] = [];
      for (const [name, asked] of questions)
        results.push(absolute(`auditor's search: ${name}, p95`, 'ms', await p95(ctx, { ...anything, ...asked }), null));
      return results;
    }),
};

/** In milliseconds, after a few rounds that warm the caches. */
async function p95(ctx: GatewayContext, query: AuditQuery): Promise<number> {
  const times: number[] = [];
  for (let round = -5; round < repeats; round += 1) {
    const start = performance.now();
    await searchDocuments(ctx, auditor, query);
    if (round >= 0) times.push(performance.now() - start);
  }
  return percentile(times, 0.95);
}
