/**
 * A small container made in memory: status messages, which live in the database and are written by the thousand.
 * Same layout as the streaming writer; everything is held at once, so nothing large belongs here.
 * Source: APPNOTE.TXT 6.3.10; ETSI EN 319 162-1 V1.1.1, annex A.1 (`mimetype` first, stored).
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Problem } from '../problems/problem.js';
import type { ContainerWriter, WrittenEntry } from './container-writer.js';
import { checkEntryName, entryNameKey, printable } from './entry-names.js';
import { asiceMediaType } from './media-types.js';
import { encodeCentralHeader, encodeEnd, encodeLocalHeader, saturated32 } from './zip-records.js';

/** What sealing needs of a container that is being written, wherever it grows. */
export type ContainerSink = Pick<ContainerWriter, 'entries' | 'addBytes' | 'finish' | 'abort'>;

export class MemoryContainer implements ContainerSink {
  readonly entries: WrittenEntry[] = [];
  readonly #chunks: Uint8Array[] = [];
  readonly #central: Buffer[] = [];
  readonly #names = new Set<string>();
  #position = 0;

  constructor() {
    this.#add('mimetype', Buffer.from(asiceMediaType));
  }

  /** Adds an entry. @throws Problem `zip_name`, `zip_duplicate` */
  async addBytes(rawName: string, mediaType: string | null, bytes: Uint8Array): Promise<WrittenEntry> {
    const name = rawName.normalize('NFC');
    checkEntryName(name);
    if (this.#names.has(entryNameKey(name))) throw new Problem('zip_duplicate', { field: printable(name) });
    const offset = this.#add(name, bytes);
    const entry = { name, mediaType, size: bytes.length, sha256: createHash('sha256').update(bytes).digest(), offset };
    this.entries.push(entry);
    return entry;
  }

  /** Writes the central directory; size and SHA-256 of the whole. */
  async finish(): Promise<{ size: number; sha256: Buffer }> {
    const central = Buffer.concat(this.#central);
    this.#chunks.push(central, encodeEnd(this.#central.length, this.#position, central.length, saturated32));
    const bytes = this.bytes();
    return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest() };
  }

  async abort(): Promise<void> {
    this.#chunks.length = 0;
  }

  /** The container; complete after `finish`. */
  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Returns the offset of the content. */
  #add(name: string, bytes: Uint8Array): number {
    this.#names.add(entryNameKey(name));
    const record = { nameBytes: Buffer.from(name), crc32: crc32(bytes), size: bytes.length };
    const header = encodeLocalHeader(record, false);
    this.#central.push(encodeCentralHeader({ ...record, headerOffset: this.#position }, saturated32));
    this.#chunks.push(header, bytes);
    const offset = this.#position + header.length;
    this.#position = offset + bytes.length;
    return offset;
  }
}
