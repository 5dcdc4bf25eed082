/** A mail that asks for a document to be sent. */
import type { DocumentRequest } from '../../schemas/mail/sorted-mail.js';
import type { GatewayContext } from '../context.js';
import type { Handled, IncomingMail } from './incoming-mail.js';

export async function handleDocument(
  _ctx: GatewayContext,
  _mail: IncomingMail,
  _request: DocumentRequest,
): Promise<Handled> {
  return { state: 'quarantined', result: 'document' };
}
