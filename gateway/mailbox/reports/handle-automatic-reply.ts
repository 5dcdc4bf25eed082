/**
 * What a program answered to a mail of ours, e.g. that somebody is away: shown on the delivery, never answered. What is only taken for a
 * program's and is about nothing of ours is for an operator to look at: it may be somebody's.
 * Source: RFC 3834 section 2.
 */
import type { AutomaticReply } from '../../../schemas/mail/sorted-mail.js';
import type { Handled, IncomingMail } from '../incoming-mail.js';
import type { MailContext } from '../mails-together.js';
import { idInMessageId, idInSuffix, suffixesIn } from '../our-mails.js';
import { type MailedDelivery, noteOnDelivery } from './mailed-deliveries.store.js';

async function answeredDelivery(
  ctx: MailContext,
  { message }: IncomingMail,
  inReplyTo: readonly string[],
): Promise<MailedDelivery | undefined> {
  const { mailFrom, mailReturnDelimiter } = ctx.config;
  if (mailFrom === null) return undefined;
  const ids = [
    ...inReplyTo.map((id) => idInMessageId({ mailFrom }, 'delivery', id)),
    ...suffixesIn(message, { mailFrom, mailReturnDelimiter }).map(idInSuffix),
  ].filter((id) => id !== null);
  const [delivery] = await ctx.together.mailed([...new Set(ids)]);
  return delivery;
}

export async function handleAutomaticReply(
  ctx: MailContext,
  mail: IncomingMail,
  { isAbsence, isGuessed, excerpt, inReplyTo }: AutomaticReply,
): Promise<Handled> {
  const delivery = isAbsence ? await answeredDelivery(ctx, mail, inReplyTo) : undefined;
  if (delivery === undefined)
    return isGuessed
      ? { state: 'quarantined', result: 'automatic_guessed' }
      : { state: 'done', result: 'automatic_reply' };
  const { id, document, documentId, fromAgency, target } = delivery;
  return {
    state: 'done',
    result: 'absence',
    delivery: id,
    document,
    async write(tx) {
      await noteOnDelivery(tx, id, 'absence', excerpt);
      const payload = { delivery: id, documentId, target, channel: 'email', mail: mail.row.id, text: excerpt };
      return [{ kind: 'delivery.absence', document, agencies: [fromAgency, target], payload }];
    },
  };
}
