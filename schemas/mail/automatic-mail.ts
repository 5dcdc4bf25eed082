/**
 * Whether a program wrote this mail, and whether it says that somebody is away. What a program may have written is never answered.
 * Keeps apart what a mail says of itself and what it only sounds like: people write of holidays, too, and lists pass on what people wrote.
 * Source: RFC 3834 sections 2 and 5 (Auto-Submitted, null return path), RFC 2919 and RFC 2369 (lists); the other fields are those of
 * widespread programs.
 */
import { foldText } from '../directory/fold-text.js';
import { headerText, headerValue, type Message, messageIds } from '../mime/message.js';
import { cutText } from '../words/cut-text.js';
import type { AutomaticReply } from './sorted-mail.js';

const maxExcerptLength = 500;
const openingLength = 400;

/** Fields of programs that answer by themselves: their mere presence means it. */
const replyFields = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-auto-reply',
  'x-autoreply-from',
  'x-mail-autoreply',
  'x-vacation',
];
/** Fields of programs that write to many, or pass on what was written to many. */
const bulkFields = [
  'list-id',
  'list-unsubscribe',
  'list-subscribe',
  'list-post',
  'mailing-list',
  'x-mlserver',
  'feedback-id',
  'x-loop',
];

const replySubject =
  /^(?:re: ?|tl: ?)?\[?(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder|answer)|out of (?:the )?office|ooo\b|vacation|away from|absence|tra loi tu dong|thu tra loi tu dong|tu dong tra loi|thong bao (?:vang mat|nghi (?:phep|om|thai san)|di cong tac))\b/;
/** In the opening of a text, without diacritics. Of the first person: somebody speaks of being away, not of a colleague. */
const awayText =
  /(?:i am|i'm|i will be|toi (?:hien )?(?:dang|se)|hien (?:tai )?toi (?:dang )?|toi xin) ?(?:currently )?(?:out of (?:the )?office|away|on (?:annual |sick |maternity )?(?:leave|vacation|holiday|business)|di cong tac|nghi phep|nghi thai san|nghi om|vang mat|khong co mat|khong o co quan)|out of (?:the )?office (?:until|from)|(?:vang mat|nghi phep|di cong tac) (?:tu|den) (?:het )?ngay/;

/** Names under which servers write, in addresses and beside them. */
export const machineName = /mailer-?daemon|post_?master|mail[ .]?deliver|mail administrator/i;

const hasNoReturnPath = ({ entity }: Message) => /^<\s*>$/.test(headerValue(entity, 'return-path').trim());

/** Whether a mail server wrote it, about a mail: its name, the return path or a field says so. Source: RFC 5321 section 4.5.5. */
export function isFromMachine(message: Message): boolean {
  const { entity } = message;
  const from = headerText(entity, 'from');
  const isLabelled = entity.fields.some(({ name }) => name === 'x-failed-recipients');
  return hasNoReturnPath(message) || isLabelled || from === '<>' || machineName.test(from);
}

const fieldAmong = ({ entity }: Message, names: readonly string[]): string | null =>
  names.find((name) => entity.fields.some((field) => field.name === name)) ?? null;

const hasPrecedence = ({ entity }: Message, form: RegExp) => form.test(headerValue(entity, 'precedence').trim());

/** By what the mail itself says that a program wrote it; null when it does not. */
function declaredSign(message: Message): string | null {
  const submitted = headerValue(message.entity, 'auto-submitted').toLowerCase();
  if (submitted !== '' && !/^no\b/.test(submitted)) return 'auto-submitted';
  if (hasNoReturnPath(message)) return 'return-path';
  return hasPrecedence(message, /^auto_reply/i) ? 'precedence' : fieldAmong(message, replyFields);
}

/** What shows that it went to many; null when nothing does. */
const bulkSign = (message: Message) =>
  hasPrecedence(message, /^(?:bulk|junk|list)/i) ? 'precedence' : fieldAmong(message, bulkFields);

/** What shows that a program may have sent it; null when nothing does. */
export const automaticSign = (message: Message): string | null => declaredSign(message) ?? bulkSign(message);

const speaksOfAbsence = (text: string) => awayText.test(foldText(text.slice(0, openingLength)));

/** The subject is that of an absence notice, or of a program's acknowledgement. */
export const hasAwaySubject = ({ entity }: Message): boolean =>
  replySubject.test(foldText(headerText(entity, 'subject')));

/** What sounds like an absence notice: the subject of any mail, the text of one that answers. */
function awaySign(message: Message, text: string): string | null {
  if (hasAwaySubject(message)) return 'subject';
  const subject = foldText(headerText(message.entity, 'subject'));
  const isReply = messageIds(message.entity, 'in-reply-to').length > 0 || /^(?:re|tl|tra loi):/.test(subject);
  return isReply && speaksOfAbsence(text) ? 'text' : null;
}

const replyIn = (message: Message, text: string, sign: string, isGuessed: boolean): AutomaticReply => ({
  kind: 'automatic-reply',
  isGuessed,
  isAbsence: awaySign(message, text) !== null || speaksOfAbsence(text),
  sign,
  excerpt: cutText(text.trim(), maxExcerptLength),
  inReplyTo: repliedTo(message),
});

/** A mail that says of itself that a program wrote it; null for all others. @param text the sender's own words */
export function readAutomaticReply(message: Message, text: string): AutomaticReply | null {
  const sign = declaredSign(message);
  return sign === null ? null : replyIn(message, text, sign, false);
}

/** A mail that only looks as if a program wrote it; null when nothing looks so. @param text the sender's own words */
export function guessAutomaticReply(message: Message, text: string): AutomaticReply | null {
  const sign = bulkSign(message) ?? awaySign(message, text);
  return sign === null ? null : replyIn(message, text, sign, true);
}

const maxReferences = 100;

/** Identifiers of the mails this one answers, nearest first. Source: RFC 5322 section 3.6.4. */
export function repliedTo({ entity }: Message): string[] {
  const nearest = messageIds(entity, 'in-reply-to');
  const thread = messageIds(entity, 'references').reverse();
  return [...new Set([...nearest, ...thread])].slice(0, maxReferences);
}
