/** Which room handles which kind of mail. */
import type { GatewayContext } from '../context.js';
import { handleAnswer, handleUnclearAnswer } from './handle-answer.js';
import { handleAutomaticReply } from './handle-automatic-reply.js';
import { handleDocument } from './handle-document.js';
import { handleDeliveryReport, handleDisposition, handleFeedback } from './handle-report.js';
import type { Deferred, Handled, IncomingMail } from './incoming-mail.js';
import { proposeFromFiles } from './propose-from-files.js';

export async function handleMail(ctx: GatewayContext, mail: IncomingMail): Promise<Handled | Deferred> {
  const { content } = mail.sorted;
  switch (content.kind) {
    case 'delivery-report':
      return handleDeliveryReport(ctx, mail, content);
    case 'disposition-notification':
      return handleDisposition(ctx, mail, content);
    case 'feedback-report':
      return handleFeedback(ctx, mail, content);
    case 'automatic-reply':
      return handleAutomaticReply(ctx, mail, content);
    case 'answer':
      return handleAnswer(ctx, mail, content);
    case 'unclear-answer':
      return handleUnclearAnswer(ctx, mail, content);
    case 'document':
      return handleDocument(ctx, mail, content, proposeFromFiles);
    case 'unknown':
      return { state: 'quarantined', result: content.why };
  }
}
