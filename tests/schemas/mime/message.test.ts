import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { readMail } from '../../../certs/smime/read-mail.js';
import { sortMessage } from '../../../schemas/mail/sort-mail.js';
import { composeText, decodeText } from '../../../schemas/mime/charset.js';
import { displayedText } from '../../../schemas/mime/displayed-text.js';
import { decodeWords } from '../../../schemas/mime/encoded-words.js';
import { unflow } from '../../../schemas/mime/format-flowed.js';
import { textOfHtml } from '../../../schemas/mime/html-text.js';
import { headerText, readMessage } from '../../../schemas/mime/message.js';
import { codeOf } from '../../support/problem-code.js';
import { vectorsFolder } from '../../support/vectors.js';

const message = (text: string) => readMessage(Buffer.from(text, 'latin1'));
const sentence = 'Về việc gửi, nhận văn bản điện tử: ủy ban nhân dân các quận, huyện';

describe('a mail read kindly', () => {
  it('has the same parts as read strictly, where it is strictly right', () => {
    const files = ['mime', 'dsn', 'vn-mail'].flatMap((suite) =>
      readdirSync(join(vectorsFolder, suite), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(eml|raw|msg)$/.test(entry.name))
        .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
    );
    const strictlyRight = files.filter(
      (bytes) => !bytes.subarray(0, 5).equals(Buffer.from('From ')) && codeOf(() => readMail(bytes)) === 'none',
    );
    // S/MIME envelopes are opened by the strict reader only.
    const plain = strictlyRight.filter((bytes) => !/pkcs7-mime/.test(bytes.toString('latin1')));
    for (const bytes of plain) {
      const strict = readMail(bytes).parts.map(({ content }) => hash('sha256', content()));
      const kind = readMessage(bytes).parts.filter(({ within }) => within === null);
      expect(kind.map(({ content }) => hash('sha256', content()))).toEqual(strict);
    }
    expect(plain.length).toBeGreaterThan(300);
  });

  it.each([
    ['no field in a line', 'A: b\nno field\n\nx', 'header_line_odd'],
    ['a fold without a field', ' folded\nA: b\n\nx', 'header_fold_first'],
    ['two types', 'Content-Type: text/plain\nContent-Type: text/html\n\nx', 'field_twice'],
    ['no boundary', 'Content-Type: multipart/mixed\n\nx', 'boundary_unusable'],
    ['a missing end', 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx', 'multipart_open'],
    ['nearly a boundary', 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--bc\n--b--', 'boundary_nearly'],
    ['only an end', 'Content-Type: multipart/mixed; boundary=b\n\n--b--', 'multipart_empty'],
  ])('keeps its parts and says what was wrong: %s', (_what, text, fault) => {
    const read = message(text);
    expect(read.faults).toContain(fault);
    expect(read.parts).toHaveLength(1);
    expect(read.parts[0]?.content().toString()).toMatch(/^x|--b--$/);
  });

  it('opens mails inside it', () => {
    const inner = 'Subject: inner\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--i\n\ntwo\n--i--';
    const [part] = message(`Content-Type: message/rfc822\n\n${inner}`).parts;
    expect(part?.message?.parts.map(({ content }) => content().toString())).toEqual(['one', 'two']);
  });

  it.each([
    ['filename=Công văn số 12.docx', 'Công văn số 12.docx'],
    ['filename="Công văn.docx', 'Công văn.docx'],
    ['filename="=?UTF-8?Q?C=C3=B4ng v=C4=83n.docx?="', 'Công văn.docx'],
    ["filename*0*=UTF-8''C%C3; filename*1*=%B4ng.pdf", 'Công.pdf'],
    ['size=1;; filename=a.pdf', 'a.pdf'],
    [`filename="${'Công văn'.normalize('NFD')}.pdf"`, 'Công văn.pdf'],
    ['filename="a\u202egpj.exe"', 'agpj.exe'],
  ])('finds the name in %s', (disposition, name) => {
    const text = Buffer.from(`Content-Disposition: attachment; ${disposition}\n\nx`);
    expect(readMessage(text).parts[0]?.name).toBe(name);
  });
});

describe('Vietnamese text', () => {
  it.each(['utf-8', 'windows-1258', 'TCVN', 'TCVN5712-1:1993', 'x-viet-tcvn5712', 'VISCII', 'utf-16'])(
    'in %s',
    (label) => {
      const library = /tcvn/i.test(label) ? 'tcvn' : label;
      // The two old charsets write some letters as a letter and a mark, each by their own rule.
      const written = /1258/.test(label) ? decomposeFor1258(sentence) : sentence;
      expect(decodeText(iconv.encode(written, library), label)).toBe(sentence);
    },
  );

  it.each(['us-ascii', 'iso-8859-1', 'windows-1252', '', 'unknown-8bit', 'no-such-charset'])(
    'in UTF-8 called "%s"',
    (label) => {
      expect(decodeText(Buffer.from(sentence), label)).toBe(sentence);
    },
  );

  it('in encoded words comes back from what Python-like writers make of it, wherever they cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 1, max: 20 }), (text, length) => {
        const octets = Buffer.from(text);
        const words: string[] = [];
        for (let at = 0; at < octets.length; at += length)
          words.push(`=?UTF-8?B?${octets.subarray(at, at + length).toString('base64')}?=`);
        expect(decodeWords(words.join('\r\n '))).toBe(octets.toString().normalize('NFC'));
      }),
    );
  });
});

