import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { type EdxmlMessage, edxmlNamespace } from '../../../schemas/edxml/message.js';
import { maxInterchangeBytes, readInterchange } from '../../../schemas/edxml/read-interchange.js';
import { type InterchangeContent, writeInterchange } from '../../../schemas/edxml/write-interchange.js';
import { validateXml } from '../../../schemas/xml/validate-xml.js';
import { printedOnFullDisk } from '../../support/full-disk.js';
import { contentOf, documents, problemOf, withInterchange } from './edxml-support.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'edxml-test-'));
});
afterAll(() => {
  // Whatever happened, nothing decoded may be left behind.
  expect(readdirSync(folder).filter((name) => name.startsWith('edxml-'))).toEqual([]);
  rmSync(folder, { recursive: true });
});

const plain: EdxmlMessage = {
  kind: 'document',
  from: { organId: 'H30' },
  to: [{ organId: 'H30.12' }],
  documentId: 'H30,2016/05/19,1/QĐ-UBND',
  code: { number: '1', notation: 'QĐ-UBND' },
  promulgation: { date: '2016-05-19' },
  documentType: { name: 'Quyết định' },
  subject: 'Thử',
  trace: [],
  files: [],
};

function file(name: string, bytes: Uint8Array): InterchangeContent {
  return { name, mediaType: 'application/pdf', source: bufferSource(bytes) };
}

async function write(files: readonly InterchangeContent[], wrap: 'zip' | 'raw', message = plain): Promise<Buffer> {
  return contentOf(Readable.from(writeInterchange(message, files, { wrap })));
}

interface Attachment {
  readonly id?: string;
  readonly name?: string;
  readonly content: string;
}

/** A file made by hand; references name the ids given, attachments say what they like. */
function fileOf(references: readonly string[], attachments: readonly Attachment[], outside = ''): Buffer {
  const manifest = references.map((id) => `<Reference><ContentId>${id}</ContentId></Reference>`).join('');
  const list = attachments.map(
    ({ id = 'cid:1', name = 'a.pdf', content }) =>
      `<Attachment><ContentId>${id}</ContentId><AttachmentName>${name}</AttachmentName>\n<e:ContentTransferEncoded xmlns:e="${edxmlNamespace}">${content}</e:ContentTransferEncoded></Attachment>`,
  );
  return Buffer.from(
    `<?xml version="1.0"?>\n<edXML xmlns="${edxmlNamespace}"><edXMLEnvelope><edXMLHeader><MessageHeader><From><OrganId>H30</OrganId></From><To><OrganId>H31</OrganId></To><Subject>x</Subject>${outside}</MessageHeader></edXMLHeader><edXMLBody><edXMLManifest>${manifest}</edXMLManifest></edXMLBody></edXMLEnvelope>\n<AttachmentEncoded>${list.join('\n')}</AttachmentEncoded></edXML>`,
  );
}

async function contentsOf(bytes: Buffer): Promise<[string, string][]> {
  return withInterchange(
    bytes,
    async ({ files }) => {
      const contents: [string, string][] = [];
      for (const one of files) contents.push([one.name, (await contentOf(one.stream())).toString()]);
      return contents;
    },
    { folder },
  );
}

const refusal = (bytes: Buffer) => problemOf(() => contentsOf(bytes));
const hello = Buffer.from('hello').toString('base64');

