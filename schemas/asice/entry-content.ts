/**
 * The content of one entry, expanded and checked against its declared size and CRC while it passes.
 * Source: APPNOTE.TXT 6.3.10, sections 4.4.5 (methods) and 4.4.7 (CRC-32); RFC 1951.
 */
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { isProblem, Problem } from '../problems/problem.js';
import { type ByteSource, scanBytes } from './byte-source.js';
import { printable } from './entry-names.js';
import type { PlacedEntry } from './zip-local.js';
import { methods } from './zip-records.js';

/**
 * Streams an entry's content. The stream fails at its end when size or CRC differ, and as soon as it grows past its
 * declared size: a consumer must not act on the content before the stream has ended.
 * @throws (through the stream) Problem `zip_malformed`, `zip_inconsistent`
 */
export function streamContent(source: ByteSource, entry: PlacedEntry): Readable {
  const raw = source.stream(entry.dataOffset, entry.dataOffset + entry.compressedSize);
  const content = entry.method === methods.stored ? raw : inflated(raw, entry);
  return Readable.from(checked(content, entry), { objectMode: false });
}

/** As `streamContent`, for those who are done with a chunk before they ask for the next one. */
export function scanContent(source: ByteSource, entry: PlacedEntry): AsyncIterable<Buffer> {
  const end = entry.dataOffset + entry.compressedSize;
  const content =
    entry.method === methods.stored
      ? scanBytes(source, entry.dataOffset, end)
      : inflated(source.stream(entry.dataOffset, end), entry);
  return checked(content, entry);
}

async function* checked(content: AsyncIterable<Buffer>, entry: PlacedEntry): AsyncGenerator<Buffer> {
  let size = 0;
  let crc = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > entry.size)
      throw new Problem('zip_inconsistent', {
        detail: 'The content is longer than declared',
        field: printable(entry.name),
      });
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (size !== entry.size)
    throw new Problem('zip_inconsistent', {
      detail: 'The content is shorter than declared',
      field: printable(entry.name),
    });
  if (crc !== entry.crc32)
    throw new Problem('zip_malformed', {
      detail: 'The checksum of the content is wrong',
      field: printable(entry.name),
    });
}

async function* inflated(raw: Readable, entry: PlacedEntry): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw();
  // The error reaches the consumer through `inflate`, which pipeline destroys with it.
  pipeline(raw, inflate, () => {});
  try {
    yield* inflate as AsyncIterable<Buffer>;
  } catch (cause) {
    if (isProblem(cause)) throw cause;
    throw new Problem('zip_malformed', {
      detail: 'The compressed data is damaged',
      field: printable(entry.name),
      cause,
    });
  }
  // zlib stops at the end of the deflate stream and ignores what follows; nothing may follow.
  if (inflate.bytesWritten !== entry.compressedSize) {
    throw new Problem('zip_inconsistent', {
      detail: 'Bytes are hidden behind the compressed data',
      field: printable(entry.name),
    });
  }
}
