/**
 * Bounces of no standard: who was not reached, and why, from the words of a server.
 * Guesses only where a program writes: a person's words about failed mail are no report.
 * Source: custom, collected from public bounces.
 */
import { addressesOf } from '../mime/addresses.js';
import { headerText, headerValue, type Message } from '../mime/message.js';
import { cutText } from '../words/cut-text.js';
import { isFromMachine, machineName } from './automatic-mail.js';
import { isPermanent } from './delivery-report.js';
import { failureReason } from './failure-reason.js';
import { originalMessageId } from './original-mail.js';
import type { DeliveryAction, DeliveryOutcome, DeliveryReport } from './sorted-mail.js';
import { replyIn, statusIn } from './status-codes.js';

const maxLines = 400;
const maxTextLength = 50_000;
const maxRecipients = 100;
const maxDiagnosticLength = 500;

const reportSubject =
  /undeliver|undelivered|delivery (?:status|fail|problem|error|report|notification)|returned mail|mail (?:delivery|system) (?:failed|error|failure)|failure notice|(?:could|can) ?not be delivered|delivery has failed|non ?remis|không gửi được|thư bị trả lại|gửi thư thất bại/i;
const failurePhrase =
  /(?:could(?:n't| not)|can ?not|unable to|wasn't able to|not(?: yet)? be(?:en)?|fail(?:ed|ure)|error (?:occurred )?(?:while )?(?:trying|delivering)|trouble) .{0,80}(?:deliver|reach|send)|deliver\w{0,20} .{0,60}(?:fail|error|delay|abort|problem)|not reach|undeliver|error message below|following address(?:es)? (?:had|failed)|no such user|user unknown|mailbox (?:is )?full|failure reasons|transcript of session|không thể (?:gửi|chuyển|phát)|gửi không thành công/i;
const delayed =
  /warning message only|delivery (?:to .{1,60} )?has been delayed|is delayed|not yet been delivered|temporary failure report|will (?:be retried|keep trying|retry)|still being retried|\(delay\)|delay reason|tạm hoãn/i;

/** Where the server's own words end and the returned mail begins. */
const originalBegins =
  /^[ >]*(?:-.*\b(?:original|copy of|returned|unsent|below this line|message header|included|forwarded)\b.*|(?:original message|message) headers?( follow)?.*|original message follows.*|included is a copy.*|below is a copy.*|(?:received|return-path|dkim-signature|message-id|x-[\w-]+|mime-version|content-type):.*)$/i;

/** Addresses in such lines are not the ones that failed. */
const aboutSender =
  /mail from|^\s*(?:from|reply-to|sender|cc|subject|to|date):|return-path|envelope[- ]from|contact|https?:/i;
const addressForm = /[^\s<>()[\]{},;:"'=]{1,64}@[a-z0-9][a-z0-9.-]{0,250}[a-z0-9]/gi;

/** Ends of copied headers may come first in a text; then everything is the server's. */
function ownLines(text: string): string[] {
  const lines = cutText(text, maxTextLength).split('\n', maxLines);
  const end = lines.findIndex((line, index) => index > 0 && originalBegins.test(line));
  return end < 0 ? lines : lines.slice(0, end);
}

interface Mention {
  readonly recipient: string;
  readonly lines: string[];
}

const addressesInLine = (line: string) => (line.match(addressForm) ?? []).map((address) => address.toLowerCase());

/** Each address with the lines from its first mention to the next one's, and later lines that name it. */
function mentionsIn(lines: readonly string[], ignored: ReadonlySet<string>): Mention[] {
  const mentions = new Map<string, Mention>();
  let open: Mention[] = [];
  for (const line of lines) {
    const named = aboutSender.test(line) ? [] : addressesInLine(line).filter((address) => !ignored.has(address));
    if (named.length > 0) open = named.slice(0, maxRecipients).flatMap((address) => mentionOf(mentions, address));
    for (const mention of new Set(open)) mention.lines.push(line);
  }
  return [...mentions.values()];
}

function mentionOf(mentions: Map<string, Mention>, recipient: string): Mention[] {
  const known = mentions.get(recipient);
  if (known !== undefined) return [known];
  if (mentions.size === maxRecipients) return [];
  const mention = { recipient, lines: [] };
  mentions.set(recipient, mention);
  return [mention];
}

function outcomeOf({ recipient, lines }: Mention, isDelayed: boolean, whole: string): DeliveryOutcome {
  const own = lines.join('\n');
  const status = statusIn(own) ?? statusIn(whole);
  const reply = replyIn(own) ?? replyIn(whole);
  const action: DeliveryAction = isDelayed ? 'delayed' : 'failed';
  const ownReason = failureReason(statusIn(own), replyIn(own), own);
  return {
    recipient,
    originalRecipient: null,
    action,
    isPermanent: isPermanent(status, reply, action),
    status,
    reply,
    reason: ownReason === 'other' ? failureReason(status, reply, whole) : ownReason,
    diagnostic: cutText(own.replace(/\s+/g, ' ').trim(), maxDiagnosticLength),
  };
}

/** Who reads or writes the report; one of them failed only when nobody else is named. */
const partiesOf = ({ entity }: Message) =>
  ['to', 'delivered-to', 'from', 'sender', 'reply-to'].flatMap((name) => addressesOf(headerValue(entity, name)));

/** The header says who failed, or else the text does. */
function recipientsIn(message: Message, lines: readonly string[]): Mention[] {
  const stated = addressesOf(headerValue(message.entity, 'x-failed-recipients')).slice(0, maxRecipients);
  const all = mentionsIn(lines, new Set());
  if (stated.length > 0)
    return stated.map(
      (recipient) => all.find((mention) => mention.recipient === recipient) ?? { recipient, lines: [] },
    );
  const parties = new Set([
    ...partiesOf(message),
    ...all.map(({ recipient }) => recipient).filter((name) => machineName.test(name)),
  ]);
  const others = mentionsIn(lines, parties);
  return others.length > 0 ? others : all;
}

/**
 * @param text what a person would read of the mail
 * @returns null when this is no bounce, or nobody can tell whom it is about
 */
export function guessDeliveryReport(message: Message, text: string): DeliveryReport | null {
  if (!isFromMachine(message)) return null;
  const subject = headerText(message.entity, 'subject');
  const lines = ownLines(text);
  const whole = lines.join('\n');
  if (!reportSubject.test(subject) && !failurePhrase.test(whole.replace(/\s+/g, ' '))) return null;
  const isDelayed = delayed.test(`${subject}\n${whole}`.replace(/\s+/g, ' '));
  const recipients = recipientsIn(message, lines);
  const outcomes = recipients.map((mention) => outcomeOf(mention, isDelayed, `${whole}\n${subject}`));
  if (outcomes.length === 0) return null;
  return {
    kind: 'delivery-report',
    form: 'guessed',
    outcomes,
    original: { envelopeId: null, messageId: originalMessageId(message, text) },
  };
}
