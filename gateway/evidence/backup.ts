/**
 * A backup of a gateway that goes on working: the database at one moment, the containers and files of drafts it refers to, the encrypted
 * keys.
 * The manifest comes last: a folder without one is not a backup. The passphrase of the keys is deliberately not in it, so that
 * whoever finds the backup cannot sign with it; it is kept elsewhere.
 * Source: product design, "a restore that was never tried"; PostgreSQL manual, section 13.2.2.
 */
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Problem } from '../../schemas/problems/problem.js';
import { containerPath } from '../blobs/directory-blob-store.js';
import { keyPassphrasePath } from '../config.js';
import type { GatewayContext } from '../context.js';
import { openSnapshot, type Snapshot } from './backup.store.js';
import { copyMeasured, Folders, linkOrCopy, writeMeasured } from './backup-files.js';
import { type CopiedTable, type Manifest, partsOf, type StoredFile, writeManifest } from './backup-manifest.js';
import { type SavedUploads, saveUploads } from './backup-uploads.js';

/** How far the long work is; `total` is null while nobody knows. */
export interface Progress {
  readonly step: 'tables' | 'containers' | 'keys' | 'verify' | 'log';
  readonly done: number;
  readonly total: number | null;
}
export type OnProgress = (progress: Progress) => void;

/** The data folder's parts a backup is about. */
export const dataParts = (dataFolder: string) => ({
  containers: join(dataFolder, 'blobs'),
  keys: join(dataFolder, 'keys'),
});

const containerList = 'containers.txt';

/**
 * Makes a backup in a new or empty folder. Writers are not held up.
 * @param databaseUrl the database of `ctx`, also when it is the embedded one
 * @returns the manifest; containers and files of drafts it calls `damaged` could not be saved
 * @throws Problem `invalid_request` when the folder is not empty, `storage_full`; the driver’s error when the database is away
 */
export async function backup(
  ctx: Pick<GatewayContext, 'config' | 'now'>,
  databaseUrl: string,
  folder: string,
  onProgress: OnProgress = () => {},
): Promise<Manifest> {
  const target = resolve(folder);
  await makeEmpty(target);
  const folders = new Folders();
  const { snapshot, tables, list, uploads } = await saveDatabase(
    ctx.config.data,
    databaseUrl,
    target,
    folders,
    onProgress,
  );
  const containers = await saveContainers(ctx.config.data, target, list, folders, onProgress);
  const keys = await saveKeys(ctx, target, folders, onProgress);
  await folders.sync(target);
  const manifest: Manifest = {
    format: 'congvan-backup-1',
    takenAt: snapshot.takenAt,
    finishedAt: ctx.now().toISOString(),
    schema: [...snapshot.schema],
    tables,
    containers,
    keys,
    uploads,
  };
  await writeManifest(target, manifest);
  return manifest;
}

async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0)
    throw new Problem('invalid_request', { detail: 'A backup needs a folder of its own: this one is not empty' });
}

interface SavedDatabase {
  readonly snapshot: Snapshot;
  readonly tables: CopiedTable[];
  readonly list: StoredFile & { readonly lines: number };
  readonly uploads: SavedUploads;
}

/** Files of drafts, tables and the list of containers, from one snapshot; it is let go before the containers, which may take long. */
async function saveDatabase(
  dataFolder: string,
  databaseUrl: string,
  target: string,
  folders: Folders,
  onProgress: OnProgress,
): Promise<SavedDatabase> {
  const snapshot = await openSnapshot(databaseUrl);
  try {
    const uploads = await saveUploads(dataParts(dataFolder).containers, target, snapshot.uploads, folders);
    await folders.make(partsOf(target).tables);
    const tables: CopiedTable[] = [];
    for (const shape of snapshot.tables) {
      const file = `${shape.name}.copy`;
      const { lines, bytes, sha256 } = await writeMeasured(
        snapshot.copyTable(shape),
        join(partsOf(target).tables, file),
      );
      tables.push({ ...shape, rows: lines, file, bytes, sha256 });
      onProgress({ step: 'tables', done: tables.length, total: snapshot.tables.length });
    }
    const list = await writeMeasured(snapshot.copyContainers(), join(target, containerList));
    return { snapshot, tables, list: { file: containerList, ...list }, uploads };
  } finally {
    await snapshot.close();
  }
}

/** The digests in a list of containers, one by one. */
export async function* listedContainers(path: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY }))
    if (line !== '') yield line.slice(0, 64);
}

async function saveContainers(
  dataFolder: string,
  target: string,
  { lines, ...list }: SavedDatabase['list'],
  folders: Folders,
  onProgress: OnProgress,
): Promise<Manifest['containers']> {
  const damaged: string[] = [];
  let bytes = 0;
  let done = 0;
  for await (const sha256 of listedContainers(join(target, list.file))) {
    const size = await saveContainer(dataFolder, target, sha256, folders);
    if (size === null) damaged.push(sha256);
    bytes += size ?? 0;
    onProgress({ step: 'containers', done: ++done, total: lines });
  }
  return { count: done - damaged.length, bytes, list, damaged };
}

/** The size, or null when the stored container is missing or not what its name says: then it is not in the backup. */
async function saveContainer(
  dataFolder: string,
  target: string,
  sha256: string,
  folders: Folders,
): Promise<number | null> {
  const to = containerPath(partsOf(target).containers, sha256);
  await folders.make(dirname(to));
  const saved = await linkOrCopy(containerPath(dataParts(dataFolder).containers, sha256), to);
  if (saved?.sha256 === sha256) return saved.bytes;
  await rm(to, { force: true });
  return null;
}

/** Encrypted keys as they are; drafts of a key just being written are left out, and so is the passphrase wherever it lies. */
async function saveKeys(
  { config }: Pick<GatewayContext, 'config'>,
  target: string,
  folders: Folders,
  onProgress: OnProgress,
): Promise<StoredFile[]> {
  const source = dataParts(config.data).keys;
  const passphrase = resolve(keyPassphrasePath(config));
  await folders.make(partsOf(target).keys);
  const names = (await namesIn(source)).filter(
    (name) => !name.endsWith('.draft') && resolve(source, name) !== passphrase,
  );
  const saved: StoredFile[] = [];
  for (const file of names) {
    const { bytes, sha256 } = await copyMeasured(join(source, file), join(partsOf(target).keys, file));
    saved.push({ file, bytes, sha256 });
    onProgress({ step: 'keys', done: saved.length, total: names.length });
  }
  return saved;
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
