/**
 * Mails that a person writes on the page of a mailbox of the demonstration: a new one, or the answer to one that is there, as any mail
 * program would write them. Sends nothing (open-demonstration-mail.ts).
 * Source: RFC 5322 sections 3.6.4 (Message-ID, In-Reply-To, References) and 3.6.2 (Reply-To).
 */
import MailComposer from 'nodemailer/lib/mail-composer';
import { v7 as uuidv7 } from 'uuid';
import { addressesOf } from '../../schemas/mime/addresses.js';
import { displayedText } from '../../schemas/mime/displayed-text.js';
import { headerText, headerValue, type Message, messageIds } from '../../schemas/mime/message.js';
import { vietnamTime } from '../../schemas/words/vietnam-time.js';
import type { DemonstrationMailbox } from './mailboxes.js';

export interface LetterFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly files: readonly LetterFile[];
  /** Without angle brackets, oldest first; empty for a letter that answers none. */
  readonly thread: readonly string[];
}

/** What a person quotes of a mail, and how many mails a thread names. */
const maxQuotedLines = 100;
const maxThread = 20;

/** Who is to be answered; null when the mail says nothing usable. Source: RFC 5322 section 3.6.2. */
export function answerAddress({ entity }: Message): string | null {
  const [address] = ['reply-to', 'from'].flatMap((name) => addressesOf(headerValue(entity, name)));
  return address ?? null;
}

const answerWords = { accept: 'tiếp nhận', refuse: 'từ chối', complete: 'hoàn thành', 'as-written': null } as const;

/** What an answer can be meant as; `as-written` leaves it to the words. */
export type AnswerAct = keyof typeof answerWords;

export const isAnswerAct = (text: string): text is AnswerAct => Object.hasOwn(answerWords, text);

/** The act in the first line, as schemas/mail/answer.ts reads it, and what the person wrote below it, or as its reason. */
export function answerText(act: AnswerAct, written: string): string {
  const word = answerWords[act];
  if (word === null) return written;
  if (act === 'refuse') return `${word}: ${written.replace(/\s+/g, ' ').trim()}`;
  return `${word}\n\n${written}`.trim();
}

/** The letter in the form of a mail. */
export function writeLetter(from: DemonstrationMailbox, letter: Letter, now: Date): Promise<Buffer> {
  const { to, subject, text, files, thread } = letter;
  const bracketed = thread.map((id) => `<${id}>`);
  const mail = new MailComposer({
    from: { name: from.name, address: from.address },
    to: { name: '', address: to },
    subject,
    text,
    date: now,
    messageId: `<${uuidv7()}@${from.address.split('@')[1]}>`,
    ...(thread.length === 0 ? {} : { inReplyTo: bracketed.at(-1), references: bracketed }),
    attachments: files.map(({ name, bytes }) => ({ filename: name, content: bytes })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

/**
 * An answer to a mail, with what it answers quoted below.
 * @param text what the person says, in the first line what is to happen
 */
export function answerTo(message: Message, to: string, text: string, writtenAt: Date): Letter {
  const { entity } = message;
  const subject = headerText(entity, 'subject');
  const said = headerText(entity, 'from');
  const quoted = displayedText(message)
    .split('\n', maxQuotedLines)
    .map((line) => `> ${line}`.trimEnd());
  const attribution = `Vào ${vietnamTime(writtenAt.toISOString())}, ${said.slice(0, 100)} đã viết:`;
  return {
    to,
    subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
    text: `${text}\n\n${attribution}\n${quoted.join('\n')}\n`,
    files: [],
    thread: [...messageIds(entity, 'references'), ...messageIds(entity, 'message-id')].slice(-maxThread),
  };
}
