/**
 * What the central directory says about each entry, judged on its own: methods, flags, names, sizes, limits.
 * Does not look at local headers or data (`zip-local.ts`).
 * Source: APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.4.
 */
import { Problem } from '../problems/problem.js';
import type { RandomAccess } from './byte-source.js';
import type { ContainerLimits } from './container-limits.js';
import { checkEntryName, entryNameKey, printable } from './entry-names.js';
import type { CentralDirectoryPlace } from './zip-end.js';
import {
  centralHeaderBytes,
  centralSignature,
  extraIds,
  flags,
  methods,
  readExtraFields,
  readUInt64,
  saturated32,
} from './zip-records.js';

/** An entry as the central directory describes it. */
export interface CentralEntry {
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly isFolder: boolean;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
}

const knownFlags = 0x0006 | flags.descriptor | flags.utf8;
const bytesPerEntryAtMost = 4096;
const unixSymbolicLink = 0xa000;

/**
 * Reads and checks all central headers.
 * @throws Problem `zip_*` with the entry's name in `field`
 */
export async function readCentralDirectory(
  source: RandomAccess,
  place: CentralDirectoryPlace,
  limits: ContainerLimits,
): Promise<CentralEntry[]> {
  if (place.count > limits.maxEntries) {
    throw new Problem('zip_too_many_entries', { detail: `${place.count} entries; ${limits.maxEntries} are allowed` });
  }
  if (place.size < place.count * centralHeaderBytes || place.size > place.count * bytesPerEntryAtMost) {
    throw new Problem('zip_inconsistent', { detail: 'The central directory has an impossible size' });
  }
  const bytes = await source.read(place.offset, place.size);
  const entries: CentralEntry[] = [];
  let at = 0;
  while (entries.length < place.count) {
    const { entry, next } = readCentralHeader(bytes, at);
    entries.push(entry);
    at = next;
  }
  if (at !== bytes.length)
    throw new Problem('zip_inconsistent', { detail: 'The central directory holds more than its entries' });
  checkLimits(entries, limits);
  checkCollisions(entries);
  return entries;
}

function readCentralHeader(bytes: Buffer, at: number): { entry: CentralEntry; next: number } {
  if (at + centralHeaderBytes > bytes.length || bytes.readUInt32LE(at) !== centralSignature) {
    throw new Problem('zip_malformed', { detail: 'A central header is missing' });
  }
  const nameAt = at + centralHeaderBytes;
  const extraAt = nameAt + bytes.readUInt16LE(at + 28);
  const commentAt = extraAt + bytes.readUInt16LE(at + 30);
  const next = commentAt + bytes.readUInt16LE(at + 32);
  if (next > bytes.length) throw new Problem('zip_malformed', { detail: 'A central header is cut short' });
  const nameBytes = bytes.subarray(nameAt, extraAt);
  const flagBits = bytes.readUInt16LE(at + 8);
  const fullName = decodeName(nameBytes, flagBits);
  const isFolder = fullName.endsWith('/');
  const name = isFolder ? fullName.slice(0, -1) : fullName;
  checkEntryName(name);
  checkFileMode(bytes.readUInt32LE(at + 38) >>> 16, name);
  const entry = {
    name,
    nameBytes,
    isFolder,
    flags: flagBits,
    method: bytes.readUInt16LE(at + 10),
    crc32: bytes.readUInt32LE(at + 16),
    ...readSizes(bytes, at, bytes.subarray(extraAt, commentAt), name),
  };
  checkEntry(entry);
  return { entry, next };
}

/** Sizes and offset, from the ZIP64 field where the header is saturated (APPNOTE 4.5.3: only those, in this order). */
function readSizes(bytes: Buffer, at: number, extraBlock: Buffer, name: string) {
  const extra = readExtraFields(extraBlock, name);
  const zip64 = extra.filter((field) => field.id === extraIds.zip64);
  if (zip64.length > 1 || extra.some((field) => field.id === extraIds.unicodePath && !namesSame(field.data, name))) {
    throw new Problem('zip_inconsistent', { detail: 'An extra field contradicts the header', field: printable(name) });
  }
  const data = zip64[0]?.data ?? Buffer.alloc(0);
  let used = 0;
  const widen = (value: number): number => {
    if (value !== saturated32) return value;
    used += 8;
    if (used > data.length)
      throw new Problem('zip_inconsistent', { detail: 'A ZIP64 size or offset is missing', field: printable(name) });
    return readUInt64(data, used - 8);
  };
  const size = widen(bytes.readUInt32LE(at + 24));
  const compressedSize = widen(bytes.readUInt32LE(at + 20));
  const headerOffset = widen(bytes.readUInt32LE(at + 42));
  const disk = bytes.readUInt16LE(at + 34);
  if (used !== data.length || disk !== 0) {
    throw new Problem('zip_inconsistent', {
      detail: 'The ZIP64 field does not fit the header',
      field: printable(name),
    });
  }
  return { size, compressedSize, headerOffset };
}

