/**
 * The names a mail has in the world: by them its answers, bounces and repeats are known again. All follow from the delivery and the
 * document, so that a repeat after a crash carries the same ones. Pure.
 * Source: RFC 5322 section 3.6.4 (Message-ID, References); RFC 5233 (subaddresses); RFC 3461 section 4.4 (ENVID).
 */
import type { Config } from '../config.js';

export interface MailNames {
  /** With angle brackets. */
  readonly messageId: string;
  /** What all mails about one document refer to, whoever they go to; no mail has it itself. Null: refers to nothing. With angle brackets. */
  readonly thread: string | null;
  /** Where bounces and dispositions return to. */
  readonly returnPath: string;
}

export type SenderSettings = Pick<Config, 'mailReturnDelimiter'> & { readonly mailFrom: string };

const withoutDashes = (uuid: string) => uuid.replaceAll('-', '');

/** @param delivery, document UUIDs */
export function mailNames(
  { mailFrom, mailReturnDelimiter }: SenderSettings,
  delivery: string,
  document: string,
): MailNames {
  const [mailbox = '', domain = ''] = mailFrom.split('@');
  const suffix = mailReturnDelimiter === 'none' ? '' : `${mailReturnDelimiter}${withoutDashes(delivery)}`;
  return {
    messageId: `<delivery.${delivery}@${domain}>`,
    thread: documentThread(mailFrom, document),
    returnPath: `${mailbox}${suffix}@${domain}`,
  };
}

/** What mails about a document refer to; with angle brackets. @param document its UUID */
export const documentThread = (mailFrom: string, document: string): string =>
  `<document.${document}@${mailFrom.slice(mailFrom.indexOf('@') + 1)}>`;

/** Of a mail that answers one that came in; with angle brackets. @param reply its UUID */
export const replyMessageId = (mailFrom: string, reply: string): string =>
  `<reply.${reply}@${mailFrom.slice(mailFrom.indexOf('@') + 1)}>`;
