/**
 * Judges a kill run with mails from outside: what the clients and the mail server's 250s say was handed over, against what lies in the
 * offices' mailbox and what the HTTP API shows. Pure; collect-mails.ts asks.
 */

import type { Reply } from './clerk.js';
import type { Judgement } from './judge.js';
import { judgeInbox } from './judge.js';
import type { FeedEvent } from './judge-feed.js';
import { judgeNumbers } from './judge-numbers.js';
import type { ListedDocument, ListedMail, RegisterRow } from './list-from-api.js';
import type { MailFields } from './mail-fields.js';
import type { MailedDocument } from './mail-senders.js';

export interface OfficeEvidence {
  readonly agency: string;
  readonly address: string;
  /** Documents for it that the API answered 201. */
  readonly acknowledged: readonly string[];
  readonly outbox: readonly ListedDocument[];
  readonly register: readonly RegisterRow[];
}

export interface MailEvidence {
  readonly offices: readonly OfficeEvidence[];
  readonly replies: readonly Reply[];
  readonly mailed: readonly MailedDocument[];
  /** Everything in the offices' mailbox. */
  readonly mailbox: readonly MailFields[];
  /** Of the agency that sends to the offices through the API. */
  readonly feed: readonly FeedEvent[];
  /** Of the same agency, which the offices send to. */
  readonly inbox: readonly ListedDocument[];
  readonly mailsIn: readonly ListedMail[];
  readonly mailsOut: readonly ListedMail[];
  readonly kills: number;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string | null): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

const messageIds = (mails: readonly MailFields[]) => new Set(mails.map(({ messageId }) => messageId));

/** A repeated mail is the same mail: one Message-ID for each document (or receipt of one) and office. */
function judgeBrought(offices: readonly OfficeEvidence[], mailbox: readonly MailFields[]): string[] {
  const about = groupBy(mailbox, ({ document, to }) => (document === null ? null : `${document} at ${to}`));
  const due = offices.flatMap(({ address, acknowledged, outbox }) =>
    [...acknowledged, ...outbox.map(({ id }) => id)].map((document) => `${document} at ${address}`),
  );
  const known = new Set(due);
  return [
    ...due.filter((one) => !about.has(one)).map((one) => `mailbox: nothing about document ${one}`),
    ...[...about.keys()]
      .filter((one) => !known.has(one))
      .map((one) => `mailbox: a mail about ${one}, of which nobody was told`),
    ...[...about]
      .filter(([, mails]) => messageIds(mails).size > 1)
      .map(([one, mails]) => `mailbox: document ${one} came under ${messageIds(mails).size} Message-IDs`),
  ];
}

/** Each reply is one status 03 and no more; a status that nobody declared is as bad. */
function judgeStatuses(
  offices: readonly OfficeEvidence[],
  replies: readonly Reply[],
  feed: readonly FeedEvent[],
): string[] {
  const declared = feed.filter(({ kind }) => kind === 'status.declared');
  const accepted = groupBy(declared, ({ document, payload }) => (payload.codes?.includes('03') ? document : null));
  const replied = new Set(replies.map(({ document }) => document));
  const sent = offices.flatMap(({ acknowledged }) => acknowledged);
  return [
    ...sent.filter((id) => !replied.has(id)).map((id) => `clerk: document ${id} was not replied to`),
    ...[...replied]
      .filter((id) => !accepted.has(id))
      .map((id) => `feed: the reply about document ${id} led to no status`),
    ...[...accepted.keys()]
      .filter((id) => !replied.has(id))
      .map((id) => `feed: document ${id} was accepted, and nobody replied`),
    ...[...accepted]
      .filter(([, events]) => events.length > 1)
      .map(([id, events]) => `feed: document ${id} was accepted ${events.length} times`),
  ];
}

/** Each mail became one document; none came from nowhere. */
function judgeEntered(
  { agency, outbox, register }: OfficeEvidence,
  mailed: readonly MailedDocument[],
  kills: number,
): string[] {
  const own = mailed.filter((mail) => mail.agency === agency);
  const entered = groupBy(outbox, ({ subject }) => subject ?? '');
  const asked = new Set(own.map(({ subject }) => subject));
  const numbers = judgeNumbers(
    register,
    outbox.map(({ number }) => number ?? ''),
    kills,
  );
  return [
    ...own
      .filter(({ subject }) => !entered.has(subject))
      .map(({ messageId }) => `${agency}: the mail ${messageId} became no document`),
    ...[...entered]
      .filter(([, documents]) => documents.length > 1)
      .map(([subject, documents]) => `${agency}: "${subject}" was entered ${documents.length} times`),
    ...[...entered.keys()]
      .filter((subject) => !asked.has(subject))
      .map((subject) => `${agency}: no mail asked for "${subject}"`),
    ...numbers.faults.map((fault) => `${agency}: ${fault}`),
  ];
}

/** Whoever wrote is answered, under one Message-ID. */
function judgeAnswers({ mailbox, mailed, replies }: MailEvidence): string[] {
  const answers = groupBy(mailbox, ({ inReplyTo, document }) => (document === null ? inReplyTo : null));
  return [...mailed, ...replies].flatMap(({ messageId }) => {
    const count = messageIds(answers.get(messageId) ?? []).size;
    if (count === 1) return [];
    return [
      count === 0
        ? `the mail ${messageId} was not answered`
        : `the mail ${messageId} was answered under ${count} Message-IDs`,
    ];
  });
}

const atRest = new Set(['sent', 'delivered']);

function judgeRest({ mailsIn, mailsOut }: MailEvidence): string[] {
  const describe = ({ id, state, kind, result, detail, subject }: ListedMail) =>
    `${id} (${kind}, "${subject}") is ${state}: ${result} ${detail ?? ''}`.trimEnd();
  return [
    ...mailsIn.filter(({ state }) => state !== 'done').map((mail) => `mail in ${describe(mail)}`),
    ...mailsOut.filter(({ state }) => !atRest.has(state)).map((mail) => `mail out ${describe(mail)}`),
  ];
}

export function judgeMails(evidence: MailEvidence): Judgement {
  const { offices, mailbox, replies, mailed, feed, inbox, mailsIn, mailsOut, kills } = evidence;
  const entered = offices.flatMap(({ outbox }) => outbox.map(({ id }) => id));
  const faults = [
    ...judgeBrought(offices, mailbox),
    ...judgeStatuses(offices, replies, feed),
    ...offices.flatMap((office) => judgeEntered(office, mailed, kills)),
    ...judgeInbox('inbox', inbox, new Set(entered)),
    ...judgeAnswers(evidence),
    ...judgeRest(evidence),
  ];
  return {
    faults: faults.slice(0, 50),
    counts: {
      faults: faults.length,
      sentByApi: offices.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0),
      replies: replies.length,
      sentByMail: mailed.length,
      inMailbox: mailbox.length,
      repeatedInMailbox: mailbox.length - messageIds(mailbox).size,
      mailsIn: mailsIn.length,
      takenTwice: mailsIn.filter(({ result }) => result === 'repeated').length,
      mailsOut: mailsOut.length,
      kills,
    },
  };
}
