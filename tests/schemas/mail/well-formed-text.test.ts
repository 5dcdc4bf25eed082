/** Texts with half a character, and texts cut in the middle of one: nothing of them reaches a database that refuses it. */
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../schemas/mime/message.js';
import { contentOf, letter, reply, sort } from './written-mails.js';

const pile = '😀'.repeat(600);
/** One character more than `pile`: whatever even length is cut at, a pair is in the way. */
const shifted = `a${pile}`;
const isWhole = (value: unknown) => !/\\ud[89a-f]/.test(JSON.stringify(value));

const bounce = (type: string, text: string) =>
  `From: MAILER-DAEMON@b.example\nReturn-Path: <>\nSubject: Undelivered\nContent-Type: ${type}; charset=utf-8\n\n${text}`;

describe('what is cut is cut between characters', () => {
  it.each([
    ['the excerpt of an automatic mail', reply(shifted, 'Auto-Submitted: auto-replied\n')],
    [
      'the words of a server',
      bounce(
        'message/delivery-status',
        `Final-Recipient: rfc822;a@b.vn\nAction: failed\nDiagnostic-Code: smtp; ${shifted}`,
      ),
    ],
    ['the words of a server without a standard', bounce('text/plain', `user unknown a@b.vn:${shifted}`)],
    ['a field without use', letter(`Gửi: H30.05\nNgày: ${shifted}`)],
    ['a field', letter(`Gửi: H30.05\nTrích yếu: a${'😀'.repeat(1_000)}`)],
    ['the first line of an unclear answer', reply(shifted)],
  ])('%s', (_, mail) => {
    const { content } = sort(mail);
    expect(JSON.stringify(content)).toContain('😀');
    expect(isWhole(content)).toBe(true);
  });

  it('the name of a part', () => {
    const [, part] = readMessage(Buffer.from(letter('x', `${shifted}.pdf`))).parts;
    expect(part?.name).toContain('😀');
    expect(isWhole(part?.name)).toBe(true);
  });
});

describe('half a character is no text', () => {
  const base64 = (text: string) => Buffer.from(text, 'utf16le').toString('base64');
  const inUtf16 = (text: string, fields = '') =>
    reply(base64(text), `${fields}Content-Transfer-Encoding: base64\n`).replace('charset=utf-8', 'charset=utf-16le');

  it.each([
    ['a high one', '\ud83d'],
    ['a low one', '\ude00'],
    ['two in the wrong order', '\ude00\ud83d'],
  ])('%s in a text in UTF-16', (_, half) => {
    expect(contentOf(inUtf16(`Từ chối: a${half}b`))).toMatchObject({
      kind: 'answer',
      reason: `a${'\ufffd'.repeat(half.length)}b`,
    });
  });

  it.each([
    [
      'a text in UTF-7',
      reply('Accepted\nx', '').replace('charset=utf-8', 'charset=utf-7').replace('Accepted', 'Accepted +2D0-'),
    ],
    ['an HTML text', reply('<p>Từ chối: a&#xD83D;b&#56832;c</p>').replace('text/plain', 'text/html')],
    ['a subject', reply('x').replace(/^Subject: .*$/m, `Subject: =?utf-16le?B?${base64('x\ud83dy')}?=`)],
  ])('in %s', (_, mail) => {
    const sorted = sort(mail);
    expect(JSON.stringify(sorted)).toContain('\ufffd');
    expect(isWhole(sorted)).toBe(true);
  });

  it('in the name of a part', () => {
    const mail = letter('x').replace(/filename=".*"/, "filename*=utf-16be''%00%61%D8%3D%00%62");
    expect(readMessage(Buffer.from(mail)).parts[1]?.name).toBe('a\ufffdb');
  });
});
