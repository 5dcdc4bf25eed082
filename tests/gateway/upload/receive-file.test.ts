import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { deflateSync } from 'node:zlib';
import { PDFDocument } from 'pdf-lib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bodyDigest } from '../../../gateway/documents/upload/compute-body-digest.js';
import { type ReceivedFile, receiveFile } from '../../../gateway/documents/upload/receive-file.js';
import { ContainerWriter } from '../../../schemas/asice/container-writer.js';
import { readInterchange } from '../../../schemas/edxml/read-interchange.js';
import { vectorsFolder } from '../../support/vectors.js';

async function freshWriter(): Promise<ContainerWriter> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-upload-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return ContainerWriter.create(join(folder, 'draft.asice'));
}

/** Receives bytes as a slow network would bring them: in small pieces. */
async function receive(name: string, content: string | Buffer, maxBytes?: number): Promise<ReceivedFile> {
  const writer = await freshWriter();
  const bytes = Buffer.from(content);
  const pieces = [];
  for (let at = 0; at < bytes.length; at += 1000) pieces.push(bytes.subarray(at, at + 1000));
  const received = await receiveFile(writer, Readable.from(pieces), {
    name,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  await writer.finish();
  const written = readFileSync(writer.path).subarray(received.offset, received.offset + received.size);
  expect(written.equals(bytes)).toBe(true);
  return received;
}

async function officeFile(...entries: [string, string][]): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'congvan-upload-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'x.zip');
  execFileSync('python3', [
    '-c',
    'import sys, zipfile, json\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n    for name, text in json.loads(sys.argv[2]): z.writestr(name, text)',
    path,
    JSON.stringify(entries),
  ]);
  return readFileSync(path);
}

/** The beginning of an OLE container with these entries in its directory, far behind. */
function oleFile(...names: string[]): Buffer {
  const header = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504)]);
  const entries = names.map((name) =>
    Buffer.concat([Buffer.from(name, 'utf16le'), Buffer.alloc(128)]).subarray(0, 128),
  );
  return Buffer.concat([header, Buffer.alloc(70 * 1024), ...entries]);
}

const contentTypes = (part: string, type: string): [string, string] => [
  '[Content_Types].xml',
  `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`,
];

async function pdf(): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.addPage();
  return Buffer.from(await document.save());
}

