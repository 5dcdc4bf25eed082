/**
 * Whether a program wrote this mail, and whether it says that somebody is away. What a program wrote is never answered.
 * Source: RFC 3834 sections 2 and 5 (Auto-Submitted, null return path), RFC 2919 and RFC 2369 (lists), MS-OXCMAIL section 2.2.3.2.14
 * (X-Auto-Response-Suppress); the other fields are those of widespread programs.
 */
import { foldText } from '../directory/fold-text.js';
import { headerText, headerValue, type Message, messageIds } from '../mime/message.js';
import type { AutomaticReply } from './sorted-mail.js';

const maxExcerptLength = 500;
const openingLength = 400;

/** Fields whose mere presence means it. */
const replyFields = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-auto-reply',
  'x-autoreply-from',
  'x-mail-autoreply',
  'x-vacation',
];
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
  /^(?:re: ?|tl: ?)?\[?(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder|answer)|out of (?:the )?office|ooo\b|vacation|away from|absence|tra loi tu dong|thu tra loi tu dong|tu dong tra loi|thong bao (?:vang mat|nghi|di cong tac))/;
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

/** What shows that a program sent it; null when nothing does. */
export function automaticSign(message: Message): string | null {
  const { entity } = message;
  const submitted = headerValue(entity, 'auto-submitted').toLowerCase();
  if (submitted !== '' && !/^no\b/.test(submitted)) return 'auto-submitted';
  if (hasNoReturnPath(message)) return 'return-path';
  if (/^\s*(?:bulk|junk|list|auto_reply)/i.test(headerValue(entity, 'precedence'))) return 'precedence';
  const names = new Set(entity.fields.map(({ name }) => name));
  return [...replyFields, ...bulkFields].find((name) => names.has(name)) ?? null;
}

interface Away {
  readonly isAbsence: boolean;
  readonly sign: string;
}

function awayIn(message: Message, text: string): Away | null {
  const subject = foldText(headerText(message.entity, 'subject'));
  if (replySubject.test(subject)) return { isAbsence: true, sign: 'subject' };
  const isReply = messageIds(message.entity, 'in-reply-to').length > 0 || /^(?:re|tl|tra loi):/.test(subject);
  return isReply && awayText.test(foldText(text.slice(0, openingLength))) ? { isAbsence: true, sign: 'text' } : null;
}

/** Replies of a program; null for what a person wrote. @param text the sender's own words */
export function readAutomaticReply(message: Message, text: string): AutomaticReply | null {
  const sign = automaticSign(message);
  const away = awayIn(message, text);
  if (sign === null && away === null) return null;
  const isAbsence = away !== null || awayText.test(foldText(text.slice(0, openingLength)));
  return {
    kind: 'automatic-reply',
    isAbsence,
    sign: sign ?? away?.sign ?? '',
    excerpt: text.trim().slice(0, maxExcerptLength),
    inReplyTo: repliedTo(message),
  };
}

const maxReferences = 100;

/** Identifiers of the mails this one answers, nearest first. Source: RFC 5322 section 3.6.4. */
export function repliedTo({ entity }: Message): string[] {
  const nearest = messageIds(entity, 'in-reply-to');
  const thread = messageIds(entity, 'references').reverse();
  return [...new Set([...nearest, ...thread])].slice(0, maxReferences);
}
