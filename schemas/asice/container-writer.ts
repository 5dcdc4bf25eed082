/**
 * Writes a container as its files arrive: each streamed once to disk while it is hashed, stored uncompressed.
 * Local headers are patched when an entry is complete, so other readers never meet data descriptors on stored entries.
 * Does not fsync (the blob store does) and signs nothing.
 * Source: APPNOTE.TXT 6.3.10; ETSI EN 319 162-1 V1.1.1, annex A.1 (`mimetype` first, stored, without extra field).
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { Problem } from '../problems/problem.js';
import type { ByteSource } from './byte-source.js';
import { asStorageFull, orStorageFull } from './disk-full.js';
import { checkEntryName, entryNameKey, printable } from './entry-names.js';
import { handleSource, rangeSource } from './file-source.js';
import { asiceMediaType } from './media-types.js';
import { WriteBehind } from './write-behind.js';
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
  readonly #content: WriteBehind;
  #state: 'open' | 'busy' | 'finished' | 'aborted' = 'open';

  private constructor(
    /** Where the container is growing. */
    readonly path: string,
    private readonly file: FileHandle,
    private readonly zip64From: number,
  ) {
    this.#content = new WriteBehind(file);
  }

  /**
   * Starts a container in a new file and writes its `mimetype`.
   * @throws Problem `storage_full`; the file system's error when the file exists or cannot be made
   */
  static async create(path: string, options: WriterOptions = {}): Promise<ContainerWriter> {
    const file = await orStorageFull(open(path, 'wx+', 0o600));
    const writer = new ContainerWriter(path, file, options.zip64From ?? saturated32);
    await writer.#guarded(async () => {
      await writer.#addEntry('mimetype', null, [Buffer.from(options.mimeType ?? asiceMediaType)], 100);
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
    return this.#guarded(() => this.#addEntry(name, mediaType, [bytes], bytes.length));
  }

  /**
   * The content of an entry added before, for reading while the container grows.
   * @throws Problem `storage_full`
   */
  async readBack({ offset, size }: WrittenEntry): Promise<ByteSource> {
    await this.#guarded(() => this.#content.flush());
    return rangeSource(handleSource(this.file, offset + size), offset, size);
  }

  /**
   * Writes the central directory and closes the file.
   * @returns size and SHA-256 of the whole container
   * @throws Problem `storage_full`
   */
  async finish(): Promise<{ size: number; sha256: Buffer }> {
    return this.#guarded(async () => {
      const centralOffset = this.#content.position;
      const central = Buffer.concat(this.#records.map((record) => encodeCentralHeader(record, this.zip64From)));
      const end = encodeEnd(this.#records.length, centralOffset, central.length, this.zip64From);
      await this.#content.append(central);
      await this.#content.append(end);
      const size = this.#content.position;
      const sha256 = await this.#content.finish();
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
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    maxBytes: number,
  ): Promise<WrittenEntry> {
    const name = this.#claimName(rawName);
    const nameBytes = Buffer.from(name);
    const zip64 = maxBytes >= this.zip64From;
    const headerOffset = this.#content.position;
    const placeholder = encodeLocalHeader({ nameBytes, crc32: 0, size: 0 }, zip64);
    await this.#content.append(placeholder);
    const digest = await this.#writeContent(content, maxBytes, name);
    const record = { nameBytes, crc32: digest.crc32, size: digest.size, headerOffset };
    await this.#content.replace(placeholder, headerOffset, encodeLocalHeader(record, zip64));
    const offset = headerOffset + placeholder.length;
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

  /** Hashing and the next read go on while the disk writes what came before. */
  async #writeContent(
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    maxBytes: number,
    name: string,
  ): Promise<{ sha256: Buffer; crc32: number; size: number }> {
    const sha256 = createHash('sha256');
    let crc = 0;
    let size = 0;
    for await (const chunk of content) {
      size += chunk.length;
      if (size > maxBytes)
        throw new Problem('file_too_large', { detail: `More than ${maxBytes} bytes`, field: printable(name) });
      sha256.update(chunk);
      crc = crc32(chunk, crc);
      await this.#content.append(chunk);
    }
    return { sha256: sha256.digest(), crc32: crc, size };
  }
}
