/** Mails of a mailbox of the demonstration, read for people: a page of a list, or one mail. Writes no pages. */

import { readEntity } from '../../schemas/mime/entity.js';
import { headerText, type Message, readMessage } from '../../schemas/mime/message.js';
import { isProblem } from '../../schemas/problems/problem.js';
import type { MailFolders, StoredMail } from './mail-folders.js';

/** A mail as a list shows it. */
export interface ListedMail extends StoredMail {
  /** As the mail says; empty when it does not, and proves nothing. */
  readonly from: string;
  readonly subject: string;
}

export interface MailPage {
  /** Newest first. */
  readonly mails: readonly ListedMail[];
  /** From 1; the last one when there are not so many. */
  readonly page: number;
  /** At least 1. */
  readonly pages: number;
  readonly total: number;
}

const pageLength = 30;
/** Of each mail a list reads: From and Subject stand near the top. */
const headBytes = 32 * 1024;

/** What the mail is, or null when it is over a limit. */
function unlessMalformed<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isProblem(error, 'mail_malformed')) return null;
    throw error;
  }
}

async function listMail(folders: MailFolders, address: string, mail: StoredMail): Promise<ListedMail> {
  const head = await folders.readHead(address, mail, headBytes);
  const entity = unlessMalformed(() => readEntity(head, () => {}));
  const say = (name: string) => (entity === null ? '' : headerText(entity, name));
  return { ...mail, from: say('from'), subject: say('subject') };
}

export async function readMailPage(folders: MailFolders, address: string, wanted: number): Promise<MailPage> {
  const all = await folders.list(address);
  const pages = Math.max(1, Math.ceil(all.length / pageLength));
  const page = Math.min(wanted, pages);
  const shown = all.slice((page - 1) * pageLength, page * pageLength);
  const mails = await Promise.all(shown.map((mail) => listMail(folders, address, mail)));
  return { mails, page, pages, total: all.length };
}

export interface OpenedMail {
  readonly bytes: Buffer;
  /** Null when it is over a limit. */
  readonly message: Message | null;
}

/** @throws Problem `not_found` */
export async function readMail(folders: MailFolders, address: string, id: string): Promise<OpenedMail> {
  const bytes = await folders.read(address, id);
  return { bytes, message: unlessMalformed(() => readMessage(bytes)) };
}
