/** The judge of the kill run with mails must be able to say no: each kind of loss or doubling, made up, is found. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { FeedEvent } from './judge-feed.js';
import { judgeMails, type MailEvidence } from './judge-mails.js';
import type { MailFields } from './mail-fields.js';

const address = 'vanthu+1@vanphong.example';

const mail = (changes: Partial<MailFields>): MailFields => ({
  messageId: 'delivery.1@truc.example',
  inReplyTo: null,
  to: address,
  replyTo: null,
  document: null,
  ...changes,
});

const accepted = (document: string, position: number): FeedEvent => ({
  id: position,
  kind: 'status.declared',
  document,
  position,
  payload: { agency: 'H30.51', codes: ['01', '03'] },
});

const listed = { kind: 'reply', result: null, detail: null, subject: 'Thư' };

/** One document to an office, which was accepted, and one from it, of which the receipt came. */
const clean: MailEvidence = {
  offices: [
    {
      agency: 'H30.51',
      address,
      acknowledged: ['sent'],
      outbox: [{ id: 'entered', number: '1', subject: 'Một' }],
      register: [{ ordinal: 1, state: 'issued' }],
    },
  ],
  replies: [{ document: 'sent', messageId: 'reply-sent' }],
  mailed: [{ agency: 'H30.51', messageId: 'document-1', subject: 'Một' }],
  mailbox: [
    mail({ document: 'sent', inReplyTo: 'document.sent@truc.example', replyTo: 'congvan+a1@truc.example' }),
    mail({ document: 'entered', messageId: 'delivery.2@truc.example', inReplyTo: 'document.entered@truc.example' }),
    mail({ messageId: 'reply.1@truc.example', inReplyTo: 'reply-sent' }),
    mail({ messageId: 'reply.2@truc.example', inReplyTo: 'document-1' }),
  ],
  feed: [accepted('sent', 1)],
  inbox: [{ id: 'entered' }],
  mailsIn: [{ ...listed, id: 'i1', state: 'done', result: 'accepted' }],
  mailsOut: [{ ...listed, id: 'o1', state: 'sent' }],
  kills: 1,
};

let world: { -readonly [Name in keyof MailEvidence]: MailEvidence[Name] };
beforeEach(() => {
  world = { ...clean };
});

const [office] = clean.offices;
const withOffice = (changes: object) => {
  if (office !== undefined) world.offices = [{ ...office, ...changes }];
};
const faults = () => judgeMails(world).faults.join('\n');
const [brought, receipt, recorded, told] = clean.mailbox as [MailFields, MailFields, MailFields, MailFields];

describe('the judge of mails', () => {
  it('finds nothing wrong with a run in which nothing was lost, mails repeated under their Message-ID included', () => {
    world.mailbox = [...clean.mailbox, ...clean.mailbox];
    expect(faults()).toBe('');
    expect(judgeMails(world).counts['repeatedInMailbox']).toBe(4);
  });

  it('misses a document that was answered 201, and the receipt of one that came by mail', () => {
    world.mailbox = [recorded, told];
    expect(faults()).toContain(`mailbox: nothing about document sent at ${address}`);
    expect(faults()).toContain(`mailbox: nothing about document entered at ${address}`);
  });

  it('misses a document that lies in the mailbox under the address of somebody else', () => {
    world.mailbox = [{ ...brought, to: 'vanthu+2@vanphong.example' }, receipt, recorded, told];
    expect(faults()).toContain('mailbox: nothing about document sent');
    expect(faults()).toContain('a mail about sent at vanthu+2@vanphong.example, of which nobody was told');
  });

  it('sees a document that came under a second Message-ID, and one that nobody was told of', () => {
    const another = { ...brought, messageId: 'delivery.9@truc.example' };
    world.mailbox = [...clean.mailbox, another, { ...another, document: 'doubled' }];
    expect(faults()).toContain(`mailbox: document sent at ${address} came under 2 Message-IDs`);
    expect(faults()).toContain(`a mail about doubled at ${address}, of which nobody was told`);
  });

  it('sees a reply that led to no status, a status that was declared twice, and one that nobody replied', () => {
    world.feed = [];
    expect(faults()).toContain('feed: the reply about document sent led to no status');
    world.feed = [accepted('sent', 1), accepted('sent', 2), accepted('other', 3)];
    expect(faults()).toContain('feed: document sent was accepted 2 times');
    expect(faults()).toContain('feed: document other was accepted, and nobody replied');
  });

  it('sees that the clerk left a document without a reply', () => {
    world.replies = [];
    world.feed = [];
    expect(faults()).toContain('clerk: document sent was not replied to');
  });

  it('sees a mail that became no document, one that became two, and a document that no mail asked for', () => {
    withOffice({ outbox: [] });
    expect(faults()).toContain('H30.51: the mail document-1 became no document');
    const [one] = office?.outbox ?? [];
    withOffice({ outbox: [one, { ...one, id: 'again', number: '2' }, { id: 'strange', number: '3', subject: 'Ba' }] });
    expect(faults()).toContain('H30.51: "Một" was entered 2 times');
    expect(faults()).toContain('H30.51: no mail asked for "Ba"');
    expect(faults()).toContain('inbox: document again was answered 201 and is missing');
  });

  it('sees a gap in the numbers, and a document that is listed twice at its recipient', () => {
    withOffice({ register: [{ ordinal: 2, state: 'issued' }] });
    expect(faults()).toContain('H30.51: register: place 1 holds number 2');
    world.inbox = [{ id: 'entered' }, { id: 'entered' }];
    expect(faults()).toContain('inbox: document entered is listed more than once');
  });

  it('sees a mail that was not answered, and one that was answered twice', () => {
    world.mailbox = [brought, receipt, recorded];
    expect(faults()).toContain('the mail document-1 was not answered');
    world.mailbox = [...clean.mailbox, { ...recorded, messageId: 'reply.9@truc.example' }];
    expect(faults()).toContain('the mail reply-sent was answered under 2 Message-IDs');
  });

  it('sees mails that were kept back, never handled, not sent or failed', () => {
    world.mailsIn = ['new', 'quarantined', 'awaiting', 'discarded'].map((state) => ({ ...listed, id: 'i', state }));
    world.mailsOut = ['queued', 'sending', 'failed', 'cancelled'].map((state) => ({ ...listed, id: 'o', state }));
    for (const { state } of [...world.mailsIn, ...world.mailsOut]) expect(faults()).toContain(`is ${state}`);
  });
});