function png(): Buffer {
  const chunk = (type: string, data: Buffer) =>
    Buffer.concat([Buffer.from([0, 0, 0, data.length]), Buffer.from(type), data, Buffer.alloc(4)]);
  const header = Buffer.from('00000001000000010800000000', 'hex');
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(2))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('a file that is accepted', () => {
  it('is in the container with its digest, and its type is what its bytes say', async () => {
    const content = await pdf();
    const received = await receive('Quyết định số 12.pdf', content);
    expect(received).toMatchObject({
      name: 'Quyết định số 12.pdf',
      mediaType: 'application/pdf',
      size: content.length,
    });
    expect(received.sha256).toEqual(createHash('sha256').update(content).digest());
    expect(received.secretMark).toBeUndefined();
  });

  it('may be a Word file, a spreadsheet, slides, a zip, an image, text, XML or a sealed container', async () => {
    const docx = await officeFile(contentTypes('word/document.xml', 'wordprocessingml.document'), [
      'word/document.xml',
      '<w/>',
    ]);
    const xlsx = await officeFile(contentTypes('xl/workbook.xml', 'spreadsheetml.sheet'), ['xl/workbook.xml', '<w/>']);
    const odt = await officeFile(['mimetype', 'application/vnd.oasis.opendocument.text'], ['content.xml', '<a/>']);
    const asice = readFileSync(join(vectorsFolder, 'anchored/b-b.asice'));
    const cms = execFileSync('sh', ['-c', 'printf hello | openssl cms -data_create -outform DER']);
    const files: [string, string | Buffer, string][] = [
      ['a.docx', docx, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
      ['a.xlsx', xlsx, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
      ['a.odt', odt, 'application/vnd.oasis.opendocument.text'],
      ['a.zip', await officeFile(['a.txt', 'x']), 'application/zip'],
      ['a.asice', asice, 'application/vnd.etsi.asic-e+zip'],
      [
        'a.pptx',
        await officeFile(contentTypes('ppt/presentation.xml', 'presentationml.presentation'), [
          'ppt/presentation.xml',
          '<p/>',
        ]),
        'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      ],
      ['a.doc', oleFile('Root Entry', 'WordDocument'), 'application/msword'],
      ['a.xls', oleFile('Root Entry', 'Book'), 'application/vnd.ms-excel'],
      ['a.ppt', oleFile('Root Entry', 'PowerPoint Document'), 'application/vnd.ms-powerpoint'],
      ['a.p7m', cms, 'application/pkcs7-mime'],
      ['a.PNG', png(), 'image/png'],
      ['a.txt', 'Kính gửi: Sở Nội vụ', 'text/plain'],
      ['a.xml', '<?xml version="1.0"?><a/>', 'application/xml'],
      ['a.edxml', '<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"/>', 'application/xml'],
    ];
    for (const [name, content, mediaType] of files)
      expect((await receive(name, content)).mediaType, name).toBe(mediaType);
  });

  it('may be what the axis’ own client attaches', async () => {
    const interchange = await readInterchange(createReadStream(join(vectorsFolder, 'edxml/emitted/edoc_new.edxml')));
    onTestFinished(() => interchange.dispose());
    expect(interchange.files.map(({ name }) => name.replace(/.*\./, ''))).toEqual(['pdf', 'docx']);
    for (const { name, stream } of interchange.files) {
      const content = Buffer.concat(await stream().toArray());
      expect((await receive(name, content)).size).toBe(content.length);
    }
  });

  it('has its PDF signatures counted, also when they fall between two chunks', async () => {
    expect((await receive('signed.pdf', readFileSync(join(vectorsFolder, 'anchored/pades.pdf')))).pdfSignatures).toBe(
      1,
    );
    const padding = Buffer.from(`%PDF-1.4\n${' '.repeat(5000 - 14)}/ByteRange [0 1 2 3]${' '.repeat(500)}`);
    for (let shift = 0; shift < 12; shift += 1) {
      expect(
        (await receive('a.pdf', Buffer.concat([padding.subarray(0, 4980 - shift), padding.subarray(4980)])))
          .pdfSignatures,
      ).toBe(1);
    }
  });

  it('gets its name in composed form', async () => {
    expect((await receive('Báo cáo.txt'.normalize('NFD'), 'x')).name).toBe('Báo cáo.txt'.normalize('NFC'));
  });
});

describe('a secrecy stamp', () => {
  it.each(['Mật.pdf', '[TỐI MẬT] Kế hoạch.pdf'])('as the name of a file ends the upload: %s', async (name) => {
    const problem = receive(name, await pdf());
    await expect(problem).rejects.toMatchObject({ code: 'secret_refused', field: 'file' });
    await expect(problem).rejects.not.toThrow(/Kế hoạch/);
  });

  it.each([
    ['TỐI MẬT', 'TỐI MẬT'],
    ['Độ mật: Tuyệt mật', 'Độ mật: Tuyệt mật'],
    ['  mật  ', 'mật'],
    ['MẬT'.normalize('NFD'), 'MẬT'],
  ])('standing alone on a line of text counts: %s', async (line, mark) => {
    const received = await receive('a.txt', `Tiêu đề\r\n${line}\r\n${'nội dung '.repeat(2000)}`);
    expect(received.secretMark).toBe(mark.normalize('NFC'));
  });

  it('counts on the last line, and far behind the first bytes', async () => {
    expect((await receive('a.txt', `${'dòng\n'.repeat(5000)}MẬT`)).secretMark).toBe('MẬT');
  });

  it.each(['mật độ dân số', 'bảo mật', 'mặt', 'mắt', 'Tài liệu này không mật'])('is not seen in "%s"', async (line) => {
    expect((await receive('a.txt', `a\n${line}\nb`)).secretMark).toBeUndefined();
  });
});

describe('a file that is refused', () => {
  it.each([
    ['an empty file', 'a.txt', '', 'file_empty'],
    ['a program named as a PDF', 'a.pdf', `MZ${'\0'.repeat(200)}PE`, 'file_type'],
    ['a program', 'a.exe', 'MZ', 'file_type'],
    ['a script named as text', 'a.txt', '#!/bin/sh\nrm -rf /', 'file_type'],
    ['a web page named as text', 'a.txt', '  <!DOCTYPE html><html>', 'file_type'],
    ['a web page', 'a.html', '<html>', 'file_type'],
    [
      'a web page named as XML',
      'a.xml',
      '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
      'file_type',
    ],
    ['a picture that runs', 'a.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'file_type'],
    ['no extension', 'quyet-dinh', 'x', 'file_type'],
    ['text that is not UTF-8', 'a.txt', Buffer.from([0x61, 0xe1, 0x62]), 'file_type'],
    [
      'text that stops being UTF-8 far behind',
      'a.txt',
      Buffer.concat([Buffer.alloc(20_000, 0x61), Buffer.from([0xff])]),
      'file_type',
    ],
    ['text cut inside a character', 'a.txt', Buffer.from('Sở').subarray(0, 3), 'file_type'],
    ['binary named as text', 'a.txt', Buffer.from([1, 2, 3]), 'file_type'],
    ['a PDF named as Word', 'a.docx', '%PDF-1.4\n', 'file_type'],
    ['text named as PDF', 'a.pdf', 'xin chào', 'file_type'],
    ['no CMS', 'a.p7m', Buffer.from('3082', 'hex'), 'file_type'],
  ])('%s', async (_, name, content, code) => {
    await expect(receive(name, content)).rejects.toMatchObject({ code });
  });

  it.each([
    ['an archive without the parts of a document', 'a.docx', [['a.txt', 'x']]],
    [
      'a spreadsheet named as a document',
      'a.docx',
      [contentTypes('xl/workbook.xml', 'spreadsheetml.sheet'), ['xl/workbook.xml', '<w/>']],
    ],
    ['an archive that only has the main part', 'a.xlsx', [['xl/workbook.xml', '<w/>']]],
    [
      'macros',
      'a.docx',
      [
        contentTypes('word/document.xml', 'wordprocessingml.document'),
        ['word/document.xml', '<w/>'],
        ['word/vbaProject.bin', 'x'],
      ],
    ],
    ['an archive of many other things', 'a.pptx', Array.from({ length: 3_000 }, (_, n) => [`${n}.txt`, 'x'])],
  ] as [string, string, [string, string][]][])('as an office file %s', async (_, name, entries) => {
    await expect(receive(name, await officeFile(...entries))).rejects.toMatchObject({ code: 'file_type' });
  });

  it.each([
    ['an installer named as a document', 'a.doc', oleFile('Root Entry', 'Property')],
    ['a spreadsheet named as a document', 'a.doc', oleFile('Root Entry', 'Workbook')],
    ['an empty container', 'a.xls', oleFile()],
  ])('as an old office file %s', async (_, name, content) => {
    await expect(receive(name, content)).rejects.toMatchObject({ code: 'file_type' });
  });

  it.each([
    ['a script', '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'],
    [
      'a script whose namespace is spelled oddly',
      '<h:script xmlns:h="http:&#47;/www.w3.org/1999/xhtml">alert(1)</h:script>',
    ],
    ['a picture that runs', '<s:svg xmlns:s="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['a stylesheet', '<a/><?xml-stylesheet href="x.xsl"?>'],
  ])('as XML with %s far behind its beginning', async (_, active) => {
    const content = `<?xml version="1.0"?><a><!-- ${' '.repeat(100_000)} -->${active}</a>`;
    await expect(receive('a.xml', content)).rejects.toMatchObject({ code: 'file_type' });
  });

  it.each([
    '../a.txt',
    '/etc/passwd.txt',
    'a\\b.txt',
    '.htaccess.txt',
    'a\u0000.txt',
    'a\n.txt',
    'a\u202etxt.exe.txt',
    'a\u200b.txt',
    'C:a.txt',
    'a?.txt',
    'CON.txt',
    'a.txt.',
    'a.txt ',
    '',
    `${'a'.repeat(201)}.txt`,
    `${'ộ'.repeat(90)}.txt`,
    'mimetype',
    'MIMETYPE',
    'envelope.edxml',
    'Envelope.EDXML',
    'META-INF',
    'meta-inf',
  ])('the name %j', async (name) => {
    await expect(receive(name, 'x')).rejects.toMatchObject({ code: 'file_name' });
  });

  it('larger than allowed, and nothing of it stays', async () => {
    const writer = await freshWriter();
    const stream = Readable.from([Buffer.alloc(5000, 0x61), Buffer.alloc(5000, 0x61)]);
    await expect(receiveFile(writer, stream, { name: 'a.txt', maxBytes: 9999 })).rejects.toMatchObject({
      code: 'file_too_large',
    });
    expect(existsSync(writer.path)).toBe(false);
    expect(stream.destroyed).toBe(true);
    expect((await receive('a.txt', 'x'.repeat(9999), 9999)).size).toBe(9999);
  });

  it('of a name that is there already', async () => {
    const writer = await freshWriter();
    await receiveFile(writer, Readable.from([Buffer.from('x')]), { name: 'Đơn.txt' });
    const second = receiveFile(writer, Readable.from([Buffer.from('y')]), { name: 'ĐƠN.TXT' });
    await expect(second).rejects.toMatchObject({ code: 'zip_duplicate' });
    expect(existsSync(writer.path)).toBe(false);
  });

  it.each([0, 3, 6000])('because the client went away after %i bytes, and nothing of it stays', async (bytes) => {
    const writer = await freshWriter();
    const stream = new Readable({ read() {} });
    stream.push(Buffer.alloc(bytes, 0x61));
    setTimeout(() => stream.destroy(new Error('aborted')), 20);
    await expect(receiveFile(writer, stream, { name: 'a.txt' })).rejects.toMatchObject({ code: 'upload_interrupted' });
    expect(existsSync(writer.path)).toBe(false);
  });
});

describe('the digest of a submission', () => {
  const file = (name: string, content: string) => ({ name, sha256: createHash('sha256').update(content).digest() });

  it('does not depend on the order of keys', () => {
    expect(bodyDigest({ metadata: { a: 1, b: { c: [1, 'đ'], d: undefined } } }, [])).toEqual(
      bodyDigest({ metadata: { b: { c: [1, 'đ'] }, a: 1 } }, []),
    );
  });

  it('changes with metadata, file name, file content and file order', () => {
    const digests = [
      bodyDigest({ metadata: { a: 1 } }, [file('x', '1'), file('y', '2')]),
      bodyDigest({ metadata: { a: 2 } }, [file('x', '1'), file('y', '2')]),
      bodyDigest({ metadata: { a: '1' } }, [file('x', '1'), file('y', '2')]),
      bodyDigest({ metadata: { a: 1 } }, [file('z', '1'), file('y', '2')]),
      bodyDigest({ metadata: { a: 1 } }, [file('x', '3'), file('y', '2')]),
      bodyDigest({ metadata: { a: 1 } }, [file('y', '2'), file('x', '1')]),
      bodyDigest({ metadata: { a: 1 } }, [file('x', '1')]),
      bodyDigest({ metadata: { a: 1 }, change: { kind: 'update' } }, [file('x', '1')]),
    ];
    expect(new Set(digests.map((digest) => digest.toString('hex'))).size).toBe(digests.length);
  });
});

describe('an upload of random bytes', () => {
  it('is never taken for a known type', async () => {
    for (let round = 0; round < 50; round += 1) {
      const content = Buffer.concat([Buffer.from([0]), randomBytes(5000)]);
      await expect(receive(['a.pdf', 'a.txt', 'a.docx', 'a.xml'][round % 4] ?? 'a.pdf', content)).rejects.toMatchObject(
        { code: 'file_type' },
      );
    }
  });
});
