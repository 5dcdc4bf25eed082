/**
 * One mail that says nothing but that mail works: the same way, signature and return address as every other.
 */
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import { say } from '../../schemas/words/bilingual.js';
import { vietnamTime } from '../../schemas/words/vietnam-time.js';
import { requireAddress } from '../agencies/mail-address.js';
import type { GatewayContext } from '../context.js';
import { judgeSmtpError, type SmtpError } from './judge-smtp-error.js';
import { writeMailBody } from './mail-body.js';
import { mailNames } from './mail-names.js';
import { openMailTransport, smtpLimits } from './mail-transport.js';
import { type OutgoingMail, writeMail } from './write-mail.js';

export interface SentTestMail {
  readonly messageId: string;
  /** The server's last answer. */
  readonly answer: string;
}

function testMail({ config, now }: GatewayContext, mailFrom: string, to: string): OutgoingMail {
  const id = uuidv7();
  const { organization, mailReturnDelimiter } = config;
  const body = writeMailBody([
    {
      kind: 'paragraph',
      text: say(
        `Đây là thư thử của ${organization}, gửi lúc ${vietnamTime(now().toISOString())}. Quý vị không cần trả lời.`,
        `This is a test mail of ${organization}. Nothing needs to be answered.`,
      ),
    },
  ]);
  return {
    ...body,
    // A thread of its own: there is no document.
    names: mailNames({ mailFrom, mailReturnDelimiter }, id, id),
    from: { name: organization, address: mailFrom },
    to: { name: to, address: to },
    subject: 'Thư thử / Test mail',
    attachments: [],
    isUrgent: false,
    automatic: 'auto-generated',
    marks: { 'Congvan-Delivery': id },
  };
}

/**
 * Sends a test mail.
 * @throws Problem `invalid_request` for no address, or where no mail is configured; `mail_not_sent` with what the server said
 */
export async function sendTestMail(ctx: GatewayContext, address: string): Promise<SentTestMail> {
  const to = requireAddress(address, { field: 'address', demonstration: false });
  const transport = openMailTransport(ctx.config);
  const { mailFrom } = ctx.config;
  if (transport === null || mailFrom === null)
    throw new Problem('invalid_request', { detail: 'No mail server is configured', field: 'CONGVAN_SMTP_URL' });
  try {
    const mail = testMail(ctx, mailFrom, to);
    const protection = { signature: ctx.config.mailSignature, encryptTo: null };
    const message = writeMail(mail, await ctx.keys.mailSigner(mailFrom), protection, ctx.now());
    const { messageId, returnPath } = mail.names;
    const envelope = { from: returnPath, to, envelopeId: mail.marks['Congvan-Delivery'] ?? '' };
    const signal = AbortSignal.timeout(smtpLimits.connectTimeoutMs + smtpLimits.answerTimeoutMs);
    return { messageId, answer: await transport.send(envelope, message, signal) };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('mail_not_sent', { detail: judgeSmtpError(error as SmtpError).detail ?? '' });
  } finally {
    transport.close();
  }
}
