/** What a program answered to a mail of ours, e.g. that somebody is away. */
import type { AutomaticReply } from '../../schemas/mail/sorted-mail.js';
import type { GatewayContext } from '../context.js';
import type { Handled, IncomingMail } from './incoming-mail.js';

export async function handleAutomaticReply(
  _ctx: GatewayContext,
  _mail: IncomingMail,
  _reply: AutomaticReply,
): Promise<Handled> {
  return { state: 'done', result: 'automatic-reply' };
}
