/**
 * What an incoming mail is: a report about one of ours, an automatic reply, an answer, a document to send, or nothing we know.
 * Believes nothing and does nothing. The order of the questions keeps mails that say a program wrote them from ever being taken for people's,
 * and what only sounds like a program's from hiding an answer or a document that is plainly there.
 * Source: RFC 3464, RFC 8098, RFC 5965, RFC 3834.
 */
import { addressesOf } from '../mime/addresses.js';
import { displayedText } from '../mime/displayed-text.js';
import { headerText, type Message, messageIds } from '../mime/message.js';
import { readAnswer } from './answer.js';
import { automaticSign, guessAutomaticReply, hasAwaySubject, readAutomaticReply, repliedTo } from './automatic-mail.js';
import { readDeliveryReport } from './delivery-report.js';
import { readDocumentRequest } from './document-request.js';
import { guessDeliveryReport } from './guessed-report.js';
import { readDispositionNotification, readFeedbackReport } from './other-reports.js';
import { ownLines } from './own-words.js';
import { isEncrypted, isSigned } from './protected-mail.js';
import type { Answer, DocumentRequest, MailContent, SortedMail, UnclearAnswer, UnclearCause } from './sorted-mail.js';

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

function answerIn(message: Message, lines: readonly string[], inReplyTo: readonly string[]): Answer | UnclearAnswer {
  const answer = readAnswer(lines, inReplyTo);
  const isUnread = answer.kind === 'unclear-answer' && answer.why === 'empty' && isEncrypted(message);
  return isUnread ? { ...answer, why: 'encrypted' } : answer;
}

/** What people send. An answer may bring attachments; a container or a block of fields makes it a document. */
function readLetter(message: Message, lines: readonly string[]): MailContent {
  const inReplyTo = repliedTo(message);
  const isReply = inReplyTo.length > 0 || replySubject.test(headerText(message.entity, 'subject'));
  const request = readDocumentRequest(message, lines);
  if (!isReply) return request ?? { kind: 'unknown', why: 'nothing-recognised' };
  const answer = answerIn(message, lines, inReplyTo);
  const asksClearly = request !== null && (request.metadata.from !== 'block' || request.fields.to.length > 0);
  return answer.kind === 'unclear-answer' && asksClearly ? request : answer;
}

/** Whoever wrote so believes to have answered, and has to be told. */
const beginsWithCommand: ReadonlySet<UnclearCause> = new Set(['goes-on', 'several', 'no-reason']);

/** Says where to, and what: more than the header of a quoted mail has. */
const hasBlock = ({ fields, files }: DocumentRequest) =>
  fields.to.length > 0 && (fields.notation !== null || files.length > 0);

/** Whether it can be told what it is, whatever its subject, its text or the way it came by sounds like. */
function isPlain(letter: MailContent): boolean {
  switch (letter.kind) {
    case 'unclear-answer':
      return beginsWithCommand.has(letter.why);
    case 'document':
      return letter.metadata.from !== 'block' || hasBlock(letter);
    default:
      return false;
  }
}

interface SortingWish {
  /** Somebody says that the mail is no program's: nothing is guessed. */
  readonly isVouchedFor?: boolean;
}

function contentOf(message: Message, sender: string | null, { isVouchedFor = false }: SortingWish): MailContent {
  const text = displayedText(message);
  const report = readReport(message, text);
  if (report !== null) return report;
  const lines = ownLines(text);
  const declared = readAutomaticReply(message, lines.join('\n'));
  if (declared !== null) return declared;
  const letter: MailContent = sender === null ? { kind: 'unknown', why: 'no-sender' } : readLetter(message, lines);
  if (letter.kind === 'answer') return hasAwaySubject(message) ? { ...letter, soundsAutomatic: true } : letter;
  if (isVouchedFor || isSigned(message) || isPlain(letter)) return letter;
  return guessAutomaticReply(message, lines.join('\n')) ?? letter;
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
export function sortMessage(message: Message, wish: SortingWish = {}): SortedMail {
  const { entity, faults } = message;
  const sender = senderOf(message);
  const content = contentOf(message, sender, wish);
  return {
    content,
    messageId: messageIds(entity, 'message-id')[0] ?? null,
    sender,
    subject: headerText(entity, 'subject'),
    mayBeAnswered: sender !== null && answerable.has(content.kind) && automaticSign(message) === null,
    faults,
  };
}
