/**
 * Whether a backup is whole: every file of it has the size and digest its manifest says, every container its name.
 * Does not judge the containers' signatures. A manifest forged together with the files is not noticed here, but by the log
 * (verify-log.ts) after the restore.
 */
import { join } from 'node:path';
import { Problem } from '../../schemas/problems/problem.js';
import { containerPath } from '../blobs/directory-blob-store.js';
import { listedContainers, type OnProgress } from './backup.js';
import { type Measured, measureFile } from './backup-files.js';
import { type Manifest, partsOf, readManifest, type StoredFile } from './backup-manifest.js';

/** Reads everything once. @throws Problem `backup_invalid` naming the first file that is not as it should be */
export async function verifyBackup(folder: string, onProgress: OnProgress): Promise<Manifest> {
  const manifest = await readManifest(folder);
  const parts = partsOf(folder);
  for (const table of manifest.tables) {
    const { lines } = await checkFile(parts.tables, table);
    if (lines !== table.rows) throw damaged(table.file);
  }
  for (const key of manifest.keys) await checkFile(parts.keys, key);
  for (const upload of manifest.uploads?.files ?? []) await checkFile(parts.uploads, upload);
  await checkFile(folder, manifest.containers.list);
  await checkContainers(folder, manifest, onProgress);
  return manifest;
}

const damaged = (file: string) =>
  new Problem('backup_invalid', { detail: `${file} is missing or not as the manifest says`, field: file });

async function checkFile(folder: string, { file, bytes, sha256 }: StoredFile): Promise<Measured> {
  const found = await measureFile(join(folder, file));
  if (found?.bytes !== bytes || found.sha256 !== sha256) throw damaged(file);
  return found;
}

async function checkContainers(folder: string, { containers }: Manifest, onProgress: OnProgress): Promise<void> {
  let done = 0;
  for await (const sha256 of savedContainers(folder, containers)) {
    const found = await measureFile(containerPath(partsOf(folder).containers, sha256));
    if (found?.sha256 !== sha256) throw damaged(sha256);
    onProgress({ step: 'verify', done: ++done, total: containers.count });
  }
  if (done !== containers.count) throw damaged(containers.list.file);
}

/** The containers that are in a backup: the list without those that could not be saved. */
export async function* savedContainers(folder: string, containers: Manifest['containers']): AsyncGenerator<string> {
  const lost = new Set(containers.damaged);
  for await (const sha256 of listedContainers(join(folder, containers.list.file))) if (!lost.has(sha256)) yield sha256;
}
