/** What mail servers and mail programs report about mails of ours. */
import type { DeliveryReport, DispositionNotification, FeedbackReport } from '../../schemas/mail/sorted-mail.js';
import type { GatewayContext } from '../context.js';
import type { Handled, IncomingMail } from './incoming-mail.js';

export async function handleDeliveryReport(
  _ctx: GatewayContext,
  _mail: IncomingMail,
  _report: DeliveryReport,
): Promise<Handled> {
  return { state: 'quarantined', result: 'delivery-report' };
}

export async function handleDisposition(
  _ctx: GatewayContext,
  _mail: IncomingMail,
  _notification: DispositionNotification,
): Promise<Handled> {
  return { state: 'quarantined', result: 'disposition-notification' };
}

export async function handleFeedback(
  _ctx: GatewayContext,
  _mail: IncomingMail,
  _report: FeedbackReport,
): Promise<Handled> {
  return { state: 'quarantined', result: 'feedback-report' };
}
