/**
 * A ZIP archive of compressed entries that is written while it is being sent: sizes follow each entry in a data descriptor.
 * For archives people open, such as workbooks; containers are written by container-writer.ts. No ZIP64: an archive ends at 4 GiB.
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.9 (data descriptor), 4.3.12 (central header).
 */
import { Readable } from 'node:stream';
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import {
  centralHeaderBytes,
  centralSignature,
  descriptorSignature,
  encodeEnd,
  flags,
  localHeaderBytes,
  localSignature,
  methods,
  saturated32,
} from './zip-records.js';

export interface StreamedEntry {
  readonly name: string;
  readonly content: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
  /** True for what gets no smaller (containers, pictures): it goes into deflate's blocks as it is. */
  readonly isDense?: boolean;
}

interface Measured {
  crc32: number;
  packed: number;
  size: number;
}

const versionNeeded = 20;
/** 1 January 1980: the same content is the same bytes. */
const dosDate = 0x0021;

/** The bytes of the archive, in the order of the entries; nothing but one piece is held. */
export async function* streamZip(
  entries: AsyncIterable<StreamedEntry> | Iterable<StreamedEntry>,
): AsyncGenerator<Buffer> {
  const central: Buffer[] = [];
  let position = 0;
  for await (const { name, content, isDense = false } of entries) {
    const nameBytes = Buffer.from(name);
    const offset = position;
    const facts: Measured = { crc32: 0, packed: 0, size: 0 };
    const pack = createDeflateRaw(isDense ? { level: 0 } : {});
    for await (const piece of entryBytes(nameBytes, content, pack, facts)) {
      position += piece.length;
      yield piece;
    }
    central.push(centralHeader(nameBytes, facts, offset));
  }
  const directory = Buffer.concat(central);
  yield directory;
  yield encodeEnd(central.length, position, directory.length, saturated32);
}

async function* entryBytes(
  name: Buffer,
  content: StreamedEntry['content'],
  pack: DeflateRaw,
  facts: Measured,
): AsyncGenerator<Buffer> {
  yield localHeader(name);
  const measured = async function* () {
    for await (const part of content) {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      facts.crc32 = crc32(bytes, facts.crc32);
      facts.size += bytes.length;
      yield bytes;
    }
  };
  for await (const piece of Readable.from(measured()).compose(pack) as AsyncIterable<Buffer>) {
    facts.packed += piece.length;
    yield piece;
  }
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(descriptorSignature, 0);
  writeFacts(descriptor, 4, facts);
  yield descriptor;
}

function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(localHeaderBytes);
  header.writeUInt32LE(localSignature, 0);
  writeCommon(header, 4, name);
  return Buffer.concat([header, name]);
}

function centralHeader(name: Buffer, facts: Measured, offset: number): Buffer {
  const header = Buffer.alloc(centralHeaderBytes);
  header.writeUInt32LE(centralSignature, 0);
  header.writeUInt16LE(versionNeeded, 4);
  writeCommon(header, 6, name);
  writeFacts(header, 16, facts);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}

/** Version needed … date; then, after checksum and sizes, the length of the name. */
function writeCommon(header: Buffer, at: number, name: Buffer): void {
  header.writeUInt16LE(versionNeeded, at);
  header.writeUInt16LE(flags.descriptor | flags.utf8, at + 2);
  header.writeUInt16LE(methods.deflated, at + 4);
  header.writeUInt16LE(dosDate, at + 8);
  header.writeUInt16LE(name.length, at + 22);
}

function writeFacts(target: Buffer, at: number, facts: Measured): void {
  target.writeUInt32LE(facts.crc32, at);
  target.writeUInt32LE(facts.packed, at + 4);
  target.writeUInt32LE(facts.size, at + 8);
}
