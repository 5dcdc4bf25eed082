/** Random access to bytes that may be too large for memory: a file on disk, a range of one, or a buffer. */
import type { Readable } from 'node:stream';

/** What can be read at any place. */
export interface RandomAccess {
  /** Total size in bytes. */
  readonly size: number;
  /** Exactly `length` bytes from `offset`; fewer only at the end of the source. */
  read(offset: number, length: number): Promise<Buffer>;
}

export interface ByteSource extends RandomAccess {
  /** The bytes from `start` (inclusive) to `end` (exclusive, default: size) as a stream. */
  stream(start?: number, end?: number): Readable;
  /** As `stream`, for those who are done with a chunk before they ask for the next one: its memory may be used again. */
  scan?(start?: number, end?: number): AsyncIterable<Buffer>;
}

/** The cheapest way to look at all bytes once. */
export const scanBytes = (source: ByteSource, start = 0, end = source.size): AsyncIterable<Buffer> =>
  source.scan?.(start, end) ?? source.stream(start, end);
