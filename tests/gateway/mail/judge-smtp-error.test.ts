import { describe, expect, it } from 'vitest';
import { judgeSmtpError } from '../../../gateway/mail/judge-smtp-error.js';

const answered = (command: string, response: string) =>
  judgeSmtpError({
    code: 'EENVELOPE',
    command,
    response,
    responseCode: Number(response.slice(0, 3)),
    message: response,
  });

describe('what a mail server answers', () => {
  it.each([
    ['RCPT TO', '550 5.1.1 <a@b.example>: Recipient address rejected: User unknown', 'mailbox_unknown'],
    ['RCPT TO', '550 5.2.1 mailbox disabled', 'mailbox_unknown'],
    ['RCPT TO', '552 5.2.2 over quota', 'mailbox_full'],
    ['DATA', '552-5.2.3 Your message exceeded\n552 5.2.3 size limits', 'mail_too_large'],
    ['MAIL FROM', '552 5.3.4 Message size exceeds fixed limit', 'mail_too_large'],
    ['DATA', '550 5.7.1 looks like spam', 'mail_rejected'],
    ['RCPT TO', '550 No such user here', 'mailbox_unknown'],
    ['DATA', '554 Transaction failed', 'mail_rejected'],
    ['DATA', '500 what?', 'mail_refused'],
    // Without a code that says it, in words: 552 alone may mean either.
    ['MAIL FROM', '552 Message size exceeds fixed maximum message size', 'mail_too_large'],
    ['MAIL FROM', '552 5.0.0 Message too large', 'mail_too_large'],
    ['DATA', '554 Message too big for system', 'mail_too_large'],
    ['RCPT TO', '552 Mailbox size limit exceeded', 'mailbox_full'],
    ['RCPT TO', '552 Requested mail action aborted: exceeded storage allocation', 'mailbox_full'],
  ])('for good, at %s: %s', (command, response, code) => {
    expect(answered(command, response)).toMatchObject({ outcome: 'refused', code });
  });

  it.each([
    ['RCPT TO', '450 4.2.0 greylisted'],
    ['RCPT TO', '452 4.2.2 over quota'],
    ['DATA', '451 4.3.0 try again'],
    // Our own name and password, our own address: an operator's matter, not the recipient's.
    ['AUTH PLAIN', '535 5.7.8 authentication failed'],
    ['MAIL FROM', '552 sender over quota'],
    ['MAIL FROM', '553 5.7.1 sender address rejected: not owned by user'],
    ['CONN', '554 5.3.2 no service here'],
  ])('for now, at %s: %s', (command, response) => {
    expect(answered(command, response)).toMatchObject({ outcome: 'deferred', code: 'mail_deferred', detail: response });
  });

  it('is kept on one line and within bounds', () => {
    const { detail } = answered('RCPT TO', `550 5.1.1 a\r\nb\u202e${'c'.repeat(5_000)}`);
    expect(detail).toMatch(/^550 5\.1\.1 a b c+$/);
    expect(detail?.length).toBe(300);
  });
});

it('a server that is silent is asked again', () => {
  const silent = judgeSmtpError({ code: 'ETIMEDOUT', command: 'CONN', message: 'Connection timeout' });
  expect(silent).toMatchObject({
    outcome: 'deferred',
    code: 'mail_server_unreachable',
    detail: 'ETIMEDOUT: Connection timeout',
  });
});
