/**
 * Works off the mails that were taken in, and sends the mails that answer them. Several processes may do it at the same time.
 * Does not read mailboxes (mailbox.ts).
 */
import type { GatewayContext } from '../gateway/context.js';
import type { MailTransport } from '../gateway/mail/mail-transport.js';
import { eraseOriginals } from '../gateway/mailbox/erase-originals.js';
import { claimMails } from '../gateway/mailbox/mails-in.store.js';
import { claimReplies } from '../gateway/mailbox/mails-out.store.js';
import { processMail } from '../gateway/mailbox/process-mail.js';
import { sendReply } from '../gateway/mailbox/send-reply.js';

const atOnce = 4;
/** Longer than a mail of the largest size takes to be verified, with its online evidence; or to be sent. */
const leaseSeconds = 600;

/** One round. @returns true when more may be waiting */
export async function workOffMails(ctx: GatewayContext): Promise<boolean> {
  const claimed = await claimMails(ctx.database, atOnce, leaseSeconds);
  const endings = await Promise.all(claimed.map((mail) => processMail(ctx, mail)));
  for (const [index, ending] of endings.entries())
    ctx.log.info({ mail: claimed[index]?.id, ending }, 'a mail was handled');
  await eraseOriginals(ctx);
  return claimed.length === atOnce;
}

/** One round. @returns true when more may be waiting */
export async function sendReplies(ctx: GatewayContext, transport: MailTransport): Promise<boolean> {
  const claimed = await claimReplies(ctx.database, atOnce, leaseSeconds);
  await Promise.all(claimed.map((reply) => sendReply(ctx, transport, reply)));
  return claimed.length === atOnce;
}
