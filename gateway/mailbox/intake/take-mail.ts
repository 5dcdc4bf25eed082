/**
 * A mail is taken in: its original goes to the disk under its digest, then its row is written. After that, and not before, may the mailbox
 * call it seen. The very same mail from the same mailbox is taken in once, however often it is handed over.
 * Knows no mail protocol (workers/mailbox.ts does), and does not read what is taken.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { v7 as uuidv7 } from 'uuid';
import { asStorageFull } from '../../../schemas/asice/disk-full.js';
import type { GatewayContext } from '../../context.js';
import { killPoint } from '../../documents/kill-points.js';
import { hasMail, insertMail } from '../mails-in.store.js';

export interface MailArrival {
  /** `user@host`, as the operator knows the mailbox. */
  readonly account: string;
  /** When the mail server took it. */
  readonly receivedAt: Date;
  /** The mail, octet for octet; used up. */
  readonly content: Readable;
  /** Size of the whole mail, in octets, when it is too large and `content` is its header alone. */
  readonly headerOf?: number | undefined;
}

/**
 * @returns false when it had been taken in before
 * @throws Problem `storage_full`, `database_unavailable`; what the stream throws: then nothing was taken in
 */
export async function takeMail(ctx: GatewayContext, { account, receivedAt, ...mail }: MailArrival): Promise<boolean> {
  // Before anything is waited for: mails taken side by side keep the order in which they were handed over.
  const id = uuidv7();
  const draft = await ctx.blobs.draftPath();
  try {
    const { sha256, size } = await write(mail.content, draft);
    // What was removed on purpose must not come back because a mailbox is read anew.
    if (await hasMail(ctx.database, account, sha256)) {
      await ctx.blobs.discard(draft);
      return false;
    }
    await ctx.blobs.commit(draft, sha256);
    const whole = mail.headerOf ?? size;
    const isNew = await insertMail(ctx.database, { id, account, sha256, size: whole, receivedAt });
    killPoint('mail-taken');
    if (isNew) ctx.wake('mails');
    return isNew;
  } catch (error) {
    await ctx.blobs.discard(draft);
    throw error;
  }
}

async function write(content: Readable, path: string): Promise<{ sha256: string; size: number }> {
  const digest = createHash('sha256');
  let size = 0;
  try {
    await pipeline(
      content,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          digest.update(chunk);
          size += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    );
  } catch (error) {
    throw asStorageFull(error);
  }
  return { sha256: digest.digest('hex'), size };
}
