/**
 * Containers in a folder: `ab/<sha256>.asice` below the root, drafts in `drafts/` on the same file system.
 * Trusts the digest it is given (the container writer computed it); `doctor` compares files with their digests.
 */
import { randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { access, mkdir, readdir, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { asStorageFull } from '../../schemas/asice/disk-full.js';
import { openFileSource } from '../../schemas/asice/file-source.js';
import { Problem } from '../../schemas/problems/problem.js';
import { allSettled } from '../all-settled.js';
import type { BlobStore, SmallContent } from './blob-store.js';
import { syncToDisk } from './sync-to-disk.js';

const extension = '.asice';
const draftsFolder = 'drafts';
const uploadsFolder = 'uploads';
const sha256Pattern = /^[0-9a-f]{64}$/;

export class DirectoryBlobStore implements BlobStore {
  readonly #lastingFolders = new Set<string>();

  readonly draftsFolder: string;
  readonly uploadsFolder: string;

  private constructor(private readonly root: string) {
    this.draftsFolder = join(root, draftsFolder);
    this.uploadsFolder = uploadsIn(root);
  }

  /** Opens the store, making its folders when they are missing. */
  static async open(root: string): Promise<DirectoryBlobStore> {
    for (const folder of [draftsFolder, uploadsFolder])
      await mkdir(join(root, folder), { recursive: true, mode: 0o700 });
    return new DirectoryBlobStore(root);
  }

  async draftPath(): Promise<string> {
    return join(this.draftsFolder, `${randomUUID()}${extension}`);
  }

  async flush(draftPath: string): Promise<void> {
    await syncToDisk(draftPath).catch((error: unknown) => {
      throw asStorageFull(error);
    });
  }

  async commit(draftPath: string, sha256: string): Promise<void> {
    const path = this.#place(sha256);
    try {
      await syncToDisk(draftPath);
      await this.#ensureFolder(dirname(path));
      // The same digest is the same bytes: putting them in place of themselves changes nothing.
      await rename(draftPath, path);
      await syncToDisk(dirname(path));
    } catch (error) {
      throw asStorageFull(error);
    }
  }

  async keepAll(contents: readonly SmallContent[]): Promise<void> {
    try {
      const folders = await allSettled(contents.map((one) => this.#keep(one)));
      await allSettled([...new Set(folders)].map(syncToDisk));
    } catch (error) {
      throw asStorageFull(error);
    }
  }

  /** @returns the folder whose list of names is not yet on the disk */
  async #keep({ bytes, sha256 }: SmallContent): Promise<string> {
    const path = this.#place(sha256);
    const draft = await this.draftPath();
    try {
      await writeFile(draft, bytes, { flag: 'wx', mode: 0o600, flush: true });
      await this.#ensureFolder(dirname(path));
      await rename(draft, path);
    } catch (error) {
      await this.discard(draft);
      throw error;
    }
    return dirname(path);
  }

  /** Another process may have made the folder a moment ago: only our own fsync of its name proves that it stays. Done once. */
  async #ensureFolder(folder: string): Promise<void> {
    if (this.#lastingFolders.has(folder)) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await syncToDisk(this.root);
    this.#lastingFolders.add(folder);
  }

  async discard(draftPath: string): Promise<void> {
    await unlink(draftPath).catch(unlessMissing);
  }

  async open(sha256: string): Promise<ByteSource & { close(): Promise<void> }> {
    return openFileSource(this.#place(sha256)).catch((cause: unknown) => {
      if (!isMissing(cause)) throw cause;
      throw new Problem('storage_damaged', { detail: `The container ${sha256} is missing`, cause });
    });
  }

  async has(sha256: string): Promise<boolean> {
    return access(this.#place(sha256)).then(
      () => true,
      (error: unknown) => {
        if (isMissing(error)) return false;
        throw error;
      },
    );
  }

  async remove(sha256: string): Promise<void> {
    const path = this.#place(sha256);
    await unlink(path).catch(unlessMissing);
    await syncToDisk(dirname(path)).catch(unlessMissing);
  }

  async probe(): Promise<void> {
    const path = await this.draftPath();
    try {
      await writeFile(path, 'probe', { flag: 'wx', flush: true });
    } catch (error) {
      throw asStorageFull(error);
    } finally {
      await this.discard(path);
    }
  }

  async *list(): AsyncIterable<{ sha256: string; size: number; modifiedAt: Date }> {
    for (const folder of await foldersIn(this.root))
      if (folder !== draftsFolder && folder !== uploadsFolder) yield* this.#listFolder(join(this.root, folder));
  }

  async sweepDrafts(olderThanMs: number): Promise<number> {
    const limit = Date.now() - olderThanMs;
    let removed = 0;
    for (const name of await readdir(this.draftsFolder)) {
      const path = join(this.draftsFolder, name);
      const changedMs = await lastChangeMs(path);
      if (changedMs === undefined || changedMs > limit) continue;
      await rm(path, { recursive: true, force: true });
      removed += 1;
    }
    return removed;
  }

  async *#listFolder(folder: string): AsyncIterable<{ sha256: string; size: number; modifiedAt: Date }> {
    for (const name of await readdir(folder)) {
      const sha256 = name.slice(0, -extension.length);
      if (!name.endsWith(extension) || !sha256Pattern.test(sha256)) continue;
      const found = await stat(join(folder, name));
      yield { sha256, size: found.size, modifiedAt: found.mtime };
    }
  }

  #place(sha256: string): string {
    return containerPath(this.root, sha256);
  }
}

/** Where files of documents people are writing lie below a root. */
export const uploadsIn = (root: string): string => join(root, uploadsFolder);

/**
 * Where a container lies below a root; a digest is the only thing that ever becomes part of the path.
 * @throws Problem `storage_damaged` for anything but a digest
 */
export function containerPath(root: string, sha256: string): string {
  if (!sha256Pattern.test(sha256)) throw new Problem('storage_damaged', { detail: 'That is not a SHA-256 digest' });
  return join(root, sha256.slice(0, 2), `${sha256}${extension}`);
}

/** When anything at or below the path last changed; undefined when it is gone. */
async function lastChangeMs(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(unlessMissing);
  if (found?.isDirectory() !== true) return found?.mtimeMs;
  const names = (await readdir(path).catch(unlessMissing)) ?? [];
  const inside = await Promise.all(names.map((name) => lastChangeMs(join(path, name))));
  return Math.max(found.mtimeMs, ...inside.map((ms) => ms ?? 0));
}

async function foldersIn(folder: string): Promise<string[]> {
  const found: Dirent[] = await readdir(folder, { withFileTypes: true });
  return found.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
