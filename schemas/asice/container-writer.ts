/**
 * Writes a container as its files arrive: each streamed once to disk while it is hashed, stored uncompressed.
 * Local headers are patched when an entry is complete, so other readers never meet data descriptors on stored entries.
 * Does not fsync (the blob store does) and signs nothing.
 * Source: APPNOTE.TXT 6.3.10; ETSI EN 319 162-1 V1.1.1, annex A.1 (`mimetype` first, stored, without extra field).
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { Problem } from '../problems/problem.js';
import { asStorageFull } from './disk-full.js';
import { checkEntryName, entryNameKey, printable } from './entry-names.js';
import { asiceMediaType } from './media-types.js';
import { encodeCentralHeader, encodeEnd, encodeLocalHeader, saturated32 } from './zip-records.js';

export interface WrittenEntry {
  /** As written: NFC. */
  readonly name: string;
  readonly mediaType: string | null;
  readonly size: number;
  readonly sha256: Buffer;
  /** Offset of the content in the container. */
  readonly offset: number;
}

export interface WriterOptions {
  /** Content of the `mimetype` entry; default ASiC-E. */
  readonly mimeType?: string;
  /** Sizes and offsets from here on take the ZIP64 form; default 4 GiB − 1, lower only to exercise that form. */
  readonly zip64From?: number;
}

/** One write to disk: large enough that calls do not matter, small enough for many uploads at a time. */
const batchBytes = 512 * 1024;
const batchChunks = 256;

interface CentralRecord {
  readonly nameBytes: Buffer;
  readonly crc32: number;
  readonly size: number;
  readonly headerOffset: number;
}

export class ContainerWriter {
  /** The entries so far, without `mimetype`, in the order written. */
  readonly entries: WrittenEntry[] = [];
  readonly #records: CentralRecord[] = [];
  readonly #names = new Set<string>();
  #position = 0;
  #state: 'open' | 'busy' | 'finished' | 'aborted' = 'open';

  private constructor(
    /** Where the container is growing. */
    readonly path: string,
    private readonly file: FileHandle,
    private readonly zip64From: number,
  ) {}

