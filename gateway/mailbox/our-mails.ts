/**
 * Which mail of ours somebody speaks of: read back from the names we give our mails (gateway/mail/mail-names.ts). What names nothing of
 * ours is nobody's; whether to believe the rest is for who asks.
 * Source: RFC 5322 section 3.6.4 (Message-ID), RFC 3461 section 4.4 (ENVID), RFC 5233 (subaddresses).
 */
import { addressesOf } from '../../schemas/mime/addresses.js';
import type { Message } from '../../schemas/mime/message.js';
import type { SenderSettings } from '../mail/mail-names.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const bareUuid = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** Fields in which a mail server leaves the address it delivered to. */
const recipientFields = ['delivered-to', 'x-original-to', 'envelope-to', 'to', 'cc'];

/** `delivery`: a mail of the channel email; `reply`: an answer to a mail that came in. */
export type OurMailKind = 'delivery' | 'reply';

/** The identifier in a Message-ID of ours; null for others'. @param messageId without angle brackets */
export function idInMessageId(
  { mailFrom }: Pick<SenderSettings, 'mailFrom'>,
  kind: OurMailKind,
  messageId: string,
): string | null {
  const domain = mailFrom.slice(mailFrom.indexOf('@') + 1);
  const [, named, id = '', host] = /^([a-z]+)\.([^@]+)@(.+)$/.exec(messageId.toLowerCase()) ?? [];
  return named === kind && host === domain && uuid.test(id) ? id : null;
}

/** An envelope identifier of ours is the delivery's, or the reply's, own. */
export const idInEnvelope = (envelopeId: string): string | null => {
  const id = envelopeId.toLowerCase();
  return uuid.test(id) ? id : null;
};

/** Suffixes of this gateway's mailbox in the addresses the mail was sent to, e.g. of `cong-van+SUFFIX@domain`; lower case. */
export function suffixesIn({ entity }: Message, { mailFrom, mailReturnDelimiter }: SenderSettings): string[] {
  if (mailReturnDelimiter === 'none') return [];
  const [mailbox = '', domain = ''] = mailFrom.split('@');
  const head = `${mailbox}${mailReturnDelimiter}`;
  const tail = `@${domain}`;
  const addresses = recipientFields.flatMap((name) =>
    entity.fields.filter((field) => field.name === name).flatMap(({ value }) => addressesOf(value)),
  );
  const ours = addresses.filter((address) => address.startsWith(head) && address.endsWith(tail));
  return [...new Set(ours.map((address) => address.slice(head.length, -tail.length)))];
}

/** The delivery a return path names. @param suffix as `suffixesIn` */
export function idInSuffix(suffix: string): string | null {
  const [, ...groups] = bareUuid.exec(suffix) ?? [];
  return groups.length === 0 ? null : groups.join('-');
}
