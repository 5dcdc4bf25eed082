/**
 * Where the central directory of an archive is: reads the end records and insists that they fit exactly.
 * Does not read entries.
 * Source: APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16.
 */
import { Problem } from '../problems/problem.js';
import type { RandomAccess } from './byte-source.js';
import {
  endRecordBytes,
  endSignature,
  readUInt64,
  saturated16,
  saturated32,
  zip64EndRecordBytes,
  zip64EndSignature,
  zip64LocatorBytes,
  zip64LocatorSignature,
} from './zip-records.js';

export interface CentralDirectoryPlace {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
  readonly comment: Buffer;
}

const maxCommentBytes = 0xffff;

/**
 * Finds the central directory. It must end exactly where the end records begin, and those at the end of the file.
 * @throws Problem `zip_malformed` (no archive, or junk around it), `zip_inconsistent` (records contradict each other)
 */
export async function findCentralDirectory(source: RandomAccess): Promise<CentralDirectoryPlace> {
  const tailBytes = Math.min(source.size, endRecordBytes + maxCommentBytes + zip64EndRecordBytes + zip64LocatorBytes);
  const tailOffset = source.size - tailBytes;
  const tail = await source.read(tailOffset, tailBytes);
  const at = findEndRecord(tail);
  const plain = readEndRecord(tail, at);
  const zip64At = at - zip64LocatorBytes;
  const hasLocator = zip64At >= 0 && tail.readUInt32LE(zip64At) === zip64LocatorSignature;
  const place = hasLocator ? readZip64End(tail, zip64At, tailOffset, plain) : plain;
  if (!hasLocator) refuseSaturated(plain);
  const end = tailOffset + (hasLocator ? zip64At - zip64EndRecordBytes : at);
  if (place.offset + place.size !== end) {
    throw new Problem('zip_inconsistent', { detail: 'The central directory does not end where the end record begins' });
  }
  return place;
}

/** The last end signature whose comment reaches exactly to the end of the file. */
function findEndRecord(tail: Buffer): number {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(endSignature);
  const at = tail.length < endRecordBytes ? -1 : tail.lastIndexOf(signature, tail.length - endRecordBytes);
  if (at < 0)
    throw new Problem('zip_malformed', { detail: 'No end of central directory: not a ZIP archive, or cut short' });
  if (at + endRecordBytes + tail.readUInt16LE(at + 20) !== tail.length) {
    throw new Problem('zip_malformed', {
      detail: 'Something follows the end of the archive, or its comment is cut short',
    });
  }
  return at;
}

function readEndRecord(tail: Buffer, at: number): CentralDirectoryPlace {
  const [disk, startDisk, here, count] = [4, 6, 8, 10].map((field) => tail.readUInt16LE(at + field));
  const single = [disk, startDisk].every((value) => value === 0 || value === saturated16);
  if (!single || here !== count || count === undefined) {
    throw new Problem('zip_inconsistent', { detail: 'Archives in several parts are not accepted' });
  }
  return {
    count,
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
    comment: Buffer.from(tail.subarray(at + endRecordBytes)),
  };
}

function refuseSaturated(plain: CentralDirectoryPlace): void {
  if (plain.count === saturated16 || plain.size === saturated32 || plain.offset === saturated32) {
    throw new Problem('zip_inconsistent', { detail: 'The end record points to a ZIP64 record that is not there' });
  }
}

function readZip64End(
  tail: Buffer,
  locatorAt: number,
  tailOffset: number,
  plain: CentralDirectoryPlace,
): CentralDirectoryPlace {
  const at = locatorAt - zip64EndRecordBytes;
  const expected =
    at >= 0 && tail.readUInt32LE(at) === zip64EndSignature && readUInt64(tail, at + 4) === zip64EndRecordBytes - 12;
  if (!expected || readUInt64(tail, locatorAt + 8) !== tailOffset + at) {
    throw new Problem('zip_inconsistent', { detail: 'The ZIP64 end record is not where its locator says' });
  }
  const disks = [tail.readUInt32LE(locatorAt + 4), tail.readUInt32LE(at + 16), tail.readUInt32LE(at + 20)];
  const count = readUInt64(tail, at + 32);
  if (
    disks.some((disk) => disk !== 0) ||
    tail.readUInt32LE(locatorAt + 16) !== 1 ||
    readUInt64(tail, at + 24) !== count
  ) {
    throw new Problem('zip_inconsistent', { detail: 'Archives in several parts are not accepted' });
  }
  const place = { count, size: readUInt64(tail, at + 40), offset: readUInt64(tail, at + 48), comment: plain.comment };
  agrees(plain.count, place.count, saturated16);
  agrees(plain.size, place.size, saturated32);
  agrees(plain.offset, place.offset, saturated32);
  return place;
}

function agrees(plain: number, zip64: number, saturated: number): void {
  if (plain !== zip64 && plain !== saturated) {
    throw new Problem('zip_inconsistent', { detail: 'The end record and its ZIP64 form contradict each other' });
  }
}
