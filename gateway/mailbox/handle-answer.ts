/** A reply to one of our mails. */
import type { Answer, UnclearAnswer } from '../../schemas/mail/sorted-mail.js';
import type { GatewayContext } from '../context.js';
import type { Handled, IncomingMail } from './incoming-mail.js';

export async function handleAnswer(_ctx: GatewayContext, _mail: IncomingMail, _answer: Answer): Promise<Handled> {
  return { state: 'quarantined', result: 'answer' };
}

export async function handleUnclearAnswer(
  _ctx: GatewayContext,
  _mail: IncomingMail,
  _answer: UnclearAnswer,
): Promise<Handled> {
  return { state: 'quarantined', result: 'unclear-answer' };
}