/** Tone marks apart, as that charset has them; the letters ă â ê ô ơ ư đ are its own. */
function decomposeFor1258(text: string): string {
  return [...text.normalize('NFC')]
    .map((letter) => {
      const marks =
        letter
          .normalize('NFD')
          .match(/[\u0300\u0301\u0303\u0309\u0323]/g)
          ?.join('') ?? '';
      return (
        letter
          .normalize('NFD')
          .replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '')
          .normalize('NFC') + marks
      );
    })
    .join('');
}

describe('the text a person reads', () => {
  it('is the plain one of two, put together again when it flows', () => {
    const text = 'Content-Type: text/plain; format=flowed\n\none \ntwo\n> quoted \n> more\n-- \nme\n';
    expect(displayedText(message(text))).toBe('one two\n> quoted more\n-- \nme\n');
    expect(unflow('a \nb', true)).toBe('ab');
  });

  it.each([
    ['<p>one</p><p>two<br>three</p>', 'one\ntwo\nthree'],
    ['<ul><li>a</li><li>b</li></ul>', 'a\nb'],
    ['a&amp;b &lt;c&gt; &#7879;', 'a&b <c> ệ'],
    ['<script>x</script>y<style>z</style><noscript>n</noscript>', 'y'],
    ['<span hidden>x</span><span style="FONT-SIZE:0">y</span><b style="font-size:0.9em">z</b>', 'z'],
    ['<div class="x gmail_quote">x</div>y', '> x\ny'],
    ['<img src="http://x" alt="a">b<a href="javascript:x">c</a>', 'bc'],
    ['<p>never closed <b>at all', 'never closed at all'],
    ['<!-- a --><![CDATA[b]]>c', 'c'],
  ])('of %s', (html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });
});

const times = (text: string, count: number) => text.repeat(count);
const mail = (head: string, piece: string, megabytes = 10) =>
  Buffer.concat([Buffer.from(head), Buffer.alloc(megabytes * 1024 * 1024, piece)]);

function nested(depth: number): string {
  let text = '';
  for (let level = 0; level < depth; level++)
    text += `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`;
  return text;
}

