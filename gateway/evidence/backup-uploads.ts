/**
 * Files of drafts in a backup: whole ones, and of unfinished uploads what was durable at the moment of the snapshot, so that a restored
 * upload goes on where it was. They are saved first: a draft that is sent or thrown away meanwhile takes its files along.
 */
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../../schemas/problems/problem.js';
import { DirectoryBlobStore, uploadsIn } from '../blobs/directory-blob-store.js';
import { keepUpload } from '../drafts/upload-bytes.js';
import type { SnapshotUpload } from './backup.store.js';
import { copyMeasured, type Folders, linkOrCopy, type Measured, measureFile, writeMeasured } from './backup-files.js';
import { type Manifest, partsOf } from './backup-manifest.js';

export type SavedUploads = NonNullable<Manifest['uploads']>;

/** @param root folder of the containers */
export async function saveUploads(
  root: string,
  target: string,
  uploads: readonly SnapshotUpload[],
  folders: Folders,
): Promise<SavedUploads> {
  const folder = partsOf(target).uploads;
  await folders.make(folder);
  const saved: SavedUploads = { files: [], damaged: [] };
  for (const upload of uploads) {
    const file = `${upload.draft}.${upload.id}`;
    const found = await saveUpload(join(uploadsIn(root), file), join(folder, file), upload);
    if (found === null) saved.damaged.push(file);
    else saved.files.push({ file, bytes: found.bytes, sha256: found.sha256 });
  }
  return saved;
}

/** Null when it is missing or not what its row says: then it is not in the backup. */
async function saveUpload(from: string, to: string, { received, sha256 }: SnapshotUpload): Promise<Measured | null> {
  // A whole file does not change any more; an unfinished one grows, and may not grow in the backup.
  const found = sha256 === null ? await copyBeginning(from, to, received) : await linkOrCopy(from, to);
  if (found?.bytes === received && (sha256 === null || found.sha256 === sha256)) return found;
  await rm(to, { force: true });
  return null;
}

function copyBeginning(from: string, to: string, bytes: number): Promise<Measured | null> {
  return writeMeasured(createReadStream(from, { end: bytes - 1 }), to).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Puts them in place, also over those of an interrupted restore. @throws Problem `storage_full`, `storage_damaged` */
export async function putUploads(root: string, backupFolder: string, uploads: Manifest['uploads']): Promise<void> {
  const blobs = await DirectoryBlobStore.open(root);
  for (const { file, sha256 } of uploads?.files ?? []) {
    const [draft = '', id = ''] = file.split('.');
    const work = await blobs.draftPath();
    await copyMeasured(join(partsOf(backupFolder).uploads, file), work);
    await keepUpload({ blobs }, work, { draft, id });
    const stored = await measureFile(join(uploadsIn(root), file));
    if (stored?.sha256 !== sha256)
      throw new Problem('storage_damaged', { detail: `The upload ${file} changed on its way`, field: file });
  }
}
