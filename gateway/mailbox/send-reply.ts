/**
 * A mail that answers one that came in, or tells of a document by itself, goes to the mail server: signed like every mail of ours, under the same
 * Message-ID on every attempt, marked as automatic so that no program answers it.
 * Source: RFC 3834 sections 3.1 (Auto-Submitted: auto-replied) and 4; RFC 5322 section 3.6.4.
 */
import { selectActiveByAddress, selectAgenciesByCode } from '../agencies/agencies.store.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { pauseMs } from '../deliveries/back-off.js';
import { killPoint } from '../documents/kill-points.js';
import { type EncryptionCertificate, encryptionCertificate } from '../mail/encryption-certificate.js';
import { judgeSmtpError, type SmtpError } from '../mail/judge-smtp-error.js';
import { writeMailBody } from '../mail/mail-body.js';
import { documentThread, replyMessageId } from '../mail/mail-names.js';
import { type MailTransport, smtpLimits } from '../mail/mail-transport.js';
import { type OutgoingMail, writeMail } from '../mail/write-mail.js';
import { type ClaimedReply, type FinishedReply, finishReply } from './mails-out.store.js';

/** After so many attempts in vain nobody waits for the answer any more. */
const mostDeferrals = 20;
const sendMs = smtpLimits.connectTimeoutMs + 3 * smtpLimits.answerTimeoutMs;

function threadOf(mailFrom: string, { inReplyTo, tellsOf }: ClaimedReply): string | null {
  if (tellsOf !== null) return documentThread(mailFrom, tellsOf);
  return inReplyTo === null ? null : `<${inReplyTo}>`;
}

function mailOf({ config }: GatewayContext, reply: ClaimedReply): OutgoingMail {
  const { mailFrom, organization } = config;
  if (mailFrom === null) throw new Error('mails have no sender');
  const { tellsOf } = reply;
  return {
    ...writeMailBody(reply.body),
    names: { messageId: replyMessageId(mailFrom, reply.id), thread: threadOf(mailFrom, reply), returnPath: mailFrom },
    from: { name: organization, address: mailFrom },
    to: { name: reply.recipient, address: reply.recipient },
    subject: reply.subject,
    attachments: [],
    isUrgent: false,
    automatic: tellsOf === null ? 'auto-replied' : 'auto-generated',
    marks: tellsOf === null ? {} : { 'Congvan-Document': tellsOf },
  };
}

/** For whom it is encrypted: an agency that asks for that is answered in no other way. */
async function encryptionFor(ctx: GatewayContext, { recipient }: ClaimedReply): Promise<EncryptionCertificate | null> {
  const codes = await selectActiveByAddress(ctx.database, recipient.toLowerCase(), vietnamDay(ctx.now()));
  const agencies = await selectAgenciesByCode(ctx.database, codes);
  const asking = agencies.find(({ mailProtection }) => mailProtection === 'encrypted');
  return asking === undefined ? null : encryptionCertificate(ctx, asking.code);
}

async function attempt(ctx: GatewayContext, transport: MailTransport, reply: ClaimedReply): Promise<FinishedReply> {
  const encryption = await encryptionFor(ctx, reply);
  if (encryption !== null && 'fault' in encryption)
    return laterUnlessOld(reply, { code: 'mail_certificate_missing', detail: encryption.fault });
  const mail = mailOf(ctx, reply);
  const protection = { signature: ctx.config.mailSignature, encryptTo: encryption?.certificate ?? null };
  const message = writeMail(mail, await ctx.keys.mailSigner(mail.from.address), protection, ctx.now());
  try {
    const envelope = { from: mail.names.returnPath, to: reply.recipient, envelopeId: reply.id };
    await transport.send(envelope, message, AbortSignal.timeout(sendMs));
    return { state: 'sent', reasonCode: null, reason: null, nextAt: null };
  } catch (error) {
    return refusedWith(error as SmtpError, reply);
  } finally {
    message.destroy();
  }
}

function refusedWith(error: SmtpError, reply: ClaimedReply): FinishedReply {
  const judged = judgeSmtpError(error);
  return judged.outcome === 'refused'
    ? { state: 'failed', reasonCode: judged.code, reason: judged.detail, nextAt: null }
    : laterUnlessOld(reply, judged);
}

interface Reason {
  readonly code: string;
  readonly detail: string;
}

function laterUnlessOld({ deferrals }: ClaimedReply, { code, detail }: Reason): FinishedReply {
  if (deferrals >= mostDeferrals) return { state: 'failed', reasonCode: code, reason: detail, nextAt: null };
  const nextAt = new Date(Date.now() + pauseMs({ deferrals, random: Math.random() }));
  return { state: 'queued', reasonCode: code, reason: detail, nextAt };
}

/** @returns false when somebody else holds the reply by now */
export async function sendReply(ctx: GatewayContext, transport: MailTransport, reply: ClaimedReply): Promise<boolean> {
  const finished = await attempt(ctx, transport, reply);
  if (finished.state === 'sent') killPoint('reply-sent');
  return finishReply(ctx.database, reply, finished);
}
