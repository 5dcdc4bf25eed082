/**
 * Whether the archive is really laid out as its central directory says: local headers, descriptors, no gap, no overlap.
 * The entries must tile the file from its first byte to the central directory, so that every reader sees the same content.
 * Source: APPNOTE.TXT 6.3.10, sections 4.3.7 (local header) and 4.3.9 (data descriptor).
 */
import { Problem } from '../problems/problem.js';
import type { ByteSource } from './byte-source.js';
import { printable } from './entry-names.js';
import type { CentralEntry } from './zip-central.js';
import {
  descriptorSignature,
  extraIds,
  flags,
  localHeaderBytes,
  localSignature,
  readExtraFields,
  readUInt64,
  saturated32,
} from './zip-records.js';

export interface PlacedEntry extends CentralEntry {
  /** Offset of the entry's (possibly compressed) data. */
  readonly dataOffset: number;
}

/**
 * Checks every local header against its central one and the layout as a whole.
 * @returns the entries in the order they lie in the file
 * @throws Problem `zip_malformed`, `zip_inconsistent`
 */
export async function placeEntries(
  source: ByteSource,
  entries: readonly CentralEntry[],
  centralOffset: number,
): Promise<PlacedEntry[]> {
  const inFileOrder = [...entries].sort((a, b) => a.headerOffset - b.headerOffset);
  const placed: PlacedEntry[] = [];
  let expectedOffset = 0;
  for (const [index, entry] of inFileOrder.entries()) {
    if (entry.headerOffset !== expectedOffset) throw inconsistent(entry, 'Entries overlap or leave a gap');
    expectedOffset = inFileOrder[index + 1]?.headerOffset ?? centralOffset;
    placed.push(await placeEntry(source, entry, expectedOffset));
  }
  if (expectedOffset !== centralOffset)
    throw new Problem('zip_malformed', { detail: 'Something precedes the central directory' });
  return placed;
}

async function placeEntry(source: ByteSource, entry: CentralEntry, nextOffset: number): Promise<PlacedEntry> {
  const fixed = await source.read(entry.headerOffset, localHeaderBytes);
  if (fixed.length < localHeaderBytes || fixed.readUInt32LE(0) !== localSignature) {
    throw new Problem('zip_malformed', { detail: 'A local header is missing', field: printable(entry.name) });
  }
  const nameLength = fixed.readUInt16LE(26);
  const variable = await source.read(entry.headerOffset + localHeaderBytes, nameLength + fixed.readUInt16LE(28));
  const dataOffset = entry.headerOffset + localHeaderBytes + nameLength + fixed.readUInt16LE(28);
  if (!variable.subarray(0, nameLength).equals(entry.nameBytes))
    throw inconsistent(entry, 'The local header has another name');
  if (fixed.readUInt16LE(6) !== entry.flags || fixed.readUInt16LE(8) !== entry.method) {
    throw inconsistent(entry, 'The local header says otherwise than the central one');
  }
  checkLocalSizes(fixed, variable.subarray(nameLength), entry);
  const dataEnd = dataOffset + entry.compressedSize;
  if (dataEnd > nextOffset) throw inconsistent(entry, 'The data runs into what follows');
  await checkDescriptor(source, entry, dataEnd, nextOffset);
  return { ...entry, dataOffset };
}

function checkLocalSizes(fixed: Buffer, extraBlock: Buffer, entry: CentralEntry): void {
  const extra = readExtraFields(extraBlock, printable(entry.name));
  const zip64 = extra.find((field) => field.id === extraIds.zip64)?.data;
  if (zip64 !== undefined && zip64.length !== 16) throw inconsistent(entry, 'The local ZIP64 field is not two sizes');
  if (extra.filter((field) => field.id === extraIds.zip64).length > 1) throw inconsistent(entry, 'Two ZIP64 fields');
  const streamed = (entry.flags & flags.descriptor) !== 0;
  const agrees = (value: number, expected: number) => value === expected || (streamed && value === 0);
  const widen = (at: number, inZip64: number): number => {
    const value = fixed.readUInt32LE(at);
    return value === saturated32 && zip64 !== undefined ? readUInt64(zip64, inZip64) : value;
  };
  const same =
    agrees(fixed.readUInt32LE(14), entry.crc32) &&
    agrees(widen(18, 8), entry.compressedSize) &&
    agrees(widen(22, 0), entry.size);
  if (!same) throw inconsistent(entry, 'The local header has another size or checksum');
}

/** What lies between data and next header: nothing, or exactly one data descriptor that repeats the central values. */
async function checkDescriptor(
  source: ByteSource,
  entry: CentralEntry,
  dataEnd: number,
  nextOffset: number,
): Promise<void> {
  const length = nextOffset - dataEnd;
  const streamed = (entry.flags & flags.descriptor) !== 0;
  if (!streamed && length === 0) return;
  if (!streamed || ![12, 16, 20, 24].includes(length)) throw inconsistent(entry, 'Unexplained bytes follow the data');
  const bytes = await source.read(dataEnd, length);
  const signed = length === 16 || length === 24;
  if (signed && bytes.readUInt32LE(0) !== descriptorSignature)
    throw inconsistent(entry, 'The data descriptor is wrong');
  const at = signed ? 4 : 0;
  const wide = length >= 20;
  const compressedSize = wide ? readUInt64(bytes, at + 4) : bytes.readUInt32LE(at + 4);
  const size = wide ? readUInt64(bytes, at + 12) : bytes.readUInt32LE(at + 8);
  if (bytes.readUInt32LE(at) !== entry.crc32 || compressedSize !== entry.compressedSize || size !== entry.size) {
    throw inconsistent(entry, 'The data descriptor says otherwise than the central header');
  }
}

function inconsistent(entry: CentralEntry, detail: string): Problem {
  return new Problem('zip_inconsistent', { detail, field: printable(entry.name) });
}
