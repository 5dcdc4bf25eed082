import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanBytes } from '../../../schemas/asice/byte-source.js';
import { openFileSource, rangeSource } from '../../../schemas/asice/file-source.js';

const bytes = randomBytes(1_000_000);
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-source-'));
  path = join(folder, 'file');
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function scanned(chunks: AsyncIterable<Buffer>): Promise<string> {
  let hex = '';
  for await (const chunk of chunks) hex += chunk.toString('hex');
  return hex;
}

const slice = (start: number, end: number) => bytes.subarray(start, end).toString('hex');

describe('scanning a file', () => {
  it('shows every byte once, whole or a part, also past the end', async () => {
    const source = await openFileSource(path);
    expect(await scanned(scanBytes(source))).toBe(slice(0, bytes.length));
    expect(await scanned(scanBytes(source, 10, 300_000))).toBe(slice(10, 300_000));
    expect(await scanned(scanBytes(source, 999_990, 2_000_000))).toBe(slice(999_990, bytes.length));
    expect(await scanned(scanBytes(rangeSource(source, 1_000, 500_000), 5))).toBe(slice(1_005, 501_000));
    await source.close();
  });

  it('keeps those who scan at the same time apart, also when some stop early', async () => {
    const source = await openFileSource(path);
    const stopEarly = async () => {
      for await (const chunk of scanBytes(source)) return chunk.length;
      return 0;
    };
    const all = Array.from({ length: 40 }, (_, index) => scanned(scanBytes(source, index * 1_000, 900_000)));
    await Promise.all([stopEarly(), ...all, stopEarly()]);
    for (const [index, hex] of (await Promise.all(all)).entries()) expect(hex).toBe(slice(index * 1_000, 900_000));
    await source.close();
  });

  it('gives its memory back when the file cannot be read', async () => {
    const source = await openFileSource(path);
    await source.close();
    await expect(scanned(scanBytes(source))).rejects.toThrow();
    const again = await openFileSource(path);
    expect(await scanned(scanBytes(again))).toBe(slice(0, bytes.length));
    await again.close();
  });
});
