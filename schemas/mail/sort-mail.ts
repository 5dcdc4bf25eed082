/**
 * What an incoming mail is: a report about one of ours, an automatic reply, an answer, a document to send, or nothing we know.
 * Believes nothing and does nothing; the order of the questions keeps programs' mails from ever being taken for people's.
 * Source: RFC 3464, RFC 8098, RFC 5965, RFC 3834.
 */
import { addressesOf } from '../mime/addresses.js';
import { displayedText } from '../mime/displayed-text.js';
import { headerText, type Message, messageIds } from '../mime/message.js';
import { readAnswer } from './answer.js';
import { automaticSign, readAutomaticReply, repliedTo } from './automatic-mail.js';
import { readDeliveryReport } from './delivery-report.js';
import { readDocumentRequest } from './document-request.js';
import { guessDeliveryReport } from './guessed-report.js';
import { readDispositionNotification, readFeedbackReport } from './other-reports.js';
import { ownLines } from './own-words.js';
import type { MailContent, SortedMail } from './sorted-mail.js';

const replySubject = /^(?:re|tl|trả lời|phản hồi|aw|rép?)\s*(?:\[\d+\])?\s*:/i;

/** What programs send. */
function readReport(message: Message, text: string): MailContent | null {
  return (
    readDeliveryReport(message, text) ??
    readFeedbackReport(message) ??
    readDispositionNotification(message) ??
    guessDeliveryReport(message, text)
  );
}

/** What people send. An answer may bring attachments; a container or a block of fields makes it a document. */
function readLetter(message: Message, lines: readonly string[]): MailContent {
  const inReplyTo = repliedTo(message);
  const isReply = inReplyTo.length > 0 || replySubject.test(headerText(message.entity, 'subject'));
  const request = readDocumentRequest(message, lines);
  if (!isReply) return request ?? { kind: 'unknown', why: 'nothing-recognised' };
  const answer = readAnswer(lines, inReplyTo);
  const asksClearly = request !== null && (request.metadata.from !== 'block' || request.fields.to.length > 0);
  return answer.kind === 'unclear-answer' && asksClearly ? request : answer;
}

function contentOf(message: Message, sender: string | null): MailContent {
  const text = displayedText(message);
  const report = readReport(message, text);
  if (report !== null) return report;
  const lines = ownLines(text);
  const automatic = readAutomaticReply(message, lines.join('\n'));
  if (automatic !== null) return automatic;
  return sender === null ? { kind: 'unknown', why: 'no-sender' } : readLetter(message, lines);
}

/** The one address the mail comes from. */
function senderOf({ entity }: Message): string | null {
  const [only, ...others] = entity.fields
    .filter(({ name }) => name === 'from')
    .flatMap(({ value }) => addressesOf(value));
  return others.length === 0 ? (only ?? null) : null;
}

const answerable = new Set<MailContent['kind']>(['answer', 'unclear-answer', 'document', 'unknown']);

/** @param message as read by `readMessage`. @throws Problem `mail_malformed` when a report in it is over the limits */
export function sortMessage(message: Message): SortedMail {
  const { entity, faults } = message;
  const sender = senderOf(message);
  const content = contentOf(message, sender);
  return {
    content,
    messageId: messageIds(entity, 'message-id')[0] ?? null,
    sender,
    subject: headerText(entity, 'subject'),
    mayBeAnswered: sender !== null && answerable.has(content.kind) && automaticSign(message) === null,
    faults,
  };
}