  /**
   * Starts a container in a new file and writes its `mimetype`.
   * @throws Problem `storage_full`; the file system's error when the file exists or cannot be made
   */
  static async create(path: string, options: WriterOptions = {}): Promise<ContainerWriter> {
    const file = await open(path, 'wx+', 0o600);
    const writer = new ContainerWriter(path, file, options.zip64From ?? saturated32);
    await writer.#guarded(async () => {
      await writer.#addEntry('mimetype', null, oneChunk(Buffer.from(options.mimeType ?? asiceMediaType)), 100);
      writer.entries.length = 0;
    });
    return writer;
  }

  /**
   * Streams one file into the container. When it fails the whole container is given up and its file removed.
   * @throws Problem `file_too_large` above `maxBytes`, `zip_name`, `zip_duplicate`, `storage_full`; the stream's own error
   */
  addStream(
    name: string,
    mediaType: string | null,
    content: Readable,
    limits: { maxBytes: number },
  ): Promise<WrittenEntry> {
    return this.#guarded(() => this.#addEntry(name, mediaType, content, limits.maxBytes)).catch((error: unknown) => {
      content.destroy();
      throw error;
    });
  }

  /** Adds an entry whose bytes are in memory. @throws as `addStream` */
  addBytes(name: string, mediaType: string | null, bytes: Uint8Array): Promise<WrittenEntry> {
    return this.#guarded(() => this.#addEntry(name, mediaType, oneChunk(bytes), bytes.length));
  }

  /**
   * Writes the central directory and closes the file.
   * @returns size and SHA-256 of the whole container
   * @throws Problem `storage_full`
   */
  async finish(): Promise<{ size: number; sha256: Buffer }> {
    return this.#guarded(async () => {
      const headers = this.#records.map((record) => encodeCentralHeader(record, this.zip64From));
      const central = Buffer.concat(headers);
      const end = encodeEnd(this.#records.length, this.#position, central.length, this.zip64From);
      await this.#write([central, end], this.#position);
      const size = this.#position + central.length + end.length;
      const sha256 = await this.#hashWhole(size);
      await this.file.close();
      this.#state = 'finished';
      return { size, sha256 };
    });
  }

  /** Gives the container up and removes its file. Harmless after `finish` and when called twice. */
  async abort(): Promise<void> {
    if (this.#state === 'finished' || this.#state === 'aborted') return;
    this.#state = 'aborted';
    await this.file.close().catch(() => {});
    await unlink(this.path).catch(() => {});
  }

  /** One operation at a time; any failure gives the container up, so that nothing half-written stays. */
  async #guarded<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#state !== 'open') throw new Error(`the container writer is ${this.#state}`);
    this.#state = 'busy';
    try {
      const result = await operation();
      if ((this.#state as string) === 'busy') this.#state = 'open';
      return result;
    } catch (error) {
      await this.abort();
      throw asStorageFull(error);
    }
  }

  async #addEntry(
    rawName: string,
    mediaType: string | null,
    content: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<WrittenEntry> {
    const name = this.#claimName(rawName);
    const nameBytes = Buffer.from(name);
    const zip64 = maxBytes >= this.zip64From;
    const headerOffset = this.#position;
    const offset = headerOffset + encodeLocalHeader({ nameBytes, crc32: 0, size: 0 }, zip64).length;
    const digest = await this.#writeContent(content, offset, maxBytes, name);
    const record = { nameBytes, crc32: digest.crc32, size: digest.size, headerOffset };
    await this.#write([encodeLocalHeader(record, zip64)], headerOffset);
    this.#position = offset + digest.size;
    this.#records.push(record);
    const entry = { name, mediaType, size: digest.size, sha256: digest.sha256, offset };
    this.entries.push(entry);
    return entry;
  }

  #claimName(rawName: string): string {
    const name = rawName.normalize('NFC');
    checkEntryName(name);
    const key = entryNameKey(name);
    if (this.#names.has(key))
      throw new Problem('zip_duplicate', { detail: 'Two files have the same name', field: printable(name) });
    this.#names.add(key);
    return name;
  }

  /** Hashing and the next read go on while the disk writes the batch before; at most two batches are in memory. */
  async #writeContent(content: AsyncIterable<Uint8Array>, start: number, maxBytes: number, name: string) {
    const sha256 = createHash('sha256');
    let crc = 0;
    let size = 0;
    let batch: Uint8Array[] = [];
    let batchStart = start;
    let writing: Promise<void> = Promise.resolve();
    const flush = async () => {
      await writing;
      writing = this.#write(batch, batchStart);
      // A failure is met at the next `await writing`; until then it must not count as unhandled.
      writing.catch(() => {});
      batch = [];
      batchStart = start + size;
    };
    for await (const chunk of content) {
      size += chunk.length;
      if (size > maxBytes)
        throw new Problem('file_too_large', { detail: `More than ${maxBytes} bytes`, field: printable(name) });
      sha256.update(chunk);
      crc = crc32(chunk, crc);
      batch.push(chunk);
      if (start + size - batchStart >= batchBytes || batch.length >= batchChunks) await flush();
    }
    await flush();
    await writing;
    return { sha256: sha256.digest(), crc32: crc, size };
  }

  async #write(chunks: readonly Uint8Array[], position: number): Promise<void> {
    const wanted = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (wanted === 0) return;
    const { bytesWritten } = await this.file.writev([...chunks], position);
    // A short write happens when a disk or quota is nearly full: the rest goes out alone and meets the error, if any.
    if (bytesWritten < wanted)
      await this.#write([Buffer.concat(chunks).subarray(bytesWritten)], position + bytesWritten);
  }

  /** The digest of the finished file: headers were patched after their data, so it cannot be had on the way. */
  async #hashWhole(size: number): Promise<Buffer> {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(size, 1024 * 1024)));
    for (let at = 0; at < size; ) {
      const { bytesRead } = await this.file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0)
        throw new Problem('storage_damaged', { detail: 'The container changed while it was written' });
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    return hash.digest();
  }
}

function oneChunk(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  return Readable.from([bytes]);
}
