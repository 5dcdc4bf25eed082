/** Which room handles which kind of mail. */
import { handleAnswer, handleUnclearAnswer } from './answers/handle-answer.js';
import { handleDocument } from './documents/handle-document.js';
import { proposeFromFiles } from './documents/propose-from-files.js';
import type { Deferred, Handled, IncomingMail } from './incoming-mail.js';
import type { MailContext } from './mails-together.js';
import { handleAutomaticReply } from './reports/handle-automatic-reply.js';
import { handleDeliveryReport, handleDisposition, handleFeedback } from './reports/handle-report.js';

export async function handleMail(ctx: MailContext, mail: IncomingMail): Promise<Handled | Deferred> {
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
