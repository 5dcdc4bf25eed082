/**
 * Works off the mails that were taken in, and sends the mails that answer them; several processes may do it at the same time.
 * Mailboxes are read by mailbox.ts.
 */
import { Slots } from '../certs/online/slots.js';
import type { GatewayContext } from '../gateway/context.js';
import type { Lease } from '../gateway/deliveries/leases.store.js';
import type { MailTransport } from '../gateway/mail/mail-transport.js';
import type { ClaimedMail } from '../gateway/mailbox/incoming-mail.js';
import { claimMails } from '../gateway/mailbox/mails-in.store.js';
import { claimReplies } from '../gateway/mailbox/mails-out.store.js';
import { MailsTogether } from '../gateway/mailbox/mails-together.js';
import { eraseOriginals } from '../gateway/mailbox/operating/erase-originals.js';
import { processMail } from '../gateway/mailbox/process-mail.js';
import { sendReply } from '../gateway/mailbox/send-reply.js';
import { Leases } from './leases.js';
import { startMailbox } from './mailbox.js';
import { repeat } from './repeat.js';

/** Answers sent side by side. */
const repliesAtOnce = 4;
/** Mails handled side by side: they share what they ask the database for, and write into it. */
const mailsAtOnce = 64;

/** Each mail costs several times its size in memory while it is handled: the larger it is, the fewer at once. */
const turns = [
  { aboveBytes: 8 * 1024 * 1024, slots: new Slots(1) },
  { aboveBytes: 256 * 1024, slots: new Slots(4) },
];

function inTurn<T>({ size }: ClaimedMail, work: () => Promise<T>): Promise<T> {
  const turn = turns.find(({ aboveBytes }) => size > aboveBytes);
  return turn === undefined ? work() : turn.slots.run(work);
}

/** Works on what was claimed, side by side; nobody else takes it over while this process lives. */
async function eachUnderLease<One extends Lease>(
  leases: Leases,
  claim: () => Promise<One[]>,
  work: (one: One) => Promise<unknown>,
): Promise<number> {
  const claimedMs = performance.now();
  const claimed = await claim();
  const workOn = async (one: One) => {
    leases.hold(one, claimedMs);
    await work(one).finally(() => leases.release(one));
  };
  await Promise.all(claimed.map(workOn));
  return claimed.length;
}

/** One round. @param leases renewed by the caller, when a mail may take long. @returns true when more may be waiting */
export async function workOffMails(ctx: GatewayContext, leases = new Leases(ctx, 'mails_in')): Promise<boolean> {
  const claim = () => claimMails(ctx.database, mailsAtOnce, ctx.config.leaseSeconds);
  const together = new MailsTogether(ctx);
  const handle = async (mail: ClaimedMail) => {
    const ending = await processMail(ctx, mail, together);
    ctx.log.info({ mail: mail.id, ending }, 'a mail was handled');
  };
  const count = await eachUnderLease(leases, claim, (mail) => inTurn(mail, () => handle(mail)));
  await eraseOriginals(ctx);
  return count > 0;
}

/** One round. @returns true when more may be waiting */
async function sendReplies(ctx: GatewayContext, transport: MailTransport, leases: Leases): Promise<boolean> {
  const claim = () => claimReplies(ctx.database, repliesAtOnce, ctx.config.leaseSeconds);
  return (await eachUnderLease(leases, claim, (reply) => sendReply(ctx, transport, reply))) === repliesAtOnce;
}

export interface Mails {
  /** Looks at once whether a mail or an answer waits. */
  wake(): void;
  stop(): Promise<void>;
}

/** Everything mails need beside the channel: mailboxes are read, mails handled, answers sent. @param transport null: nothing is sent */
export function startMails(ctx: GatewayContext, transport: MailTransport | null): Mails {
  const everyMs = ctx.config.scanSeconds * 1000;
  const incoming = new Leases(ctx, 'mails_in');
  const loops = [repeat({ name: 'mails in', everyMs, log: ctx.log }, () => workOffMails(ctx, incoming))];
  const renewals = [incoming.start()];
  if (transport !== null) {
    const replies = new Leases(ctx, 'mails_out');
    loops.push(repeat({ name: 'replies', everyMs, log: ctx.log }, () => sendReplies(ctx, transport, replies)));
    renewals.push(replies.start());
  }
  const mailboxes = ctx.config.imapUrls.map((address) => startMailbox(ctx, address));
  return {
    wake: () => {
      for (const loop of loops) loop.wake();
    },
    stop: async () => {
      await Promise.all(mailboxes.map((mailbox) => mailbox.stop()));
      await Promise.all(loops.map((loop) => loop.stop()));
      await Promise.all(renewals.map((renewal) => renewal.stop()));
    },
  };
}
