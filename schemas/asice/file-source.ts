/**
 * How bytes on disk or in memory are read at random: the everyday implementations of `ByteSource`.
 * Does not know what the bytes mean.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type ByteSource, type RandomAccess, scanBytes } from './byte-source.js';
import { borrowChunk, chunkBytes, giveBackChunk } from './chunk-memory.js';
import { withReadAhead } from './read-ahead.js';

/**
 * Opens a file that does not change any more for random reading. Streams stay usable until `close()`.
 * @throws the file system's error (ENOENT, EACCES …) when the file cannot be opened
 */
export async function openFileSource(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  const source = streaming(file, withReadAhead(handleAccess(file, size)));
  return { ...source, close: () => file.close() };
}

/** A `ByteSource` over the first `size` bytes of an open file, which may still be written to. */
export const handleSource = (file: FileHandle, size: number): ByteSource => streaming(file, handleAccess(file, size));

const handleAccess = (file: FileHandle, size: number): RandomAccess => ({
  size,
  read: (offset, length) => readFully(file, offset, Math.max(0, Math.min(length, size - offset))),
});

const streaming = (file: FileHandle, access: RandomAccess): ByteSource => ({
  ...access,
  scan: (start = 0, end = access.size) => scanChunks(file, start, Math.min(end, access.size)),
  stream: (start = 0, end = access.size) =>
    Readable.from(readChunks(access, start, Math.min(end, access.size)), {
      objectMode: false,
      highWaterMark: chunkBytes,
    }),
});

/** A part of another source as a source of its own. */
export function rangeSource(source: ByteSource, start: number, size: number): ByteSource {
  return {
    size,
    read: (offset, length) => source.read(start + offset, Math.max(0, Math.min(length, size - offset))),
    stream: (from = 0, to = size) => source.stream(start + from, start + Math.min(to, size)),
    scan: (from = 0, to = size) => scanBytes(source, start + from, start + Math.min(to, size)),
  };
}

/** A `ByteSource` over bytes already in memory. */
export function bufferSource(bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    size: buffer.length,
    read: async (offset, length) => buffer.subarray(offset, offset + length),
    stream: (start = 0, end = buffer.length) => Readable.from([buffer.subarray(start, end)], { objectMode: false }),
  };
}

async function readFully(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, await fill(file, buffer, offset));
}

/** Fills the buffer from the file as far as the file goes. @returns how far */
async function fill(file: FileHandle, buffer: Buffer, offset: number): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

async function* readChunks(access: RandomAccess, start: number, end: number): AsyncGenerator<Buffer> {
  for (let offset = start; offset < end; ) {
    const chunk = await access.read(offset, Math.min(chunkBytes, end - offset));
    if (chunk.length === 0) return;
    offset += chunk.length;
    yield chunk;
  }
}

async function* scanChunks(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  const memory = borrowChunk();
  try {
    for (let offset = start; offset < end; ) {
      const wanted = memory.subarray(0, Math.min(chunkBytes, end - offset));
      const filled = await fill(file, wanted, offset);
      if (filled === 0) return;
      offset += filled;
      yield wanted.subarray(0, filled);
    }
  } finally {
    giveBackChunk(memory);
  }
}
