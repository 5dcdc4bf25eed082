/**
 * Memory for chunks that are looked at and forgotten. Large buffers lie outside of the heap: asking for a new one for every chunk lets
 * the garbage collector run so often that it costs more than reading and hashing together.
 */

/** Bytes per read of a file: large enough for disk speed, small enough that many at a time stay cheap. */
export const chunkBytes = 128 * 1024;
/** What so many readers at a time need is kept for the next ones. */
const mostKept = 16;

const free: Buffer[] = [];

/** A buffer of `chunkBytes` with anything in it, for the borrower alone until it is given back. */
export const borrowChunk = (): Buffer => free.pop() ?? Buffer.allocUnsafeSlow(chunkBytes);

/** Nothing of it may be used by the borrower afterwards. */
export function giveBackChunk(chunk: Buffer): void {
  if (free.length < mostKept) free.push(chunk);
}
