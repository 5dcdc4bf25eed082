/**
 * Bytes on their way into a file: collected in memory and written in large batches, each while the next one is being filled. A small
 * container thus reaches the disk in one write, and what was written early can still be changed cheaply.
 * At most two batches are in memory. Does not fsync.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../problems/problem.js';

/** One write to disk: large enough that calls do not matter, small enough for many uploads at a time. */
const batchBytes = 512 * 1024;
const batchChunks = 256;
const readBytes = 1024 * 1024;

export class WriteBehind {
  #batch: Uint8Array[] = [];
  /** Where the batch begins in the file: everything before it is written, or being written. */
  #batchStart = 0;
  #end = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly file: FileHandle) {}

  /** Where the next byte goes. */
  get position(): number {
    return this.#end;
  }

  /** Adds bytes at the end; they must not change afterwards. Waits only while the disk is behind. @throws the file system's error */
  async append(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0) return;
    this.#batch.push(chunk);
    this.#end += chunk.length;
    if (this.#end - this.#batchStart >= batchBytes || this.#batch.length >= batchChunks) await this.#startWriting();
  }

  /** Replaces bytes appended as one chunk, by as many others. */
  async replace(chunk: Uint8Array, position: number, by: Uint8Array): Promise<void> {
    const index = position >= this.#batchStart ? this.#batch.indexOf(chunk) : -1;
    if (index >= 0) this.#batch[index] = by;
    else {
      await this.#writing;
      await this.#write([by], position);
    }
  }

  /** Brings everything appended so far into the file. @throws the file system's error */
  async flush(): Promise<void> {
    await this.#startWriting();
    await this.#writing;
  }

  /** Writes what is left. @returns SHA-256 of the whole file */
  async finish(): Promise<Buffer> {
    const isUnwritten = this.#batchStart === 0;
    const whole = this.#batch;
    await this.flush();
    return isUnwritten ? hashOf(whole) : this.#hashFile();
  }

  async #startWriting(): Promise<void> {
    await this.#writing;
    this.#writing = this.#write(this.#batch, this.#batchStart);
    // A failure is met at the next `await`; until then it must not count as unhandled.
    this.#writing.catch(() => {});
    this.#batch = [];
    this.#batchStart = this.#end;
  }

  async #write(chunks: readonly Uint8Array[], position: number): Promise<void> {
    const wanted = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (wanted === 0) return;
    const { bytesWritten } = await this.file.writev([...chunks], position);
    // A short write happens when a disk or quota is nearly full: the rest goes out alone and meets the error, if any.
    if (bytesWritten < wanted)
      await this.#write([Buffer.concat(chunks).subarray(bytesWritten)], position + bytesWritten);
  }

  /** Something early may have been replaced after it was written, so the digest of a large file cannot be had on the way. */
  async #hashFile(): Promise<Buffer> {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(Math.min(this.#end, readBytes));
    for (let at = 0; at < this.#end; ) {
      const { bytesRead } = await this.file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0)
        throw new Problem('storage_damaged', { detail: 'The container changed while it was written' });
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    return hash.digest();
  }
}

function hashOf(chunks: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest();
}
