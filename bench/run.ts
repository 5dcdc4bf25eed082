/**
 * `npm run bench [-- --json] [-- NAME…]`: runs the benchmarks and prints their table.
 * Judges nothing beyond each figure's own target; exits 0 even when targets are missed, so that figures are always written down.
 */
import { cpus, totalmem } from 'node:os';
import { auditBenchmark } from './audit.js';
import { largeFile } from './large-file.js';
import { listsBenchmark } from './lists.js';
import { mail } from './mail/mail.js';
import { pagesBenchmark } from './pages.js';
import { reportBenchmark } from './report.js';
import type { Benchmark, BenchResult } from './result.js';
import { seal } from './seal.js';
import { start } from './start.js';
import { throughput } from './throughput.js';
import { verify } from './verify.js';
import { verifyProven } from './verify-proven.js';

const benchmarks: readonly Benchmark[] = [
  seal,
  verify,
  verifyProven,
  throughput,
  largeFile,
  mail,
  listsBenchmark,
  reportBenchmark,
  pagesBenchmark,
  auditBenchmark,
  start,
];

const machine = () =>
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;

const round = (value: number | null) => (value === null ? '' : value >= 100 ? value.toFixed(0) : value.toFixed(2));

function printTable(results: readonly BenchResult[]): void {
  const rows = results.map((result) => [
    result.name,
    `${round(result.value)} ${result.unit}`,
    round(result.limit),
    round(result.ratio),
    result.target ?? 'report',
    result.met === null ? '' : result.met ? 'met' : 'MISSED',
  ]);
  const head = ['what', 'figure', 'raw limit', 'ratio', 'target', ''];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...rows])
    process.stdout.write(`${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`);
}

async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `no benchmark named ${unknown.join(', ')}; there are: ${benchmarks.map(({ name }) => name).join(', ')}\n`,
    );
    return 64;
  }
  const results: BenchResult[] = [];
  for (const benchmark of benchmarks.filter(({ name }) => names.length === 0 || names.includes(name))) {
    process.stderr.write(`${benchmark.name}: ${benchmark.about}\n`);
    results.push(...(await benchmark.run()));
  }
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ machine: machine(), results })}\n`);
  else {
    process.stdout.write(`${machine()}\n`);
    printTable(results);
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
