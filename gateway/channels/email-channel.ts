/**
 * The channel of agencies that have nothing but a mailbox: documents and statuses go out as signed mails.
 * Who asks for encryption gets nothing in clear. What the mail server takes is sent, not delivered: that is told by delivery reports
 * later. Statuses keep the document's thread.
 * Source: issue "The e-mail gateway", part 1; RFC 5321.
 */
import { createHash } from 'node:crypto';
import type { Signer } from '../../certs/keys/signer.js';
import { selectAgenciesByCode } from '../agencies/agencies.store.js';
import type { GatewayContext } from '../context.js';
import { encryptionCertificate } from '../mail/encryption-certificate.js';
import { judgeSmtpError, type SmtpError } from '../mail/judge-smtp-error.js';
import { type MailTransport, smtpLimits } from '../mail/mail-transport.js';
import { type PreparedMail, prepareMail } from '../mail/prepare-mail.js';
import { type MailProtection, type OutgoingMail, writeMail } from '../mail/write-mail.js';
import type { Channel, DeliveryJob, DeliveryOutcome } from './channel.js';
import { longestMs } from './time-limit.js';

/** What our side could not read is our fault, and the server has thrown the beginning away. */
const isOurs = ({ code }: SmtpError) => code === 'ESTREAM';

const fingerprintOf = (certificate: Buffer) => createHash('sha256').update(certificate).digest('hex');

/** By what the mail is known, which key signed it and which one can read it. */
const factsOf = ({ names }: OutgoingMail, { certificate }: Signer, { encryptTo }: MailProtection) => ({
  messageId: names.messageId,
  signedWith: fingerprintOf(certificate),
  ...(encryptTo === null ? {} : { encryptedFor: fingerprintOf(encryptTo) }),
});

async function send(
  ctx: GatewayContext,
  transport: MailTransport,
  job: DeliveryJob,
  { mail, size }: PreparedMail,
  protection: MailProtection,
): Promise<DeliveryOutcome> {
  const signer = await ctx.keys.mailSigner(mail.from.address);
  const message = writeMail(mail, signer, protection, ctx.now());
  const envelope = { from: mail.names.returnPath, to: mail.to.address, envelopeId: job.delivery };
  const signal = AbortSignal.any([job.loss, AbortSignal.timeout(longestMs(smtpLimits, size))]);
  try {
    const detail = await transport.send(envelope, message, signal);
    return { outcome: 'sent', detail, facts: factsOf(mail, signer, protection) };
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
  limitsDomains: true,
  async deliver(ctx, job) {
    const [target] = await selectAgenciesByCode(ctx.database, [job.target]);
    // Taken away a moment ago: the next attempt goes by the channel the agency has then.
    if (target === undefined || target.email === null)
      return { outcome: 'deferred', code: 'mail_address_missing', detail: 'the agency has no e-mail address' };
    const encryptTo = target.mailProtection === 'encrypted' ? await encryptionCertificate(ctx, target.code) : null;
    // Never in clear instead: the delivery waits until the agency has a certificate, or asks for none any more.
    if (encryptTo !== null && 'fault' in encryptTo)
      return { outcome: 'deferred', code: 'mail_certificate_missing', detail: encryptTo.fault };
    const protection = { signature: ctx.config.mailSignature, encryptTo: encryptTo?.certificate ?? null };
    const source = await job.open();
    try {
      const prepared = await prepareMail(ctx, job, { target: { ...target, email: target.email }, source, protection });
      return await send(ctx, transport, job, prepared, protection);
    } finally {
      await source.close();
    }
  },
});
