/**
 * How the files of a backup are written, compared and put elsewhere: always to disk, always with their digest.
 * Does not know what is in them.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncFolder } from '../../certs/keys/write-durably.js';
import { asStorageFull } from '../../schemas/asice/disk-full.js';

export interface Measured {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Line ends in it: the rows of a COPY. */
  readonly lines: number;
}

const newline = 0x0a;

function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) lines += 1;
  return lines;
}

/** Passes bytes on and measures them. */
class Meter extends Transform {
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #lines = 0;

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    this.#lines += countLines(chunk);
    done(null, chunk);
  }

  result(): Measured {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex'), lines: this.#lines };
  }
}

/** Writes a new file (0600) and forces it to disk. @throws Problem `storage_full` */
export async function writeMeasured(content: Readable, path: string): Promise<Measured> {
  const meter = new Meter();
  try {
    await pipeline(content, meter, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
  } catch (error) {
    throw asStorageFull(error);
  }
  return meter.result();
}

/** Size and digest of a file, or null when there is none. */
export async function measureFile(path: string): Promise<Measured | null> {
  if (!(await isFile(path))) return null;
  const meter = new Meter();
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), meter, drain);
  return meter.result();
}

async function drain(source: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of source);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

export const copyMeasured = (from: string, to: string): Promise<Measured> =>
  writeMeasured(createReadStream(from, { highWaterMark: 1024 * 1024 }), to);

/** The same file under a second name where the file system can, else a copy on disk. Gives back its size and digest. */
export async function linkOrCopy(from: string, to: string): Promise<Measured | null> {
  try {
    await link(from, to);
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (code === 'ENOENT') return null;
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS', 'EACCES'].includes(code))
      throw asStorageFull(error);
    return copyMeasured(from, to);
  }
  return measureFile(to);
}

/** Makes folders and remembers them, so that their names can be forced to disk once, at the end. */
export class Folders {
  readonly #made = new Set<string>();

  async make(path: string): Promise<void> {
    if (this.#made.has(path)) return;
    await mkdir(path, { recursive: true, mode: 0o700 });
    this.#made.add(path);
  }

  /** fsync of every folder made and of the ones above it, up to `root`. */
  async sync(root: string): Promise<void> {
    const all = new Set([root, dirname(root)]);
    for (const made of this.#made) for (let path = made; path.length > root.length; path = dirname(path)) all.add(path);
    for (const path of all) await syncFolder(path);
  }
}
