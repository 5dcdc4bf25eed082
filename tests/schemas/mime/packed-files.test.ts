import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sortMessage } from '../../../schemas/mail/sort-mail.js';
import { displayedText } from '../../../schemas/mime/displayed-text.js';
import { type Message, readMessage } from '../../../schemas/mime/message.js';
import { readUuencoded } from '../../../schemas/mime/uuencode.js';
import { codeOf } from '../../support/problem-code.js';
import { attribute, tnefFile } from '../../support/tnef-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-packed-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const head = 'From: a@hg.example\r\nTo: cong-van@hg.example\r\nSubject: 12/BC-STTTT\r\n';

function mailWith(winmail: Buffer, text = 'Gửi: H30.05'): Message {
  return readMessage(
    Buffer.from(
      [
        `${head}Content-Type: multipart/mixed; boundary=b\r\n`,
        `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}`,
        '--b\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n',
        winmail.toString('base64'),
        '--b--',
      ].join('\r\n'),
    ),
  );
}

const textMail = (body: string | Buffer) => readMessage(Buffer.concat([Buffer.from(`${head}\r\n`), Buffer.from(body)]));

/** The files of a mail that stand in none of its MIME parts. */
const packedIn = ({ parts }: Message) =>
  parts.filter(({ within }) => within !== null).map(({ name, content }) => ({ name, content: content() }));

const pdf = Buffer.from('%PDF-1.4 Kính gửi');

describe('a winmail.dat', () => {
  it('is taken apart as by another reader', () => {
    const files = [
      { title: Buffer.from('report.pdf'), content: pdf },
      { title: Buffer.from('bang.xlsx'), content: Buffer.alloc(70_000, 1) },
      { title: Buffer.from('empty.txt'), content: Buffer.from('x') },
    ];
    const winmail = tnefFile(files);
    writeFileSync(join(folder, 'winmail.dat'), winmail);
    execFileSync('tnef', ['--directory', folder, '--overwrite', join(folder, 'winmail.dat')]);
    const theirs = files.map(({ title }) => ({
      name: String(title),
      content: readFileSync(join(folder, String(title))),
    }));
    expect(packedIn(mailWith(winmail))).toEqual(theirs);
  });

  it.each([
    [{ longName: 'Công văn số 12.pdf', title: Buffer.from('CONGVA~1.PDF') }, 'Công văn số 12.pdf'],
    [{ title: iconv.encode('Báo cáo.pdf', 'windows-1258') }, 'Báo cáo.pdf'],
    [{ longName: '../../etc/\u202epasswd\u0007' }, '../../etc/passwd'],
    [{}, ''],
  ])('gives each file its best name: %j', (names, name) => {
    const [file] = packedIn(mailWith(tnefFile([{ ...names, content: pdf }])));
    expect(file).toEqual({ name: name.normalize('NFC'), content: pdf });
  });

  it('counts as the files in it: a document to send has them, not the winmail.dat', () => {
    const { content } = sortMessage(mailWith(tnefFile([{ longName: 'Báo cáo.pdf', content: pdf }])));
    expect(content).toMatchObject({ kind: 'document', files: ['1.2.1'] });
    const sealed = sortMessage(mailWith(tnefFile([{ longName: 'van-ban.asice', content: pdf }]))).content;
    expect(sealed).toMatchObject({ kind: 'document', metadata: { from: 'container', place: '1.2.1' } });
  });

  it('with a message attached gives the files of that message, too', () => {
    const inner = tnefFile([{ longName: 'trong.pdf', content: pdf }]);
    const mail = mailWith(
      tnefFile([
        { longName: 'Thư', message: inner },
        { longName: 'ngoài.pdf', content: pdf },
      ]),
    );
    expect(packedIn(mail).map(({ name }) => name)).toEqual(['trong.pdf', 'ngoài.pdf']);
  });

  it('cannot make a report or a mail of a file in it', () => {
    for (const mimeTag of ['message/delivery-status', 'message/rfc822', 'multipart/report', 'text/plain\r\nX: y'])
      expect(mailWith(tnefFile([{ mimeTag, content: pdf }])).parts.at(-1)?.type).toBe('application/octet-stream');
    expect(mailWith(tnefFile([{ mimeTag: 'Application/PDF', content: pdf }])).parts.at(-1)?.type).toBe(
      'application/pdf',
    );
  });

  it('that is broken gives what stands before the break, and says so; none of it is a fault of ours', () => {
    const whole = tnefFile([
      { title: Buffer.from('a.pdf'), content: pdf },
      { title: Buffer.from('b.pdf'), content: pdf },
    ]);
    const cut = Array.from({ length: whole.length }, (_, length) => mailWith(whole.subarray(0, length)));
    const counts = new Set(cut.map((mail) => packedIn(mail).length));
    expect(counts).toEqual(new Set([0, 1, 2]));
    // A cut between two attributes is an end like any other.
    expect(cut.filter(({ faults }) => !faults.includes('tnef_broken')).length).toBeLessThan(12);
  });

  it('is itself the file when nothing can be read in it', () => {
    const { content } = sortMessage(mailWith(Buffer.from('no TNEF at all')));
    expect(content).toMatchObject({ kind: 'document', files: ['1.2'] });
  });

  it('over the limits is refused', () => {
    const nested = (depth: number): Buffer =>
      tnefFile([depth === 0 ? { content: pdf } : { message: nested(depth - 1) }]);
    expect(codeOf(() => mailWith(nested(7)))).toBe('none');
    expect(codeOf(() => mailWith(nested(8)))).toBe('mail_malformed');
    const many = (count: number) => tnefFile(Array.from({ length: count }, () => ({ content: pdf })));
    expect(codeOf(() => mailWith(many(997)))).toBe('none');
    expect(codeOf(() => mailWith(many(1000)))).toBe('mail_malformed');
  });

  it('that claims sizes beyond its end takes neither time nor memory', () => {
    const head = tnefFile([]);
    const huge = attribute(2, 0x00069002, Buffer.alloc(14));
    const list = Buffer.concat([Buffer.from('ffffffff', 'hex'), Buffer.from('03100037ffffffff', 'hex')]);
    const started = performance.now();
    const mail = mailWith(Buffer.concat([head, huge, attribute(2, 0x00069005, list)]));
    expect(mail.faults).toContain('tnef_broken');
    expect(performance.now() - started).toBeLessThan(100);
  });

  it('of any octets is read or said to be broken', () => {
    const whole = tnefFile([{ longName: 'a.pdf', mimeTag: 'application/pdf', content: pdf, message: tnefFile([]) }]);
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = Buffer.from(whole);
        for (const [at, octet] of changes) damaged[at] = octet;
        for (const { content } of mailWith(damaged).parts) content();
      }),
      { numRuns: 1000 },
    );
  });
});

