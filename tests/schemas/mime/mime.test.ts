import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMail } from '../../../certs/smime/read-mail.js';
import { decodeWords } from '../../../schemas/mime/encoded-words.js';
import { readEntity } from '../../../schemas/mime/entity.js';
import { readFieldValue } from '../../../schemas/mime/header-field.js';
import { measurePieces } from '../../../schemas/mime/measure-pieces.js';
import { partsOf } from '../../../schemas/mime/multipart.js';
import { decodeBody, decodedPieces } from '../../../schemas/mime/transfer-encoding.js';
import { codeOf } from '../../support/problem-code.js';
import { vectorsFolder } from '../../support/vectors.js';

const entity = (text: string) => readEntity(Buffer.from(text, 'latin1'));
const multipart = (body: string, boundary = '"b"') =>
  entity(`Content-Type: multipart/mixed; boundary=${boundary}\n\n${body}`);
const texts = (parts: readonly Buffer[]) => parts.map((part) => part.toString('latin1'));

interface PythonPart {
  readonly sha256: string;
  readonly name: string | null;
}

function mailFiles(): string[] {
  return ['mime', 'dsn', 'vn-mail'].flatMap((suite) =>
    readdirSync(join(vectorsFolder, suite), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(eml|raw|msg)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}

/** Where Python reads otherwise, and why that is no reason for us to. */
const differs: Readonly<Record<string, string>> = {
  'nested.eml': 'white space at the end of a quoted-printable line was added on the way (RFC 2045 section 6.7)',
  'attachment_message_rfc822_inline_image.eml': 'the same',
  'multi-clen.msg': 'a boundary folded inside its quotes',
  'multi-simple.msg': 'the same',
  'multipartemptypart.msg': 'a part without content is empty',
  'mime-bad-content-transfer-encoding.raw': 'two transfer encodings in one field are none we know',
  'extra-base64-character.raw': 'base64 with a letter too many',
};

describe('mails', () => {
  it('have the parts that Python finds in them', () => {
    const files = mailFiles();
    const script = join(import.meta.dirname, 'python-mail.py');
    const lines = execFileSync('python3', [script, ...files], { maxBuffer: 64 * 1024 * 1024 })
      .toString()
      .trim()
      .split('\n');
    const disagreeing: string[] = [];
    let agreed = 0;
    for (const [index, file] of files.entries()) {
      if (codeOf(() => readMail(readFileSync(file))) === 'mail_malformed') continue;
      const theirs = JSON.parse(lines[index] ?? '[]') as (PythonPart | null)[];
      const ours = readMail(readFileSync(file)).parts.map(({ pieces }) => measurePieces(pieces()).sha256);
      const isSame = (digest: string, place: number) => theirs[place] === null || theirs[place]?.sha256 === digest;
      const same = ours.length === theirs.length && ours.every(isSame);
      if (same) agreed += 1;
      else disagreeing.push(file.replace(/^.*\//, ''));
    }
    expect(disagreeing.sort()).toEqual(Object.keys(differs).sort());
    expect(agreed).toBeGreaterThan(300);
  });

  it('of any octets are read or refused, soon', () => {
    const line = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '--b--',
      'text',
      '\t folded',
      ' =?',
      'a:b',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        expect(['none', 'mail_malformed']).toContain(codeOf(() => readMail(Buffer.from(lines.join(end)))));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(['none', 'mail_malformed']).toContain(codeOf(() => readMail(Buffer.from(bytes))));
      }),
    );
  });

  it.each([
    ['blank lines', '\n'],
    ['spaces', ' '],
    ['boundaries in the middle of lines', '.--b'],
    ['parts without end', '--b\n'],
    ['soft line breaks', '=\n'],
    ['quotation marks', '"'],
  ])('of ten megabytes of %s take no more than seconds', (_what, piece) => {
    const filler = Buffer.alloc(10 * 1024 * 1024, piece);
    const started = performance.now();
    for (const head of [
      'Content-Type: multipart/mixed; boundary=b\n\n',
      'Content-Transfer-Encoding: quoted-printable\n\n',
      'Content-Disposition: attachment; filename=',
    ])
      codeOf(() => readMail(Buffer.concat([Buffer.from(head), filler])));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('a header field', () => {
  it.each([
    ['text/plain', 'text/plain', {}],
    ['Text/PLAIN; Charset="utf-8"; FORMAT=flowed', 'text/plain', { charset: 'utf-8', format: 'flowed' }],
    ['multipart/signed; boundary="a;b\\"c"; x=y', 'multipart/signed', { boundary: 'a;b"c', x: 'y' }],
    ['a/b; n=first; n=second', 'a/b', { n: 'first' }],
    ["attachment; filename*=UTF-8''C%C3%B4ng%20v%C4%83n.pdf", 'attachment', { filename: 'Công văn.pdf' }],
    [
      "attachment; filename*1*=v%C4%83n.pdf; filename*0*=utf-8'vi'C%C3%B4ng%20",
      'attachment',
      { filename: 'Công văn.pdf' },
    ],
    ['attachment; filename*0="Cong "; filename*1="van.pdf"', 'attachment', { filename: 'Cong van.pdf' }],
    ['attachment; filename="=?UTF-8?B?Q8O0bmcgdsSDbg==?="', 'attachment', { filename: 'Công văn' }],
    ["attachment; filename*=nobody''%ff", 'attachment', { filename: '\u00ff' }],
    ['', '', {}],
  ])('%s', (text, value, parameters) => {
    const read = readFieldValue(text);
    expect(read.value).toBe(value);
    expect(Object.fromEntries(read.parameters)).toEqual(parameters);
  });

  it.each([
    ['=?utf-8?Q?S=E1=BB=9F_N=E1=BB=99i_v=E1=BB=A5?= <a@b>', 'Sở Nội vụ <a@b>'],
    ['=?UTF-8?B?U+G7nw==?= =?UTF-8?B?IE7hu5lp?=', 'Sở Nội'],
    ['=?windows-1258?Q?S=F5?=', 'Sơ'],
    ['=?nobody?Q?x?=', '=?nobody?Q?x?='],
    ['plain', 'plain'],
  ])('with encoded words: %s', (text, expected) => {
    expect(decodeWords(text).normalize('NFC')).toBe(expected);
  });

  it('in raw UTF-8 is understood', () => {
    const octets = Buffer.from('attachment; filename="Công văn.pdf"').toString('latin1');
    expect(readFieldValue(octets).parameters.get('filename')).toBe('Công văn.pdf');
  });
});

describe('an entity', () => {
  it('keeps its body octet for octet and unfolds its header', () => {
    const read = entity('A: one\r\n two\nContent-Type: text/html\n\nbody\r\n\n');
    expect(read.fields[0]).toEqual({ name: 'a', value: 'one two' });
    expect(read.contentType.value).toBe('text/html');
    expect(read.body.toString()).toBe('body\r\n\n');
  });

  it.each([
    ['two types of content', 'Content-Type: text/plain\nContent-Type: multipart/signed\n\n'],
    ['a line that is no field', 'A: b\nno field\n\n'],
    ['a fold without a field', ' folded\n\n'],
    ['a header without end', `A: ${'b'.repeat(300_000)}`],
    ['too many fields', 'A: b\n'.repeat(1001)],
  ])('is refused for %s', (_what, text) => {
    expect(codeOf(() => entity(text))).toBe('mail_malformed');
  });

  it.each([
    ['base64', 'Q8O0\nbmc=\n', 'Công'],
    ['base64', 'Q8O0bmcg\ndsSDbg==\nIDE=MjM=\n', 'Công văn 123'],
    ['quoted-printable', 'C=C3=B4ng v=\n=C4=83n  \r\n=ZZ =', 'Công văn\r\n=ZZ '],
    ['7bit', 'a=3D', 'a=3D'],
    ['x-unknown', 'a=3D', 'a=3D'],
  ])('in %s is decoded', (encoding, body, expected) => {
    expect(decodeBody(entity(`Content-Transfer-Encoding: ${encoding}\n\n${body}`)).toString()).toBe(expected);
  });

  it('in base64 gives back what was written, whole and in pieces, however its lines are cut', () => {
    const bytes = fc
      .tuple(fc.nat(600_000), fc.uint8Array({ minLength: 1, maxLength: 64 }))
      .map(([length, octets]) => Buffer.alloc(length, Buffer.from(octets)));
    const line = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.constantFrom('\r\n', '\n', ' \r\n\t', '!\n'));
    fc.assert(
      fc.property(bytes, line, fc.boolean(), (original, [length, end], isPadded) => {
        const text = original.toString('base64').replace(/=+$/, (padding) => (isPadded ? padding : ''));
        const lines = (text.match(new RegExp(`.{1,${length}}`, 'g')) ?? []).join(end);
        const read = entity(`Content-Transfer-Encoding: base64\n\n${lines}${end}`);
        expect(decodeBody(read).equals(original)).toBe(true);
        expect(Buffer.concat([...decodedPieces(read)]).equals(original)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('in quoted-printable gives back what Python wrote', () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('=', ' ', '\n', '\t', 'a') }),
    );
    const inputs = fc.sample(octets, 500).map((value) => Buffer.from(value as string));
    const script = [
      'import sys,quopri,base64',
      'for line in sys.stdin: print(base64.b64encode(quopri.encodestring(base64.b64decode(line),quotetabs=True)).decode())',
    ].join('\n');
    const input = inputs.map((one) => `${one.toString('base64')}\n`).join('');
    const lines = execFileSync('python3', ['-c', script], { input }).toString().split('\n');
    for (const [index, original] of inputs.entries()) {
      const head = Buffer.from('Content-Transfer-Encoding: quoted-printable\n\n');
      const read = readEntity(Buffer.concat([head, Buffer.from(lines[index] ?? '', 'base64')]));
      expect(decodeBody(read).toString('hex')).toBe(original.toString('hex'));
    }
  });
});

describe('a multipart', () => {
  it('gives its parts without the line break before each boundary', () => {
    expect(texts(partsOf(multipart('preamble\r\n--b\r\none\r\n\r\n--b  \ntwo\n--b--\nepilogue')))).toEqual([
      'one\r\n',
      'two',
    ]);
    expect(texts(partsOf(multipart('--b\n--b\n\n--b--')))).toEqual(['', '']);
  });

  it('does not take a boundary in the middle of a line for one', () => {
    expect(texts(partsOf(multipart('--b\nx --b\nx--b--\n--b--')))).toEqual(['x --b\nx--b--']);
  });

  it.each([
    ['no end', '--b\none\n'],
    ['an end without a beginning', '--b--\n'],
    ['a line that is nearly a boundary', '--b\none\n--bc\n--b--'],
    ['an end that goes on', '--b\none\n--b--x'],
    ['too many parts', `${'--b\n\n'.repeat(1002)}--b--`],
  ])('is refused for %s', (_what, body) => {
    expect(codeOf(() => partsOf(multipart(body)))).toBe('mail_malformed');
  });

  it.each(['""', '"b "', `"${'b'.repeat(71)}"`, '"b\u0001"'])('is refused for the boundary %s', (boundary) => {
    expect(codeOf(() => partsOf(multipart('--b\n--b--', boundary)))).toBe('mail_malformed');
  });
});
