/**
 * What a mail server's refusal, or its silence, means for a delivery: try again, or never. Pure.
 * Only what is said of this recipient or this mail can refuse it; what is wrong between us and the server (connection, TLS, login,
 * our own address) is put right by an operator, and the mail waits.
 * Words count where a server gives no code, and only those about the mail's size: 552 means a full mailbox and a large mail alike.
 * Source: RFC 5321 section 4.2.1 (4yz, 5yz); RFC 3463 sections 3.2-3.8 (enhanced status codes).
 */
import { failureReason } from '../../schemas/mail/failure-reason.js';
import type { DeliveryOutcome } from '../channels/channel.js';

/** As nodemailer reports it. */
export interface SmtpError {
  readonly code?: string | undefined;
  /** What was answered, e.g. `MAIL FROM`, `RCPT TO`, `DATA`. */
  readonly command?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
  readonly message: string;
}

/** Classes of refusal, by what follows the first digit of the enhanced status code; the first that matches. */
const classes: readonly (readonly [RegExp, string])[] = [
  [/^1\.|^2\.1$/, 'mailbox_unknown'],
  [/^2\.2$/, 'mailbox_full'],
  [/^2\.3$|^3\.4$/, 'mail_too_large'],
  [/^7\./, 'mail_rejected'],
];

/** For servers that give no enhanced code. */
const byReply: Readonly<Record<number, string>> = {
  550: 'mailbox_unknown',
  551: 'mailbox_unknown',
  552: 'mailbox_full',
  553: 'mailbox_unknown',
  554: 'mail_rejected',
};

const longestDetail = 300;

function classOf({ response = '', responseCode = 0 }: SmtpError): string {
  const [, subject] = /\b5\.(\d{1,3}\.\d{1,3})\b/.exec(response) ?? [];
  const isCoded = subject !== undefined && subject !== '0.0';
  if (!isCoded && failureReason(null, null, response) === 'too-large') return 'mail_too_large';
  if (subject === undefined) return byReply[responseCode] ?? 'mail_refused';
  return classes.find(([form]) => form.test(subject))?.[1] ?? 'mail_refused';
}

const saidOf = ({ response, code, message }: SmtpError) =>
  (response ?? (code === undefined ? message : `${code}: ${message}`))
    .replace(/[\p{C}\s]+/gu, ' ')
    .slice(0, longestDetail);

/** The sender is ours: refusing it says nothing of the recipient, unless the size is meant. */
function isFinal(error: SmtpError): boolean {
  if ((error.responseCode ?? 0) < 500) return false;
  if (error.command === 'MAIL FROM') return classOf(error) === 'mail_too_large';
  return error.command === 'RCPT TO' || error.command === 'DATA';
}

export function judgeSmtpError(error: SmtpError): Extract<DeliveryOutcome, { readonly code: string }> {
  const detail = saidOf(error);
  if (isFinal(error)) return { outcome: 'refused', code: classOf(error), detail };
  const isAnswered = error.responseCode !== undefined;
  return { outcome: 'deferred', code: isAnswered ? 'mail_deferred' : 'mail_server_unreachable', detail };
}