describe('a hostile mail', () => {
  it.each<[string, () => Buffer]>([
    ['17 multiparts in each other', () => Buffer.from(nested(17))],
    ['5000 multiparts in each other', () => Buffer.from(nested(5000))],
    ['messages in messages', () => Buffer.from(times('Content-Type: message/rfc822\n\n', 5000))],
    ['200,000 parts', () => mail('Content-Type: multipart/mixed; boundary=b\n\n', '--b\n\nx\n')],
    ['a million fields', () => mail('', 'A: b\n')],
    ['a field of ten megabytes', () => mail('A: ', 'b')],
  ])('is refused soon: %s', (_what, make) => {
    const bytes = make();
    const started = performance.now();
    expect(codeOf(() => readMessage(bytes))).toBe('mail_malformed');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  const field = 250 * 1024;
  it.each<[string, () => Buffer]>([
    ['a subject of encoded words', () => Buffer.from(`Subject: ${times('=?utf-8?q?a?=\n ', field / 16)}\n\nx`)],
    ['a subject of one encoded word', () => Buffer.from(`Subject: =?utf-8?b?${times('YWFh', field / 4)}?=\n\nx`)],
    ['beginnings of encoded words', () => Buffer.from(`Subject: ${times('=?a?b?', field / 6)}\n\nx`)],
    ['a subject of marks', () => Buffer.from(`Subject: a${times('\u0300\u0323', field / 4)}\n\nx`)],
    ['a text of marks', () => mail('Content-Type: text/plain; charset=utf-8\n\n', '\u0300\u0323')],
    ['comments in comments', () => Buffer.from(`From: ${times('(', field)}\n\nx`)],
    ['parameters', () => Buffer.from(`Content-Type: a/b${times(';a="', field / 4)}\n\nx`)],
    ['pieces of parameters', () => Buffer.from(`Content-Type: a/b${times(";a*0*=''%", field / 9)}\n\nx`)],
    ['tags', () => mail('Content-Type: text/html\n\n', '<a>')],
    ['tags never opened', () => mail('Content-Type: text/html\n\n', '</b>')],
    [
      'tags opened, then others closed',
      () => Buffer.from(`Content-Type: text/html\n\n${times('<a>', 9e4)}${times('</b>', 9e4)}`),
    ],
    ['one tag', () => mail('Content-Type: text/html\n\n<a ', 'a ')],
    ['lines of quotations', () => mail('\n', '> \n')],
    ['addresses', () => mail('Return-Path: <>\nSubject: failure notice\n\nundeliverable\n', 'a@b.vn c@d.vn ')],
    [
      'addresses, each once',
      () =>
        Buffer.from(
          `Return-Path: <>\n\nundeliverable\n${Array.from({ length: 1e5 }, (_, n) => `a${n}@b.vn`).join('\n')}`,
        ),
    ],
    ['one endless line of a bounce', () => mail('Return-Path: <>\n\nundeliverable ', 'not ')],
    ['a report of empty groups', () => mail('Content-Type: message/delivery-status\n\n', 'a: b\n\n')],
    ['a block of fields', () => mail('From: a@b.vn\n\n', 'Gửi: a\n')],
    ['a block of one field', () => mail('From: a@b.vn\n\nGửi: ', 'a,')],
    ['padding', () => mail('Content-Transfer-Encoding: base64\n\n', 'YQ==')],
    ['spaces', () => mail('Return-Path: <>\n\n', ' ')],
  ])('is sorted soon: %s', (_what, make) => {
    const bytes = make();
    const before = process.memoryUsage().rss;
    const started = performance.now();
    expect(['none', 'mail_malformed']).toContain(codeOf(() => sortMessage(readMessage(bytes))));
    expect(performance.now() - started).toBeLessThan(3000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });

  it('of any octets is sorted or refused', () => {
    const line = fc.constantFrom(
      'Content-Type: multipart/report; boundary=b',
      'Content-Type: message/delivery-status',
      'Content-Type: text/html; charset=utf-16',
      'Final-Recipient: rfc822; a@b.vn',
      'From: a@b.vn',
      'Subject: Re: =?utf-8?q?=?=',
      'Gửi: H30.01',
      'Tiếp nhận',
      '',
      '--b',
      '--b--',
      '<p',
      '\t folded',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        expect(['none', 'mail_malformed']).toContain(
          codeOf(() => sortMessage(readMessage(Buffer.from(lines.join('\n'))))),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('cannot put lines into a field that is shown', () => {
    const text = 'Subject: =?utf-8?q?a=0D=0ABcc:_x=40y?=\n\nx';
    expect(headerText(message(text).entity, 'subject')).toBe('a Bcc: x@y');
  });

  it('composes marks without end in linear time, and short ones as ever', () => {
    expect(composeText('e\u0302\u0301')).toBe('ế');
    const started = performance.now();
    composeText(`a${times('\u0300\u0323', 300_000)}`);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
