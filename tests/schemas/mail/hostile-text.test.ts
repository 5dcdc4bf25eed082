/** Texts that make careless expressions search for ever: every mail of them is sorted at once. */
import { expect, it } from 'vitest';
import { sortMessage } from '../../../schemas/mail/sort-mail.js';
import { readMessage } from '../../../schemas/mime/message.js';

const megabyte = 1024 * 1024;
const headerSize = 250 * 1024;
const filled = (text: string, size = megabyte) => text.repeat(Math.ceil(size / text.length)).slice(0, size);

const plain = 'From: a@b.example\r\nSubject: x';
const reply = 'From: a@b.example\r\nSubject: Re: x\r\nIn-Reply-To: <x@y.example>';
const bounce = 'From: MAILER-DAEMON@b.example\r\nReturn-Path: <>\r\nSubject: Undelivered';
const html = `${plain}\r\nContent-Type: text/html`;
const withField = (name: string, value: string) => `${name}: ${value}\r\nSubject: x`;
const report = (type: string) => `${bounce}\r\nContent-Type: ${type}`;
const styles = (style: string) => `<p style="${filled(style, 8 * 1024)}1">x</p>`;

const bounceToMany = `${Array.from({ length: 100 }, (_, n) => `u${n}@x.example`).join(' ')}\nuser unknown\n${filled('the mailbox of this host \n')}`;

it.each([
  ['a line of white space before a word', plain, `${' '.repeat(megabyte)}x`],
  ['white space inside a line', plain, `x${' '.repeat(megabyte)}y`],
  ['fields without values', plain, filled('Gửi: ')],
  ['quotation marks inside the first line of an answer', reply, `x${'"'.repeat(megabyte)}x`],
  ['a greeting without end in an answer', reply, filled('da xin ')],
  ['negations without end in an answer', reply, filled('khong ')],
  ['a quoted line without end', reply, filled('On a ')],
  ['dashes in a bounce', bounce, `user unknown\n${'-'.repeat(megabyte)}x`],
  ['a word without end in a bounce', bounce, filled('deliver')],
  ['many recipients and a long text in a bounce', bounce, bounceToMany],
  ['digits in a bounce', bounce, `user unknown ${filled('5.1.1.')}`],
  ['zeros in a style', html, styles('font-size:'.padEnd(8 * 1024, '0')).repeat(120)],
  ['open comments in a style', html, styles('/* ').repeat(120)],
  ['pairs that begin a quotation in From', withField('From', '"\\'.repeat(headerSize / 2)), ''],
  ['pairs after one that begins a quotation', withField('From', `"${'\\"'.repeat(headerSize / 2)}`), ''],
  ['brackets in From', withField('From', '('.repeat(headerSize)), ''],
  ['encoded words in the subject', `From: a@b.example\r\nSubject: ${filled('=?utf-8?q?a?= ', headerSize)}`, ''],
  [
    'a recipient without end in a report',
    report('message/delivery-status'),
    `Final-Recipient: ${filled('a', 190_000)}\n`,
  ],
  [
    'an identifier without end in a read receipt',
    report('message/disposition-notification'),
    `Original-Message-ID: ${filled('a', 190_000)}\n`,
  ],
  [
    'a thousand recipients in a report',
    report('message/delivery-status'),
    filled('Final-Recipient: rfc822;a@b\n\n', 190_000),
  ],
])('%s', (_, head, body) => {
  const mail = Buffer.from(`${head}\r\n\r\n${body}`);
  const before = performance.now();
  sortMessage(readMessage(mail));
  expect(performance.now() - before).toBeLessThan(2_000);
});

it('messages encoded in each other cannot hold many times what was sent', () => {
  let mail = Buffer.concat([Buffer.from('Subject: x\n\n'), Buffer.alloc(9 * megabyte, 'x')]);
  const head = Buffer.from('Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n');
  for (let depth = 0; depth < 9; depth += 1) mail = Buffer.concat([head, mail]);
  expect(() => readMessage(mail)).toThrow(/larger than 64 MB|nested too deeply/);
});
