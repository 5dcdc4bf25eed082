/**
 * How many B-LT containers one thread judges a second, offline and fully: each file another one, so that nothing is known of its signature
 * beforehand. Beside it what the steps before cost on the same files. And what a container of a gibibyte costs in memory.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certificatesToPem } from '../certs/keys/pem-text.js';
import type { Policy } from '../certs/verdict/report.js';
import { verifyFile } from '../certs/verdict/verify-file.js';
import type { ByteSource } from '../schemas/asice/byte-source.js';
import { openFileSource } from '../schemas/asice/file-source.js';
import { openContainer } from '../schemas/asice/open-container.js';
import { makeProven, type ProvenContainers } from './bench-proven.js';
import { MemoryWatch } from './memory-watch.js';
import { median } from './rate.js';
import { absolute, type Benchmark, type BenchResult } from './result.js';

const count = 300;
const rounds = 3;
const fileBytes = 100 * 1024;
const wantedPerSecond = 150;
const largeBytes = Number(process.env['BENCH_BYTES'] ?? 1024 ** 3);
const mostMegabytes = 100;
const megabyte = 1024 ** 2;
const program = fileURLToPath(new URL('../cli/main.js', import.meta.url));

export const verifyProven: Benchmark = {
  name: 'verify-proven',
  about: `${count} different B-LT containers judged fully, offline, on one thread; and one of ${largeBytes / megabyte} MiB`,
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'congvan-bench-'));
    try {
      return [...(await rate(folder)), await memory(folder)];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

type Step = (source: ByteSource) => Promise<unknown>;

async function rate(folder: string): Promise<BenchResult[]> {
  const { paths, root } = await makeProven(folder, count, fileBytes);
  const judge =
    (policy: Policy): Step =>
    async (source) => {
      const { indication, signatures } = await verifyFile(source, { policy, anchors: [root], at: new Date() });
      if (indication !== 'TOTAL-PASSED') throw new Error('a container is not valid');
      if (policy === 'full' && signatures[0]?.level !== 'B-LT') throw new Error(`B-LT was expected`);
    };
  const steps: Step[] = [openContainer, judge('core'), judge('full')];
  const measured: number[][] = steps.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, step] of steps.entries()) measured[index]?.push(await perSecond(paths, step));
  const [opened = 0, core = 0, full = 0] = measured.map(median);
  const milliseconds = (name: string, value: number) => absolute(`B-LT container: ${name}`, 'ms', value, null);
  return [
    absolute('B-LT container, 2 × 100 KB, full verification', 'containers/s', full, {
      text: `≥ ${wantedPerSecond}/s`,
      met: full >= wantedPerSecond,
    }),
    milliseconds('to open and list it', 1000 / opened),
    milliseconds('digests and core signature', 1000 / core - 1000 / opened),
    milliseconds('timestamp, paths, revocation, report', 1000 / full - 1000 / core),
  ];
}

async function perSecond(paths: readonly string[], step: Step): Promise<number> {
  const start = performance.now();
  for (const path of paths) {
    const source = await openFileSource(path);
    await step(source);
    await source.close();
  }
  return (paths.length / (performance.now() - start)) * 1000;
}

/** The whole command on a container of a gibibyte, over the same command on a small one. */
async function memory(folder: string): Promise<BenchResult> {
  const small = await peakOfCommand(folder, await makeProven(await mkdtemp(join(folder, 'small-')), 1, 1024));
  const large = await peakOfCommand(folder, await makeProven(await mkdtemp(join(folder, 'large-')), 1, largeBytes / 2));
  const grown = (large - small) / megabyte;
  return absolute(
    'verify a large container: memory over a small one, peak',
    'MB',
    grown,
    { text: `≤ ${mostMegabytes} MB`, met: grown <= mostMegabytes },
    small / megabyte,
  );
}

async function peakOfCommand(folder: string, { paths, root }: ProvenContainers): Promise<number> {
  const trust = join(folder, 'root.pem');
  await writeFile(trust, certificatesToPem([root]));
  const command = [program, 'verify', paths[0] ?? '', '--trust', trust, '--offline', '--json'];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'] });
  const watch = new MemoryWatch(child.pid ?? 0);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`verify ended with ${code}`);
  return watch.end().peak;
}