/** Info-ZIP's second name of an entry (APPNOTE 4.6.9): version, CRC of the first name, UTF-8 name. */
function namesSame(unicodePath: Buffer, name: string): boolean {
  return unicodePath.subarray(5).toString('utf8').replace(/\/$/, '') === name;
}

function decodeName(nameBytes: Buffer, flagBits: number): string {
  if ((flagBits & flags.utf8) === 0 && nameBytes.some((byte) => byte > 0x7f)) {
    throw new Problem('zip_name', {
      detail: 'An entry name is neither ASCII nor marked as UTF-8',
      field: printable(nameBytes.toString('latin1')),
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(nameBytes);
  } catch (cause) {
    throw new Problem('zip_name', { detail: 'An entry name is not valid UTF-8', cause });
  }
}

function checkFileMode(mode: number, name: string): void {
  if ((mode & 0xf000) === unixSymbolicLink) {
    throw new Problem('zip_malformed', { detail: 'Symbolic links are not accepted', field: printable(name) });
  }
}

function checkEntry(entry: CentralEntry): void {
  const field = printable(entry.name);
  if ((entry.flags & (flags.encrypted | flags.strongEncryption | flags.maskedHeaders)) !== 0)
    throw new Problem('zip_encrypted', { field });
  if ((entry.flags & ~knownFlags) !== 0)
    throw new Problem('zip_malformed', { detail: 'An entry uses an unknown feature', field });
  if (entry.method !== methods.stored && entry.method !== methods.deflated) {
    throw new Problem('zip_malformed', { detail: `Compression method ${entry.method} is not accepted`, field });
  }
  if (entry.method === methods.stored && entry.size !== entry.compressedSize) {
    throw new Problem('zip_inconsistent', { detail: 'A stored entry has two different sizes', field });
  }
  if (entry.isFolder && (entry.size !== 0 || entry.crc32 !== 0 || entry.compressedSize > 2)) {
    throw new Problem('zip_malformed', { detail: 'A folder entry carries data', field });
  }
}

function checkLimits(entries: readonly CentralEntry[], limits: ContainerLimits): void {
  let total = 0;
  let compressedTotal = 0;
  for (const entry of entries) {
    const field = printable(entry.name);
    if (entry.size > limits.maxEntryBytes) {
      throw new Problem('zip_entry_too_large', {
        detail: `${entry.size} bytes; ${limits.maxEntryBytes} are allowed`,
        field,
      });
    }
    checkRatio(entry.size, entry.compressedSize, limits, field);
    total += entry.size;
    compressedTotal += entry.compressedSize;
  }
  if (total > limits.maxTotalBytes) {
    throw new Problem('zip_entry_too_large', {
      detail: `All entries together: ${total} bytes; ${limits.maxTotalBytes} are allowed`,
    });
  }
  checkRatio(total, compressedTotal, limits, 'archive');
}

function checkRatio(size: number, compressedSize: number, limits: ContainerLimits, field: string): void {
  if (size > limits.ratioFromBytes && size > compressedSize * limits.maxRatio) {
    throw new Problem('zip_ratio', { detail: `Expands more than ${limits.maxRatio} times`, field });
  }
}

/** No two entries may meet on a file system that ignores case or normal forms, nor may a file be somebody's folder. */
function checkCollisions(entries: readonly CentralEntry[]): void {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const { name, isFolder } of entries) {
    const key = entryNameKey(name);
    const sameKind = isFolder ? folders : files;
    if (sameKind.has(key))
      throw new Problem('zip_duplicate', { detail: 'Two entries have the same name', field: printable(name) });
    sameKind.add(key);
  }
  for (const { name } of entries) checkParents(entryNameKey(name), files, name);
  for (const key of folders)
    if (files.has(key))
      throw new Problem('zip_duplicate', { detail: 'A file and a folder have the same name', field: printable(key) });
}

function checkParents(key: string, files: ReadonlySet<string>, name: string): void {
  for (let slash = key.lastIndexOf('/'); slash > 0; slash = key.lastIndexOf('/', slash - 1)) {
    if (files.has(key.slice(0, slash))) {
      throw new Problem('zip_duplicate', { detail: 'A file is also used as a folder', field: printable(name) });
    }
  }
}
