/**
 * The bytes of files people upload for their drafts: one file each, grown chunk by chunk, every chunk forced to the disk before it is
 * acknowledged. How many of its bytes count stands in the row (draft-files.store.ts); what a crash left behind them is written over.
 */
import { constants } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { orStorageFull } from '../../schemas/asice/disk-full.js';
import { openFileSource } from '../../schemas/asice/file-source.js';
import { Problem } from '../../schemas/problems/problem.js';
import { syncToDisk } from '../blobs/sync-to-disk.js';
import type { GatewayContext } from '../context.js';
import type { FilePlace } from './draft-files.store.js';

type Blobs = Pick<GatewayContext, 'blobs'>;

/** As the rows have it: in an address the letters of an id may be large. */
const nameOf = ({ draft, id }: FilePlace): string => `${draft}.${id}`.toLowerCase();
const pathOf = ({ blobs }: Blobs, place: FilePlace): string => join(blobs.uploadsFolder, nameOf(place));

/** Writes one chunk at its place. @throws Problem `storage_full` */
export function writeChunk(ctx: Blobs, place: FilePlace, offset: number, chunk: Buffer): Promise<void> {
  return orStorageFull(writeAndSync(ctx, place, offset, chunk));
}

async function writeAndSync(ctx: Blobs, place: FilePlace, offset: number, chunk: Buffer): Promise<void> {
  const file = await open(pathOf(ctx, place), constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    for (let written = 0; written < chunk.length; )
      written += (await file.write(chunk, written, chunk.length - written, offset + written)).bytesWritten;
    await file.sync();
  } finally {
    await file.close();
  }
  if (offset === 0) await syncToDisk(ctx.blobs.uploadsFolder);
}

/** Gives a finished work file, flushed to the disk, its lasting place. @throws Problem `storage_full` */
export async function keepUpload(ctx: Blobs, workPath: string, place: FilePlace): Promise<void> {
  await orStorageFull(rename(workPath, pathOf(ctx, place)));
  await syncToDisk(ctx.blobs.uploadsFolder);
}

/** @throws Problem `storage_damaged` when it is gone, as after a restore of the database alone */
export function openUpload(ctx: Blobs, place: FilePlace) {
  return openFileSource(pathOf(ctx, place)).catch((cause: unknown) => {
    throw new Problem('storage_damaged', { detail: 'An uploaded file is missing: upload it again', cause });
  });
}

/** A missing one is fine. */
export const removeUpload = (ctx: Blobs, place: FilePlace): Promise<void> => rm(pathOf(ctx, place), { force: true });

/** Removes what belongs to no draft any more. @param isKnown which of the names do */
export async function sweepUploads(
  { blobs }: Blobs,
  olderThanMs: number,
  knownOf: (names: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<number> {
  const limit = Date.now() - olderThanMs;
  const old: string[] = [];
  for (const name of await readdir(blobs.uploadsFolder)) {
    const found = await stat(join(blobs.uploadsFolder, name)).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < limit) old.push(name);
  }
  if (old.length === 0) return 0;
  const known = await knownOf(old);
  const orphans = old.filter((name) => !known.has(name));
  for (const name of orphans) await rm(join(blobs.uploadsFolder, name), { force: true });
  return orphans.length;
}