describe('writing an interchange file', () => {
  it.each(['zip', 'raw'] as const)(
    'brings any content back byte for byte (%s), and matches our schema',
    async (wrap) => {
      const contents = fc.array(fc.uint8Array({ minLength: 1, maxLength: 5_000 }), { maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(
          documents,
          contents,
          fc.integer({ min: 1, max: 9_000 }),
          async (message, bytes, pieceBytes) => {
            const written = await write(
              bytes.map((one, index) => file(`Báo cáo số ${index + 1} <&>.pdf`, one)),
              wrap,
              message,
            );
            validateXml(written, 'edxml');
            await withInterchange(
              written,
              async (interchange) => {
                expect(interchange.warnings).toEqual([]);
                expect(interchange.message).toMatchObject({ subject: message.subject, to: message.to });
                validateXml(interchange.markup, 'edxml');
                for (const [index, one] of interchange.files.entries()) {
                  expect([one.name, one.wrapped]).toEqual([`Báo cáo số ${index + 1} <&>.pdf`, wrap === 'zip']);
                  expect((await contentOf(one.stream())).equals(bytes[index] ?? Buffer.alloc(0))).toBe(true);
                }
                expect(interchange.files).toHaveLength(bytes.length);
              },
              { folder, pieceBytes },
            );
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it('wraps in a ZIP that unzip accepts, holding one file named by a UUID', async () => {
    const written = (await write([file('Báo cáo.pdf', Buffer.from('%PDF-'))], 'zip')).toString();
    const zip = Buffer.from(/ContentTransferEncoded[^>]*>([^<]*)</.exec(written)?.[1] ?? '', 'base64');
    const path = join(folder, 'wrapped.zip');
    writeFileSync(path, zip);
    expect(execFileSync('unzip', ['-t', path]).toString()).toMatch(/testing: [0-9a-f-]{36}\.pdf\s+OK/);
  });

  it('carries 36 MB, and refuses what does not fit into 50 MB', async () => {
    const large = randomBytes(36 * 1024 * 1024);
    const written = await write([file('a.pdf', large)], 'zip');
    await withInterchange(
      written,
      async ({ files }) => expect(files[0] && (await contentOf(files[0].stream())).equals(large)).toBe(true),
      { folder, pieceBytes: 65_536 },
    );
    const tooLarge = await problemOf(() => write([file('a.pdf', Buffer.concat([large, large]))], 'raw'));
    expect(tooLarge.code).toBe('edxml_too_large');
  });
});

describe('reading an interchange file', () => {
  it.each([
    ['in lines', 'aGVs\r\nbG8=\n'],
    ['with references for line ends', 'aGVs&#13;&#xA;bG8='],
    ['without padding', 'aGVsbG8'],
    ['in a CDATA section', ' <![CDATA[aGVsbG8=]]>\n'],
    ['around a comment', 'aGVs<!-- > -->bG8='],
  ])('takes base64 %s', async (_how, content) => {
    expect(await contentsOf(fileOf(['cid:1'], [{ content }]))).toEqual([['a.pdf', 'hello']]);
  });

  it.each([
    ['a foreign character', 'aGVs$G8=', /0x24/],
    ['something after the end', 'aGVsbG8=aGVsbG8=', /goes on after its end/],
    ['half a byte', 'aGVsb', /middle of a byte/],
    ['wrong padding', 'aGVsbA=', /middle of a byte/],
    ['a template that was not filled', '$__StringFromFile(test.txt)', /0x24/],
    ['another reference', 'aGVs&amp;', /0x26/],
    ['nothing', '', /empty/],
    ['blanks', ' \n ', /empty/],
    ['a bracket in CDATA', '<![CDATA[aG]x]]>', /0x5d|base64/],
  ])('refuses %s, naming attachment and line', async (_what, content, reason) => {
    const problem = await refusal(fileOf(['cid:1'], [{ content, name: 'Báo cáo.pdf' }]));
    expect([problem.code, problem.field]).toEqual(['edxml_attachment', 'Báo cáo.pdf']);
    expect(problem.detail).toMatch(/^Line 4:/);
    expect(problem.detail).toMatch(reason);
  });

  it.each([
    ['cid:1', '1'],
    ['1', 'cid:1'],
    ['CID:Abc', '&lt;aBC&gt;'],
    ['cid: 1 ', 'cid:1'],
  ])('finds attachment %s for reference %s', async (id, reference) => {
    expect(await contentsOf(fileOf([reference], [{ id, content: hello }]))).toEqual([['a.pdf', 'hello']]);
  });

  it('falls back on names, then on order, and says so', async () => {
    const bytes = fileOf(
      ['x', 'y'],
      [
        { id: '1', name: 'a.pdf', content: hello },
        { id: '2', name: 'b.pdf', content: 'Yg==' },
      ],
    );
    await withInterchange(bytes, ({ files, warnings }) => {
      expect(files.map(({ name }) => name)).toEqual(['a.pdf', 'b.pdf']);
      expect(warnings.filter((text) => text.includes('matched by position'))).toHaveLength(2);
    });
    const named = Buffer.from(
      bytes
        .toString()
        .replace('<ContentId>x</ContentId>', '<ContentId>x</ContentId><AttachmentName>b.pdf</AttachmentName>'),
    );
    expect((await contentsOf(named)).map(([name]) => name)).toEqual(['b.pdf', 'a.pdf']);
  });

  it('takes attachments the manifest forgot, and refuses a manifest whose file is not there', async () => {
    expect(await contentsOf(fileOf([], [{ content: hello }]))).toEqual([['a.pdf', 'hello']]);
    const problem = await refusal(fileOf(['cid:1', 'cid:2'], [{ content: hello }]));
    expect([problem.code, problem.field]).toEqual(['edxml_attachment', '2']);
  });

  it('refuses content outside an attachment, and an attachment without content', async () => {
    const stray = await refusal(fileOf([], [], `<ContentTransferEncoded>${hello}</ContentTransferEncoded>`));
    expect([stray.code, stray.field]).toEqual(['edxml_attachment', 'ContentTransferEncoded']);
    const without = fileOf(['cid:1'], [{ content: hello }]).toString();
    const bare = Buffer.from(without.replace(/<e:Content.*<\/e:ContentTransferEncoded>/, ''));
    expect((await refusal(bare)).detail).toContain('has no content');
  });

  it('is not fooled by markup in comments, CDATA sections and attribute values', async () => {
    const fake = '<ContentTransferEncoded>!</ContentTransferEncoded>';
    const bytes = fileOf(
      ['cid:1'],
      [{ content: hello }],
      `<!-- ${fake} --><Content>a<![CDATA[${fake} > ]]></Content><v:x xmlns:v="urn:v" a='${fake.replaceAll('<', '>')}"'/>`,
    );
    const instructed = Buffer.from(bytes.toString().replace('?>', `?><?p ${fake} ?>`));
    await withInterchange(instructed, async ({ message, files }) => {
      expect(message).toMatchObject({ content: `a${fake} >` });
      expect(files).toHaveLength(1);
    });
  });

  it('keeps line numbers right behind attachments of many lines', async () => {
    const bytes = fileOf(['cid:1', 'cid:2'], [{ content: '\n'.repeat(100) + hello }, { id: 'cid:2', content: '*' }]);
    expect((await refusal(bytes)).detail).toMatch(/^Line 106:/);
  });

  it('refuses a DOCTYPE, UTF-16, a file cut short, too many attachments', async () => {
    const bytes = fileOf(['cid:1'], [{ content: hello }]).toString();
    expect((await refusal(Buffer.from(bytes.replace('?>', '?><!DOCTYPE edXML [<!ENTITY a ">">]>')))).code).toBe(
      'xml_doctype',
    );
    expect((await refusal(Buffer.from(bytes, 'utf16le'))).code).toBe('xml_malformed');
    expect((await refusal(Buffer.from(`\ufeff${bytes}`, 'utf16le'))).code).toBe('xml_malformed');
    expect((await refusal(Buffer.from(bytes.slice(0, bytes.indexOf(hello) + 4)))).code).toBe('xml_malformed');
    expect((await refusal(Buffer.alloc(0))).code).toBe('xml_malformed');
    const many = Array.from({ length: 201 }, (_, index) => ({ id: `${index}`, content: hello }));
    expect((await refusal(fileOf([], many))).code).toBe('edxml_attachment');
  });

  it('stops at 50 MB without reading on', async () => {
    let asked = 0;
    async function* endless() {
      yield Buffer.from(`<edXML xmlns="${edxmlNamespace}"><ContentTransferEncoded>`);
      for (;;) {
        asked += 1;
        yield Buffer.alloc(1024 * 1024, 'A');
      }
    }
    const problem = await problemOf(() => readInterchange(endless(), { folder }));
    expect(problem.code).toBe('edxml_too_large');
    expect(asked).toBeLessThanOrEqual(maxInterchangeBytes / 1024 / 1024 + 1);
  });

  it('stops at 10 MB of anything that is not content', async () => {
    async function* endless() {
      yield Buffer.from(`<edXML xmlns="${edxmlNamespace}"><a>`);
      for (;;) yield Buffer.alloc(1024 * 1024, 'A');
    }
    expect((await problemOf(() => readInterchange(endless(), { folder }))).code).toBe('xml_too_large');
  });

  it('passes on a fault of the source and leaves nothing behind', async () => {
    async function* failing() {
      yield fileOf(['cid:1'], [{ content: hello }]).subarray(0, 600);
      throw new Error('the line dropped');
    }
    await expect(readInterchange(failing(), { folder })).rejects.toThrow('the line dropped');
  });
});

describe('a ZIP in an attachment', () => {
  function zipOf(entries: Record<string, Buffer>): Buffer {
    const place = mkdtempSync(join(folder, 'zip-'));
    for (const [name, bytes] of Object.entries(entries)) writeFileSync(join(place, name), bytes);
    execFileSync('zip', ['-q', '-X', 'out.zip', ...Object.keys(entries)], { cwd: place });
    const zip = execFileSync('cat', [join(place, 'out.zip')], { maxBuffer: 64 * 1024 * 1024 });
    rmSync(place, { recursive: true });
    return zip;
  }
  const uuid = '32da2890-1a55-4ccd-9cac-cd0d98559e67';
  const open = (name: string, bytes: Buffer) =>
    withInterchange(
      fileOf(['cid:1'], [{ name, content: bytes.toString('base64') }]),
      async ({ files }) => {
        const [one] = files;
        if (one === undefined) throw new Error('no file');
        return { wrapped: one.wrapped, content: await contentOf(one.stream()) };
      },
      { folder },
    );

  it.each([
    ['Báo cáo.doc', `${uuid}.doc`, true],
    ['Báo cáo.doc', `${uuid}.edxml`, true],
    ['Báo cáo.doc', 'bao cao.DOC', true],
    ['Báo cáo.doc', 'something.exe', false],
    ['Hồ sơ.zip', `${uuid}.zip`, true],
    ['Hồ sơ.zip', `${uuid}.pdf`, false],
    ['Bảng.xlsx', `${uuid}.xlsx`, true],
  ])('around %s with the entry %s: unwrapped is %s', async (name, entry, wrapped) => {
    const zip = zipOf({ [entry]: Buffer.from('inner') });
    const result = await open(name, zip);
    expect(result.wrapped).toBe(wrapped);
    expect(result.content.equals(wrapped ? Buffer.from('inner') : zip)).toBe(true);
  });

  it('with two entries is the attachment itself', async () => {
    const zip = zipOf({ 'a.doc': Buffer.from('a'), 'b.doc': Buffer.from('b') });
    expect((await open('x.doc', zip)).wrapped).toBe(false);
  });

  it('that is a bomb is refused before it is expanded', async () => {
    const bomb = zipOf({ [`${uuid}.pdf`]: Buffer.alloc(30 * 1024 * 1024) });
    expect((await problemOf(() => open('x.pdf', bomb))).code).toBe('zip_ratio');
    const docx = zipOf({ [`${uuid}.docx`]: Buffer.alloc(30 * 1024 * 1024) });
    expect((await problemOf(() => open('x.docx', docx))).code).toBe('zip_ratio');
  });

  it('that lies about its size fails while it is read', async () => {
    const zip = zipOf({ [`${uuid}.pdf`]: Buffer.from('content '.repeat(500)) });
    const central = zip.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    for (const at of [22, central + 24]) zip.writeUInt32LE(3, at);
    expect((await problemOf(() => open('x.pdf', zip))).code).toBe('zip_inconsistent');
  });

  it('that is broken is refused by name, unless the name says that it is a document of that kind', async () => {
    const broken = Buffer.from('PK\u0003\u0004 and nothing more that makes sense', 'latin1');
    const problem = await problemOf(() => open('x.pdf', broken));
    expect([problem.code, problem.field]).toEqual(['zip_malformed', 'x.pdf']);
    expect((await open('x.docx', broken)).wrapped).toBe(false);
  });
});

describe('a disk without room for one more name', () => {
  it('is answered with storage_full', () => {
    const printed = printedOnFullDisk(`
      const { readInterchange } = await import('./schemas/edxml/read-interchange.ts');
      await readInterchange([Buffer.from('<edXML/>')], { folder }).catch((error) => console.log(error.code));`);
    expect(printed).toBe('storage_full');
  });
});
