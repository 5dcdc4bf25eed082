/**
 * One gibibyte of incompressible bytes, submitted and downloaded over HTTP, its digest checked at the end. Memory: the peak of the gateway's
 * process over its idle size. Speed: beside a loop that only reads, hashes, writes and forces to disk.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Client } from 'undici';
import { MemoryWatch } from './memory-watch.js';
import { boundary, frameOf } from './multipart.js';
import { absolute, type Benchmark, type BenchResult, shareOfLimit } from './result.js';
import { type RunningGateway, startGateway } from './running-gateway.js';

const size = Number(process.env['BENCH_BYTES'] ?? 1024 ** 3);
const chunkBytes = 1024 * 1024;
const mostMegabytes = 100;
const leastShare = 0.4;
const megabyte = 1024 ** 2;

export const largeFile: Benchmark = {
  name: 'large-file',
  about: `${Math.round(size / megabyte)} MiB in and out`,
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'congvan-bench-'));
    const source = join(folder, 'large.pdf');
    const gateway = await startGateway();
    try {
      const sha256 = await writeSource(source);
      const raw = await rawSpeed(source, join(folder, 'copy'));
      const watch = new MemoryWatch(gateway.pid);
      const submitted = await timed(() => submit(gateway, source));
      const downloaded = await timed(() => download(gateway, submitted.result, sha256));
      const { grown } = watch.end();
      return report({ raw, submit: submitted.seconds, download: downloaded.seconds, grown });
    } finally {
      await gateway.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Figures {
  readonly raw: number;
  readonly submit: number;
  readonly download: number;
  readonly grown: number;
}

function report({ raw, submit: submitSeconds, download: downloadSeconds, grown }: Figures): BenchResult[] {
  const speed = (seconds: number) => size / megabyte / seconds;
  return [
    absolute('large file: memory over idle, peak', 'MB', grown / megabyte, {
      text: `≤ ${mostMegabytes} MB`,
      met: grown <= mostMegabytes * megabyte,
    }),
    shareOfLimit('large file: submit', 'MiB/s', speed(submitSeconds), speed(raw), leastShare),
    shareOfLimit('large file: download, digest checked', 'MiB/s', speed(downloadSeconds), speed(raw), leastShare),
  ];
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const start = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - start) / 1000 };
}

/** Random bytes behind the mark of a PDF. @returns their SHA-256, hex */
async function writeSource(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  const mark = Buffer.from('%PDF-1.7\n');
  for (let written = 0; written < size; ) {
    const bytes = randomBytes(Math.min(chunkBytes, size - written));
    if (written === 0) mark.copy(bytes);
    hash.update(bytes);
    await file.write(bytes);
    written += bytes.length;
  }
  await file.sync();
  await file.close();
  return hash.digest('hex');
}

/** Seconds for read + SHA-256 + write + fsync, nothing else. */
async function rawSpeed(from: string, to: string): Promise<number> {
  const { seconds } = await timed(async () => {
    const hash = createHash('sha256');
    const target = await open(to, 'w');
    for await (const chunk of createReadStream(from, { highWaterMark: chunkBytes })) {
      hash.update(chunk as Buffer);
      await target.write(chunk as Buffer);
    }
    await target.sync();
    await target.close();
    hash.digest();
  });
  await rm(to);
  return seconds;
}

async function submit(gateway: RunningGateway, path: string): Promise<string> {
  const { head, tail } = frameOf(['H30.05'], 'Văn bản lớn', 'large.pdf');
  const client = new Client(gateway.url, { headersTimeout: 0, bodyTimeout: 0 });
  async function* body() {
    yield head;
    yield* createReadStream(path, { highWaterMark: chunkBytes });
    yield tail;
  }
  const { statusCode, body: answer } = await client.request({
    method: 'POST',
    path: '/api/v1/documents',
    headers: {
      authorization: `Bearer ${gateway.tokens['sender']}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.length + (await stat(path)).size + tail.length),
    },
    body: Readable.from(body()),
  });
  const text = await answer.text();
  await client.close();
  if (statusCode !== 201) throw new Error(`submit answered ${statusCode}: ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}

async function download(gateway: RunningGateway, id: string, sha256: string): Promise<void> {
  const client = new Client(gateway.url, { headersTimeout: 0, bodyTimeout: 0 });
  const { statusCode, body } = await client.request({
    method: 'GET',
    path: `/api/v1/documents/${id}/files/1`,
    headers: { authorization: `Bearer ${gateway.tokens['sender']}` },
  });
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk as Buffer);
  await client.close();
  if (statusCode !== 200 || hash.digest('hex') !== sha256) throw new Error(`the download is wrong (${statusCode})`);
}
