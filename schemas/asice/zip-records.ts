/**
 * What the records of a ZIP archive look like as bytes: signatures, field positions, encoding and decoding.
 * Does not judge whether records agree with each other.
 * Source: PKWARE APPNOTE.TXT 6.3.10, section 4.3 (record layouts) and 4.5 (extra fields).
 */
import { Problem } from '../problems/problem.js';

export const localSignature = 0x04034b50;
export const centralSignature = 0x02014b50;
export const descriptorSignature = 0x08074b50;
export const endSignature = 0x06054b50;
export const zip64EndSignature = 0x06064b50;
export const zip64LocatorSignature = 0x07064b50;

export const localHeaderBytes = 30;
export const centralHeaderBytes = 46;
export const endRecordBytes = 22;
export const zip64EndRecordBytes = 56;
export const zip64LocatorBytes = 20;

export const saturated16 = 0xffff;
export const saturated32 = 0xffffffff;

/** General purpose flags this product understands (APPNOTE 4.4.4). */
export const flags = {
  encrypted: 0x0001,
  descriptor: 0x0008,
  strongEncryption: 0x0040,
  utf8: 0x0800,
  maskedHeaders: 0x2000,
};

export const methods = { stored: 0, deflated: 8 } as const;

/** Extra field ids (APPNOTE 4.5.2, 4.6.9). */
export const extraIds = { zip64: 0x0001, unicodePath: 0x7075 };

/** 1 January 1980, the earliest date the format knows: containers made from the same bytes are the same bytes. */
const fixedDosDate = 0x0021;

/** Made by Unix, version 4.5 (APPNOTE 4.4.2): with any other host old unzip versions recode UTF-8 names. */
const madeByUnix = 0x032d;

/** A regular file, readable by all, in the upper half of the external attributes. */
const regularFileMode = 0x81a4_0000;

/** What a local and a central header both say about an entry. */
export interface HeaderFields {
  readonly nameBytes: Buffer;
  readonly crc32: number;
  readonly size: number;
}

/** One extra field: id and data. */
export interface ExtraField {
  readonly id: number;
  readonly data: Buffer;
}

/**
 * Splits an extra block into its fields.
 * @throws Problem `zip_malformed` when a field overruns the block
 */
export function readExtraFields(block: Buffer, entryName: string): ExtraField[] {
  const fields: ExtraField[] = [];
  for (let at = 0; at < block.length; ) {
    const end = at + 4 <= block.length ? at + 4 + block.readUInt16LE(at + 2) : Number.POSITIVE_INFINITY;
    if (end > block.length)
      throw new Problem('zip_malformed', { detail: 'An extra field overruns its block', field: entryName });
    fields.push({ id: block.readUInt16LE(at), data: block.subarray(at + 4, end) });
    at = end;
  }
  return fields;
}

/**
 * A 64-bit number that must fit the safe integers.
 * @throws Problem `zip_inconsistent` for larger ones: no real file is that big
 */
export function readUInt64(buffer: Buffer, at: number): number {
  const value = buffer.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new Problem('zip_inconsistent', { detail: 'A 64-bit size or offset is absurd' });
  return Number(value);
}

/** A local header for a stored entry; with `zip64` both sizes stand in the extra field (APPNOTE 4.5.3). */
export function encodeLocalHeader(entry: HeaderFields, zip64: boolean): Buffer {
  const extra = zip64 ? zip64Extra([entry.size, entry.size]) : Buffer.alloc(0);
  const header = Buffer.alloc(localHeaderBytes);
  header.writeUInt32LE(localSignature, 0);
  writeCommonFields(header, 4, entry, zip64, zip64);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, entry.nameBytes, extra]);
}

/** The central header of a stored entry whose local header is at `headerOffset`. */
export function encodeCentralHeader(entry: HeaderFields & { headerOffset: number }, zip64From: number): Buffer {
  const large = entry.size >= zip64From;
  const far = entry.headerOffset >= zip64From;
  const extra = zip64Extra([...(large ? [entry.size, entry.size] : []), ...(far ? [entry.headerOffset] : [])]);
  const header = Buffer.alloc(centralHeaderBytes);
  header.writeUInt32LE(centralSignature, 0);
  header.writeUInt16LE(madeByUnix, 4);
  writeCommonFields(header, 6, entry, large, large || far);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(regularFileMode, 38);
  header.writeUInt32LE(far ? saturated32 : entry.headerOffset, 42);
  return Buffer.concat([header, entry.nameBytes, extra]);
}

/** The end records: ZIP64 ones too when a count, size or offset needs them. */
export function encodeEnd(count: number, centralOffset: number, centralSize: number, zip64From: number): Buffer {
  const zip64 = count >= saturated16 || centralOffset >= zip64From || centralSize >= zip64From;
  const end = Buffer.alloc(endRecordBytes);
  end.writeUInt32LE(endSignature, 0);
  end.writeUInt16LE(zip64 ? saturated16 : count, 8);
  end.writeUInt16LE(zip64 ? saturated16 : count, 10);
  end.writeUInt32LE(zip64 ? saturated32 : centralSize, 12);
  end.writeUInt32LE(zip64 ? saturated32 : centralOffset, 16);
  return zip64 ? Buffer.concat([encodeZip64End(count, centralOffset, centralSize), end]) : end;
}

function encodeZip64End(count: number, centralOffset: number, centralSize: number): Buffer {
  const record = Buffer.alloc(zip64EndRecordBytes + zip64LocatorBytes);
  record.writeUInt32LE(zip64EndSignature, 0);
  record.writeBigUInt64LE(BigInt(zip64EndRecordBytes - 12), 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(centralSize), 40);
  record.writeBigUInt64LE(BigInt(centralOffset), 48);
  record.writeUInt32LE(zip64LocatorSignature, zip64EndRecordBytes);
  record.writeBigUInt64LE(BigInt(centralOffset + centralSize), zip64EndRecordBytes + 8);
  record.writeUInt32LE(1, zip64EndRecordBytes + 16);
  return record;
}

/** The run of fields that both headers share: version needed … name length. */
function writeCommonFields(header: Buffer, at: number, entry: HeaderFields, largeSize: boolean, zip64: boolean): void {
  header.writeUInt16LE(zip64 ? 45 : 20, at);
  header.writeUInt16LE(flags.utf8, at + 2);
  header.writeUInt16LE(methods.stored, at + 4);
  header.writeUInt16LE(fixedDosDate, at + 8);
  header.writeUInt32LE(entry.crc32, at + 10);
  header.writeUInt32LE(largeSize ? saturated32 : entry.size, at + 14);
  header.writeUInt32LE(largeSize ? saturated32 : entry.size, at + 18);
  header.writeUInt16LE(entry.nameBytes.length, at + 22);
}

function zip64Extra(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(extraIds.zip64, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  return extra;
}
