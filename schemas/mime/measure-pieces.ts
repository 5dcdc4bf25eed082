/** Size and digest of what comes in pieces. */
import { createHash } from 'node:crypto';

/** @returns in octets, and in lower-case hex */
export function measurePieces(pieces: Iterable<Buffer>): { readonly size: number; readonly sha256: string } {
  const digest = createHash('sha256');
  let size = 0;
  for (const piece of pieces) {
    digest.update(piece);
    size += piece.length;
  }
  return { size, sha256: digest.digest('hex') };
}
