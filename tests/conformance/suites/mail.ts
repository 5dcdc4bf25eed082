/** Mails of other parsers' tests, Vietnamese charsets, and delivery reports of servers of all kinds. */
import { readFileSync } from 'node:fs';
import { sortMessage } from '../../../schemas/mail/sort-mail.js';
import type { DeliveryOutcome, FailureReason, MailContent } from '../../../schemas/mail/sorted-mail.js';
import { displayedText } from '../../../schemas/mime/displayed-text.js';
import { headerText, type Message, readMessage } from '../../../schemas/mime/message.js';
import type { VectorCase } from '../cases.js';
import type { Outcome } from '../outcome.js';
import { read, type Suite } from '../suite.js';

const messageOf = (vector: VectorCase) => readMessage(readFileSync(vector.path));

function decodeAll({ parts }: Message): number {
  return parts.reduce((sum, { message, content }) => sum + content().length + (message ? decodeAll(message) : 0), 0);
}

const disagree = (why: string): Outcome => ({ said: 'reject', why });

export const mime: Suite = {
  name: 'mime',
  question: 'readMessage and sortMessage: every mail is read, all its parts decoded, and sorted',
  judge: (vector) => {
    const message = messageOf(vector);
    const octets = decodeAll(message);
    return read(`${sortMessage(message).content.kind}, ${message.parts.length} parts, ${octets} octets`);
  },
};

interface VietnameseMail {
  readonly subject: string;
  readonly body: string;
  readonly attachment: string;
}

export const vnMail: Suite = {
  name: 'vn-mail',
  question: 'readMessage: subject, text and attachment name come out in NFC',
  judge: (vector) => {
    const expected = JSON.parse(vector.detail) as VietnameseMail;
    const message = messageOf(vector);
    const found: VietnameseMail = {
      subject: headerText(message.entity, 'subject'),
      body: displayedText(message).trimEnd(),
      attachment: message.parts.find(({ name }) => name !== '')?.name ?? '',
    };
    const wrong = (['subject', 'body', 'attachment'] as const).filter((field) => found[field] !== expected[field]);
    return wrong.length === 0 ? read('') : disagree(wrong.map((field) => `${field}: ${found[field]}`).join('; '));
  },
};

interface ExpectedReport {
  readonly results: readonly {
    readonly status: string;
    readonly reply: string;
    readonly reason: string;
    readonly hardBounce: boolean;
  }[];
  readonly finalRecipients: readonly string[];
}

const expectedOf = ({ detail }: VectorCase) => JSON.parse(detail) as ExpectedReport;
const lettersKinds = new Set<MailContent['kind']>(['answer', 'unclear-answer', 'document']);

/** Complaints and absence notices are no bounces: that they are taken for what they are is all that is asked. */
const otherKinds: Readonly<Record<string, MailContent['kind']>> = {
  feedback: 'feedback-report',
  vacation: 'automatic-reply',
};

function sortedKindFault(content: MailContent, reason: string): string | null {
  const wanted = otherKinds[reason] ?? 'delivery-report';
  if (lettersKinds.has(content.kind)) return `taken for a person's: ${content.kind}`;
  return content.kind === wanted ? null : `taken for ${content.kind}`;
}

const classOf = ({ isPermanent }: DeliveryOutcome) => (isPermanent === null ? '2' : isPermanent ? '5' : '4');

/** The names in the report where it has any, else as many as there are results: the tables name nobody there. */
function recipientFault(
  outcomes: readonly DeliveryOutcome[],
  { results, finalRecipients }: ExpectedReport,
): string | null {
  const found = outcomes.map(({ recipient }) => recipient);
  if (finalRecipients.length === 0)
    return found.length === results.length
      ? null
      : `${found.length} recipients for ${results.length} results: ${found.join(' ')}`;
  const missing = finalRecipients.map((address) => address.toLowerCase()).filter((address) => !found.includes(address));
  return missing.length === 0 ? null : `missing ${missing.join(' ')}, found ${found.join(' ')}`;
}

/** Codes x.0.9xx no server gave: the tables derive them from the reason, so what they do not call hard may be temporary too. */
const isMadeUp = (status: string) => /^\d\.0\.9\d\d$/.test(status);

function classFault(outcomes: readonly DeliveryOutcome[], { results }: ExpectedReport): string | null {
  const wrong = results.filter(({ status, hardBounce }, index) => {
    const outcome = outcomes[index] ?? outcomes[0];
    const found = outcome === undefined ? '' : classOf(outcome);
    return found !== status.charAt(0) && !(isMadeUp(status) && !hardBounce && found === '4');
  });
  return wrong.length === 0 ? null : `class: expected ${wrong.map(({ status }) => status).join(' ')}`;
}

/** What the tables' words are in ours; several where their word covers more than one of ours. */
const reasons: Readonly<Record<string, readonly (FailureReason | null)[]>> = {
  userunknown: ['recipient-unknown'],
  hasmoved: ['recipient-unknown'],
  // "The recipient's filter refuses, or the address is unknown after DATA": either of both.
  filtered: ['recipient-unknown', 'mailbox-disabled', 'rejected'],
  suspend: ['mailbox-disabled'],
  mailboxfull: ['mailbox-full'],
  mesgtoobig: ['too-large'],
  exceedlimit: ['too-large'],
  hostunknown: ['host-unknown'],
  notaccept: ['host-unknown'],
  spamdetected: ['spam'],
  virusdetected: ['spam'],
  expired: ['unreachable'],
  networkerror: ['unreachable'],
  delivered: [null],
  systemerror: ['other'],
  mailererror: ['other'],
  undefined: ['other'],
};
const ownReasons = (word: string) => reasons[word] ?? ['rejected'];

function reasonFault(outcomes: readonly DeliveryOutcome[], { results }: ExpectedReport): string | null {
  const wrong = results.flatMap(({ reason }, index) => {
    const found = outcomes[index]?.reason ?? null;
    return ownReasons(reason).includes(found) ? [] : [`${reason} is ${found}`];
  });
  return wrong.length === 0 ? null : wrong.join(', ');
}

type Fault = (outcomes: readonly DeliveryOutcome[], expected: ExpectedReport) => string | null;

function judgeReport(vector: VectorCase, faultsOf: readonly Fault[]): Outcome {
  const expected = expectedOf(vector);
  const { content } = sortMessage(messageOf(vector));
  const fault = sortedKindFault(content, expected.results[0]?.reason ?? '');
  if (fault !== null) return disagree(fault);
  if (content.kind !== 'delivery-report') return read(content.kind);
  const faults = faultsOf.flatMap((faultOf) => faultOf(content.outcomes, expected) ?? []);
  return faults.length === 0 ? read(content.form) : disagree(faults.join('; '));
}

export const dsn: Suite = {
  name: 'dsn',
  question:
    'sortMessage: a report, with the right recipients and class (permanent or temporary); never a document or an answer',
  judge: (vector) => judgeReport(vector, [recipientFault, classFault]),
};

export const dsnReason: Suite = {
  name: 'dsn-reason',
  vectors: 'dsn',
  question: 'sortMessage: the reason why a mail did not arrive',
  judge: (vector) => judgeReport(vector, [reasonFault]),
};
