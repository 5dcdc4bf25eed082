/**
 * Whom the product is compared with when mails come in: imapflow with a reader of mails and nothing else. Fetched, read, forgotten.
 * `ours` finds out what a mail is, too; `usual` is mailparser, which most programs take: decoded parts, text made of HTML.
 */
import { simpleParser } from 'mailparser';
import { sortMessage } from '../../schemas/mail/sort-mail.js';
import { readMessage } from '../../schemas/mime/message.js';
import { openInbox } from '../peers/mail-server.js';
import { type MailRoom, peerMailbox } from './mail-room.js';

const peerReaders = {
  ours: (bytes: Buffer): unknown => sortMessage(readMessage(bytes)),
  usual: (bytes: Buffer): unknown => simpleParser(bytes),
} as const;

export type Peer = keyof typeof peerReaders;

/** How each reads, for the table. */
export const peerNames: Readonly<Record<Peer, string>> = {
  ours: 'imapflow + our reader',
  usual: 'imapflow + mailparser',
};

/** Reads the mails from the first command to the last one read. @returns milliseconds. @throws Error when not all were there */
export async function readByPeer({ server }: MailRoom, peer: Peer, mails: readonly Buffer[]): Promise<number> {
  server.put(peerMailbox, mails);
  const client = await openInbox(server.imapUrl(peerMailbox));
  const exists = client.mailbox === false ? 0 : client.mailbox.exists;
  const begin = performance.now();
  let read = 0;
  for await (const { source } of client.fetch(`${exists - mails.length + 1}:*`, { source: true })) {
    await peerReaders[peer](source ?? Buffer.of());
    read += 1;
  }
  const milliseconds = performance.now() - begin;
  await client.logout();
  if (read !== mails.length) throw new Error(`${read} mails were read instead of ${mails.length}`);
  return milliseconds;
}
