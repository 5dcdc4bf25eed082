/**
 * Where containers and the originals of mails live: named by their SHA-256, written once, never changed.
 * A directory now; an object store would implement the same interface.
 */
import type { ByteSource } from '../../schemas/asice/byte-source.js';

export interface SmallContent {
  readonly bytes: Buffer;
  /** Hex. */
  readonly sha256: string;
}

export interface BlobStore {
  /** Where files and folders of work under way may lie, on the same file system: what a crash leaves there is swept. */
  readonly draftsFolder: string;
  /** Where files that people upload for documents they are writing lie until those are sent; nothing here is swept by age. */
  readonly uploadsFolder: string;
  /** A path for a container that is still growing, on the same file system as the final place. */
  draftPath(): Promise<string>;
  /**
   * Forces a finished draft's bytes to the disk, so that its commit has little left to wait for.
   * @throws Problem `storage_full`
   */
  flush(draftPath: string): Promise<void>;
  /**
   * Makes a finished draft durable under its digest: file fsync, rename, folder fsync. Already there is a success.
   * @throws Problem `storage_full` when the disk is full
   */
  commit(draftPath: string, sha256: string): Promise<void>;
  /**
   * Makes small contents that are in memory durable under their digests, as `commit` does, but each folder is forced to the disk once
   * for all of them.
   * @throws Problem `storage_full`; then any of them may be there already, which is no harm
   */
  keepAll(contents: readonly SmallContent[]): Promise<void>;
  /** Removes a draft; a missing one is fine. */
  discard(draftPath: string): Promise<void>;
  /** @throws Problem `storage_damaged` when it is not there */
  open(sha256: string): Promise<ByteSource & { close(): Promise<void> }>;
  has(sha256: string): Promise<boolean>;
  /** Removes for good and durably, name and bytes; a missing one is fine. Only originals of mails: a container is never removed. */
  remove(sha256: string): Promise<void>;
  /** Writes a small draft, forces it to disk and removes it. @throws Problem `storage_full`, or what else the disk says */
  probe(): Promise<void>;
  /** Every stored digest, in no order (doctor, backup, sweeping). */
  list(): AsyncIterable<{ sha256: string; size: number; modifiedAt: Date }>;
  /** Removes drafts, files and folders, in which nothing has changed for so long: what a crash left behind. */
  sweepDrafts(olderThanMs: number): Promise<number>;
}
