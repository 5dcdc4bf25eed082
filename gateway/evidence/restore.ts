/**
 * A gateway from a backup: files first, the database last and in one transaction, so that an interrupted restore is begun
 * again and never leaves a gateway that knows documents it does not have. Afterwards numbers go on where the backup ended.
 * The passphrase of the keys is not in the backup; the operator puts it in place.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeDurably } from '../../certs/keys/write-durably.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { containerPath, DirectoryBlobStore } from '../blobs/directory-blob-store.js';
import { openDatabase } from '../database/connect.js';
import { migrate, readMigrations } from '../database/migrate.js';
import { dataParts, type OnProgress } from './backup.js';
import { copyMeasured, measureFile } from './backup-files.js';
import { type Manifest, partsOf } from './backup-manifest.js';
import { putUploads } from './backup-uploads.js';
import { checkTarget, loadTables } from './restore.store.js';
import { savedContainers, verifyBackup } from './verify-backup.js';

export interface RestoreTarget {
  /** An empty database, migrated or not. */
  readonly databaseUrl: string;
  readonly dataFolder: string;
  /** The backup. */
  readonly folder: string;
}

/**
 * Restores into an empty database and data folder; verifies everything before it changes anything, and the containers again
 * where they are now. Can be repeated after an interruption.
 * @returns the backup's manifest
 * @throws Problem `backup_invalid`, `restore_target` when something is there already, `schema_newer`, `schema_differs`, `storage_full`
 */
export async function restore(target: RestoreTarget, onProgress: OnProgress = () => {}): Promise<Manifest> {
  const folder = resolve(target.folder);
  const manifest = await verifyBackup(folder, onProgress);
  await migrateTo(target.databaseUrl, manifest.schema);
  await checkTarget(target.databaseUrl, manifest.schema, manifest.tables);
  await putKeys(target.dataFolder, folder, manifest.keys);
  await putContainers(target.dataFolder, folder, manifest.containers, onProgress);
  await putUploads(dataParts(target.dataFolder).containers, folder, manifest.uploads);
  const total = manifest.tables.length;
  await loadTables(target.databaseUrl, partsOf(folder).tables, manifest.tables, (done) =>
    onProgress({ step: 'tables', done, total }),
  );
  await migrateTo(target.databaseUrl, null);
  return manifest;
}

/** Brings the schema to that of the backup, or to this version's; a backup of an older version is thus brought forward. */
async function migrateTo(databaseUrl: string, schema: Manifest['schema'] | null): Promise<void> {
  const known = readMigrations();
  const isWanted = (version: number) => schema?.some((step) => step.version === version) ?? true;
  const wanted = known.filter(({ version }) => isWanted(version));
  if (schema !== null && wanted.length < schema.length)
    throw new Problem('schema_newer', { detail: 'The backup was made by a newer version' });
  const database = openDatabase(databaseUrl, { poolSize: 1, applicationName: 'congvan restore' });
  try {
    await migrate(database, wanted);
  } catch (cause) {
    if (!isProblem(cause, 'schema_newer')) throw cause;
    throw new Problem('schema_differs', {
      detail: 'The database is newer than the backup: restore into a new, empty database',
      cause,
    });
  } finally {
    await database.close();
  }
}

/** Keys that are there already must be the backup's: no key is ever overwritten. */
async function putKeys(dataFolder: string, backupFolder: string, keys: Manifest['keys']): Promise<void> {
  const folder = dataParts(dataFolder).keys;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { file, sha256 } of keys) {
    const found = await measureFile(join(folder, file));
    if (found?.sha256 === sha256) continue;
    if (found !== null)
      throw new Problem('restore_target', { detail: `The key ${file} is there already, another one`, field: file });
    await writeDurably(join(folder, file), await readFile(join(partsOf(backupFolder).keys, file), 'utf8'));
  }
}

async function putContainers(
  dataFolder: string,
  backupFolder: string,
  containers: Manifest['containers'],
  onProgress: OnProgress,
): Promise<void> {
  const root = dataParts(dataFolder).containers;
  const blobs = await DirectoryBlobStore.open(root);
  await refuseForeignContainers(blobs, backupFolder);
  let done = 0;
  for await (const sha256 of savedContainers(backupFolder, containers)) {
    // Copied, never linked: the restored gateway and the backup must not share their bytes.
    const draft = await blobs.draftPath();
    await copyMeasured(containerPath(partsOf(backupFolder).containers, sha256), draft);
    await blobs.commit(draft, sha256);
    const stored = await measureFile(containerPath(root, sha256));
    if (stored?.sha256 !== sha256)
      throw new Problem('storage_damaged', { detail: `The container ${sha256} changed on its way`, field: sha256 });
    onProgress({ step: 'containers', done: ++done, total: containers.count });
  }
}

/** Containers of an interrupted restore of this backup may be there; any other means that a gateway lives here. */
async function refuseForeignContainers(blobs: DirectoryBlobStore, backupFolder: string): Promise<void> {
  for await (const { sha256 } of blobs.list()) {
    if ((await measureFile(containerPath(partsOf(backupFolder).containers, sha256))) === null)
      throw new Problem('restore_target', { detail: `The container ${sha256} is not of this backup`, field: sha256 });
  }
}