/** Written by GNU sharutils. */
const uuencode = (content: Buffer, name: string, ...options: string[]) =>
  spawnSync('uuencode', [...options, name], { input: content }).stdout;

describe('a file written into the text of a mail', () => {
  it.each([
    ['of any length', []],
    ['in base64', ['-m']],
  ])('is found as it was, %s', (_what, options) => {
    for (const length of [0, 1, 2, 3, 44, 45, 46, 1000]) {
      const content = Buffer.from(Array.from({ length }, (_, index) => (index * 37) & 0xff));
      const body = Buffer.concat([Buffer.from('Gửi: H30.05\n\n'), uuencode(content, 'bao-cao.pdf', ...options)]);
      expect(packedIn(textMail(body))).toEqual([{ name: 'bao-cao.pdf', content }]);
      const windows = body.toString('latin1').replaceAll('\n', '\r\n');
      expect(packedIn(textMail(Buffer.from(windows, 'latin1')))).toEqual([{ name: 'bao-cao.pdf', content }]);
    }
  });

  it('is found where blanks were cut off from the ends of its lines', () => {
    const content = Buffer.alloc(100);
    const body = uuencode(content, 'a.bin').toString('latin1').replaceAll('`', ' ').replace(/ +$/gm, '');
    expect(packedIn(textMail(body))).toEqual([{ name: 'a.bin', content }]);
  });

  it('is a file of the document, and no words of its sender', () => {
    const body = Buffer.concat([
      Buffer.from('Gửi: H30.05\nKý hiệu: BC-STTTT\n'),
      uuencode(pdf, 'Báo cáo.pdf'),
      uuencode(pdf, 'Phụ lục.pdf'),
      Buffer.from('Trân trọng\n'),
    ]);
    const mail = textMail(body);
    expect(displayedText(mail)).toBe('Gửi: H30.05\nKý hiệu: BC-STTTT\nTrân trọng\n');
    expect(packedIn(mail).map(({ name }) => name)).toEqual(['Báo cáo.pdf', 'Phụ lục.pdf']);
    expect(sortMessage(mail).content).toMatchObject({ kind: 'document', files: ['1.1', '1.2'] });
  });

  it.each([
    'begin 644 tomorrow at nine\nwith the meeting\nend\n',
    'begin 644 a.pdf\n#86)C\n',
    'begin 644 a.pdf\n#86)C\nbegin 644 b.pdf\n',
    'begin-base64 644 a.pdf\nYWJj\nend\n',
    ' begin 644 a.pdf\n#86)C\n`\nend\n',
  ])('is not seen in text that only looks like one: %j', (body) => {
    expect(packedIn(textMail(body))).toEqual([]);
    expect(displayedText(textMail(body)).trim()).toBe(body.trim());
  });

  it('is found in time that grows with the text alone', () => {
    const beginnings = Buffer.from('begin 644 a\n'.repeat(200_000));
    const endless = Buffer.from(`begin 644 a\n${'#86)C\n'.repeat(500_000)}`);
    const started = performance.now();
    expect([...readUuencoded(beginnings), ...readUuencoded(endless)]).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('of any content is found again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (octets) => {
        const content = Buffer.from(octets);
        const lines = [];
        for (let at = 0; at < content.length; at += 45) lines.push(content.subarray(at, at + 45));
        const text = lines.map(writeLine).join('');
        const [file] = readUuencoded(Buffer.from(`x\nbegin 600 n\n${text}\`\nend\n`));
        expect(file?.content).toEqual(content);
      }),
    );
  });
});

function writeLine(octets: Buffer): string {
  const digits = [...octets].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  const groups = digits.padEnd(Math.ceil(octets.length / 3) * 24, '0').match(/.{6}/g) ?? [];
  return `${String.fromCharCode(32 + octets.length)}${groups.map((bits) => String.fromCharCode(32 + Number.parseInt(bits, 2))).join('')}\n`;
}
