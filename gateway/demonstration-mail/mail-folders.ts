/**
 * Mails of the demonstration on disk: a folder for each mailbox, a file for each mail, in `new` until somebody opened it, then in `cur`,
 * as in a Maildir. A mail that was put there survives whatever happens to the process; the oldest make way for new ones.
 * Knows no agencies (mailboxes.ts) and reads no mail. Source: the Maildir format (Bernstein, maildir(5)).
 */
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { syncFolder, writeDurably } from '../../certs/keys/write-durably.js';
import { asStorageFull } from '../../schemas/asice/disk-full.js';
import { Problem } from '../../schemas/problems/problem.js';

export interface StoredMail {
  /** UUIDv7: when it came. */
  readonly id: string;
  readonly isUnread: boolean;
}

/** What one mailbox keeps. */
const maxMails = 500;
const maxBytes = 100_000_000;

const states = ['new', 'cur'] as const;
const extension = '.eml';
const mailFile = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.eml$/;

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

/** When a mail came, by its id (RFC 9562 section 5.7). */
export const arrivalOf = (id: string): Date => new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16));

export class MailFolders {
  constructor(private readonly root: string) {}

  /** An address may hold what a path must not. */
  #folderOf(address: string): string {
    return join(this.root, encodeURIComponent(address.toLowerCase()));
  }

  #place(address: string, { id, isUnread }: StoredMail): string {
    return join(this.#folderOf(address), isUnread ? 'new' : 'cur', `${id}${extension}`);
  }

  /** Durable when it returns. @throws Problem `storage_full` */
  async put(address: string, mail: Buffer): Promise<void> {
    const folder = this.#folderOf(address);
    try {
      for (const state of states) await mkdir(join(folder, state), { recursive: true, mode: 0o700 });
      await syncFolder(folder);
      await writeDurably(this.#place(address, { id: uuidv7(), isUnread: true }), mail);
    } catch (error) {
      throw asStorageFull(error);
    }
    await this.#makeRoom(address);
  }

  /** Newest first. */
  async list(address: string): Promise<StoredMail[]> {
    const listed = await Promise.all(states.map((state) => this.#listState(address, state)));
    return listed.flat().sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  async #listState(address: string, state: (typeof states)[number]): Promise<StoredMail[]> {
    const names = await readdir(join(this.#folderOf(address), state)).catch(unlessMissing);
    return (names ?? [])
      .filter((name) => mailFile.test(name))
      .map((name) => ({ id: name.slice(0, -extension.length), isUnread: state === 'new' }));
  }

  /** @throws Problem `not_found` */
  async read(address: string, id: string): Promise<Buffer> {
    // Unread first: whoever opens it meanwhile moves it on, never back.
    for (const isUnread of mailFile.test(`${id}${extension}`) ? [true, false] : []) {
      const bytes = await readFile(this.#place(address, { id, isUnread })).catch(unlessMissing);
      if (bytes !== undefined) return bytes;
    }
    throw new Problem('not_found', { detail: 'There is no such mail in this mailbox' });
  }

  /** The beginning of a mail: enough for a list. Empty when it is gone. */
  async readHead(address: string, mail: StoredMail, length: number): Promise<Buffer> {
    const file = await open(this.#place(address, mail)).catch(unlessMissing);
    if (file === undefined) return Buffer.alloc(0);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  /** @param id of a mail that was read */
  async markRead(address: string, id: string): Promise<void> {
    const place = (isUnread: boolean) => this.#place(address, { id, isUnread });
    await rename(place(true), place(false)).catch(unlessMissing);
  }

  async #makeRoom(address: string): Promise<void> {
    let bytes = 0;
    for (const [index, mail] of (await this.list(address)).entries()) {
      const path = this.#place(address, mail);
      bytes += (await stat(path).catch(() => ({ size: 0 }))).size;
      if (index >= maxMails || (index > 0 && bytes > maxBytes)) await rm(path, { force: true });
    }
  }
}
