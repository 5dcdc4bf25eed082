/**
 * Works off the mails that were taken in, and sends the mails that answer them; several processes may do it at the same time.
 * Mailboxes are read by mailbox.ts.
 */
import type { GatewayContext } from '../gateway/context.js';
import type { MailTransport } from '../gateway/mail/mail-transport.js';
import type { ClaimedMail } from '../gateway/mailbox/incoming-mail.js';
import { claimMails } from '../gateway/mailbox/mails-in.store.js';
import { claimReplies } from '../gateway/mailbox/mails-out.store.js';
import { eraseOriginals } from '../gateway/mailbox/operating/erase-originals.js';
import { processMail } from '../gateway/mailbox/process-mail.js';
import { sendReply } from '../gateway/mailbox/send-reply.js';
import { startMailbox } from './mailbox.js';
import { repeat } from './repeat.js';

const atOnce = 4;
/** Longer than a mail of the largest size takes to be verified, with its online evidence; or to be sent. */
const leaseSeconds = 600;

/** Larger ones take turns: each costs several times its size in memory while it is handled. */
const largeBytes = 8 * 1024 * 1024;

/** One round. @returns true when more may be waiting */
export async function workOffMails(ctx: GatewayContext): Promise<boolean> {
  const claimed = await claimMails(ctx.database, atOnce, leaseSeconds);
  const isLarge = ({ size }: ClaimedMail) => size > largeBytes;
  const small = claimed.filter((mail) => !isLarge(mail));
  await Promise.all([inTurn(ctx, claimed.filter(isLarge)), ...small.map((mail) => inTurn(ctx, [mail]))]);
  await eraseOriginals(ctx);
  return claimed.length === atOnce;
}

async function inTurn(ctx: GatewayContext, mails: readonly ClaimedMail[]): Promise<void> {
  for (const mail of mails) {
    const ending = await processMail(ctx, mail);
    ctx.log.info({ mail: mail.id, ending }, 'a mail was handled');
  }
}

/** One round. @returns true when more may be waiting */
async function sendReplies(ctx: GatewayContext, transport: MailTransport): Promise<boolean> {
  const claimed = await claimReplies(ctx.database, atOnce, leaseSeconds);
  await Promise.all(claimed.map((reply) => sendReply(ctx, transport, reply)));
  return claimed.length === atOnce;
}

const everyMs = 5_000;

export interface Mails {
  /** Looks at once whether a mail or an answer waits. */
  wake(): void;
  stop(): Promise<void>;
}

/** Everything mails need beside the channel: mailboxes are read, mails handled, answers sent. @param transport null: nothing is sent */
export function startMails(ctx: GatewayContext, transport: MailTransport | null): Mails {
  const incoming = repeat({ name: 'mails in', everyMs, log: ctx.log }, () => workOffMails(ctx));
  const loops = [incoming];
  if (transport !== null)
    loops.push(repeat({ name: 'replies', everyMs, log: ctx.log }, () => sendReplies(ctx, transport)));
  const mailboxes = ctx.config.imapUrls.map((address) => startMailbox(ctx, address));
  return {
    wake: () => {
      for (const loop of loops) loop.wake();
    },
    stop: async () => {
      await Promise.all(mailboxes.map((mailbox) => mailbox.stop()));
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
