/** What the container tests share: temporary folders, small containers, python's zipfile. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { ContainerWriter } from '../../../schemas/asice/container-writer.js';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-container-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface SmallFile {
  readonly name: string;
  readonly content: string | Buffer;
}

/** The bytes of a container with these files, written by the product. */
export async function containerBytes(files: readonly SmallFile[], options?: { zip64From?: number }): Promise<Buffer> {
  const path = join(await temporaryFolder(), 'x.asice');
  const writer = await ContainerWriter.create(path, options);
  for (const { name, content } of files) {
    await writer.addStream(name, 'text/plain', Readable.from([Buffer.from(content)]), { maxBytes: 1_000_000 });
  }
  await writer.finish();
  return readFile(path);
}

/** Runs python3 with the standard library's zipfile: an independent reader and writer. */
export function python(script: string, ...args: string[]): string {
  return execFileSync('python3', ['-c', script, ...args], { encoding: 'utf8' });
}
