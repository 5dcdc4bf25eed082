/**
 * The channel of agencies that have nothing but a mailbox: documents and statuses go out as signed mails.
 * What the mail server takes is sent, not delivered: that is told by delivery reports later. Statuses keep the document's thread.
 * Source: issue "The e-mail gateway", part 1; RFC 5321.
 */
import { createHash } from 'node:crypto';
import { selectAgenciesByCode } from '../agencies/agencies.store.js';
import type { GatewayContext } from '../context.js';
import { judgeSmtpError, type SmtpError } from '../mail/judge-smtp-error.js';
import { type MailTransport, smtpLimits } from '../mail/mail-transport.js';
import { type PreparedMail, prepareMail } from '../mail/prepare-mail.js';
import { writeMail } from '../mail/write-mail.js';
import type { Channel, DeliveryJob, DeliveryOutcome } from './channel.js';
import { longestMs } from './time-limit.js';

/** What our side could not read is our fault, and the server has thrown the beginning away. */
const isOurs = ({ code }: SmtpError) => code === 'ESTREAM';

async function send(
  ctx: GatewayContext,
  transport: MailTransport,
  job: DeliveryJob,
  { mail, size }: PreparedMail,
): Promise<DeliveryOutcome> {
  const signer = await ctx.keys.mailSigner(mail.from.address);
  const message = writeMail(mail, signer, ctx.now());
  const envelope = { from: mail.names.returnPath, to: mail.to.address, envelopeId: job.delivery };
  const signal = AbortSignal.any([job.loss, AbortSignal.timeout(longestMs(smtpLimits, size))]);
  try {
    const detail = await transport.send(envelope, message, signal);
    const signedWith = createHash('sha256').update(signer.certificate).digest('hex');
    return { outcome: 'sent', detail, facts: { messageId: mail.names.messageId, signedWith } };
  } catch (error) {
    if (isOurs(error as SmtpError)) throw new Error('the mail could not be read to its end', { cause: error });
    return judgeSmtpError(error as SmtpError);
  } finally {
    message.destroy();
  }
}

export const emailChannel = (transport: MailTransport): Channel => ({
  name: 'email',
  leavesGateway: true,
  async deliver(ctx, job) {
    const [target] = await selectAgenciesByCode(ctx.database, [job.target]);
    // Taken away a moment ago: the next attempt goes by the channel the agency has then.
    if (target === undefined || target.email === null)
      return { outcome: 'deferred', code: 'mail_address_missing', detail: 'the agency has no e-mail address' };
    const source = await job.open();
    try {
      const prepared = await prepareMail(ctx, job, { ...target, email: target.email }, source);
      return await send(ctx, transport, job, prepared);
    } finally {
      await source.close();
    }
  },
});
