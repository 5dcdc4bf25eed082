import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PdfBytes } from '../../../../certs/pades/pdf/pdf-bytes.js';
import { PdfDocument } from '../../../../certs/pades/pdf/pdf-document.js';
import { dictionaryOf, type PdfStream, type PdfString } from '../../../../certs/pades/pdf/pdf-values.js';
import { WorkLimit } from '../../../../certs/pades/pdf/work-limit.js';
import { bufferSource } from '../../../../schemas/asice/file-source.js';
import { isProblem } from '../../../../schemas/problems/problem.js';
import { mutationsOf } from '../mutate.js';
import { onePage, PdfFile, type PdfForm, streamBody } from '../pdf-file.js';

const open = (bytes: Buffer) => PdfDocument.open(PdfBytes.of(bufferSource(bytes), new WorkLimit()));

const problemOf = async (bytes: Buffer) => {
  try {
    const document = await open(bytes);
    for (const number of document.entries.keys()) await document.load(number);
    return 'none';
  } catch (error) {
    if (!isProblem(error)) throw error;
    return `${error.code}: ${error.detail}`;
  }
};

const forms: PdfForm[] = ['table', 'stream', 'packed'];

describe('a PDF', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pdf-document-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(forms)('is read as qpdf reads it, with cross-references as %s', async (form) => {
    const { bytes } = new PdfFile().append({ objects: onePage, form });
    writeFileSync(join(folder, `${form}.pdf`), bytes);
    const { status, stdout } = spawnSync('qpdf', ['--show-object=3', join(folder, `${form}.pdf`)], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).toContain('/Contents 4 0 R');
    const page = dictionaryOf(await (await open(bytes)).load(3));
    expect(page?.get('Type')).toBe('Page');
    expect(page?.get('MediaBox')).toEqual([0, 0, 595, 842]);
  });

  it('shows the newest of an object, and the older one up to an older end', async () => {
    const first = new PdfFile().append({ objects: onePage }).bytes;
    const second = PdfFile.after(first).append({ objects: { 5: '<< /Type /Font /BaseFont /Courier >>' } }).bytes;
    const bytes = PdfBytes.of(bufferSource(second), new WorkLimit());
    const now = await PdfDocument.open(bytes);
    const before = await PdfDocument.open(bytes.upTo(first.length));
    expect(dictionaryOf(await now.load(5))?.get('BaseFont')).toBe('Courier');
    expect(dictionaryOf(await before.load(5))?.get('BaseFont')).toBe('Helvetica');
    expect(now.sections).toHaveLength(2);
  });

  it('has no object that a later revision set free', async () => {
    const file = new PdfFile().append({ objects: onePage }).append({ objects: {}, free: [5] });
    expect(await (await open(file.bytes)).load(5)).toBeNull();
  });

  it('takes objects of a hybrid file from its cross-reference stream when the table calls them free', async () => {
    const hidden = new PdfFile().append({ objects: onePage, form: 'packed' });
    const start = Number(/startxref\n(\d+)/.exec(hidden.bytes.toString('latin1'))?.[1]);
    const table = `xref\n0 4\n${'0000000000 65535 f \n'.repeat(4)}trailer\n<< /Size 20 /Root 1 0 R /XRefStm ${start} >>\n`;
    const bytes = Buffer.concat([hidden.bytes, Buffer.from(`${table}startxref\n${hidden.bytes.length}\n%%EOF\n`)]);
    expect((await (await open(bytes)).catalog()).get('Type')).toBe('Catalog');
  });

  it('tells where a hexadecimal string stands, and unpacks streams on demand', async () => {
    const { bytes } = new PdfFile().append({
      objects: { ...onePage, 6: '<< /Contents <3 0f\n0> /Text (a\\(\\)\\101\\\nb(c)) /N#61me /x#20y >>' },
    });
    const document = await open(bytes);
    const dictionary = dictionaryOf(await document.load(6));
    const [contents, written] = ['Contents', 'Text'].map((key) => dictionary?.get(key)) as [PdfString, PdfString];
    expect(bytes.toString('latin1', contents.start, contents.end)).toBe('<3 0f\n0>');
    expect(contents.bytes.toString('hex')).toBe('30f0');
    expect(written.bytes.toString()).toBe('a()Ab(c)');
    expect(dictionary?.get('Name')).toBe('x y');
    const content = (await document.load(4)) as PdfStream;
    expect((await document.decode(content)).toString()).toContain('(Cong van) Tj');
  });

  it.each([
    ['something before the header', (text: string) => `x${text}`, 'does not begin with a PDF header'],
    ['no end marker', (text: string) => text.replace('%%EOF', ''), 'does not end as a PDF does'],
    [
      'a place outside the file',
      (text: string) => text.replace(/startxref\n\d+/, 'startxref\n99999'),
      'outside the file',
    ],
    ['entries of 19 bytes', (text: string) => text.replaceAll(' n \n', ' n\n'), '20 bytes'],
    ['a key that stands twice', (text: string) => text.replace('/Subtype', '/BaseFont'), 'twice'],
    ['another object than named', (text: string) => text.replace('5 0 obj', '6 0 obj'), 'there is another one'],
    ['a name cut off', (text: string) => text.replace('/Helvetica', '/Helveti#4'), 'uses "#" wrongly'],
  ])('with %s is refused', async (_, change, reason) => {
    const text = new PdfFile().append({ objects: onePage }).bytes.toString('latin1');
    expect(await problemOf(Buffer.from(change(text), 'latin1'))).toContain(reason);
  });

  it('whose sections point at each other is refused', async () => {
    const first = new PdfFile().append({ objects: onePage });
    const start = Number(/startxref\n(\d+)/.exec(first.bytes.toString('latin1'))?.[1]);
    const text = first.bytes.toString('latin1').replace('/Root 1 0 R ', `/Root 1 0 R /Prev ${start}`);
    expect(await problemOf(Buffer.from(text, 'latin1'))).toContain('does not end');
  });

  it('whose object stream holds its own length is refused, not read for ever', async () => {
    const { bytes } = new PdfFile().append({ objects: { ...onePage, 6: '77' }, form: 'packed' });
    const text = bytes.toString('latin1').replace(/(\/Type \/ObjStm .*)\/Length \d+ /, '$1/Length 6 0 R');
    expect(await problemOf(Buffer.from(text, 'latin1'))).toContain('pdf_malformed');
  });

  it('whose stream unpacks to more than anybody needs is refused', async () => {
    const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024)).toString('latin1');
    const { bytes } = new PdfFile().append({
      objects: { ...onePage, 6: streamBody('/Filter /FlateDecode', bomb) },
    });
    const document = await open(bytes);
    await expect(document.decode((await document.load(6)) as PdfStream)).rejects.toMatchObject({
      code: 'pdf_too_complex',
    });
  });

  it('whose stream does not end where its length says is refused', async () => {
    const text = new PdfFile().append({ objects: onePage }).bytes.toString('latin1').replace('Tj ET\n', 'Tj ETx');
    const document = await open(Buffer.from(text, 'latin1'));
    await expect(document.decode((await document.load(4)) as PdfStream)).rejects.toMatchObject({
      code: 'pdf_malformed',
    });
  });

  it('that is nested or declared without end is refused', async () => {
    const nested = new PdfFile().append({ objects: { ...onePage, 6: '['.repeat(100_000) } }).bytes;
    expect(await problemOf(nested)).toContain('nested deeper');
    const declared = new PdfFile().append({ objects: onePage }).bytes.toString('latin1');
    expect(await problemOf(Buffer.from(declared.replace('xref\n0 1', 'xref\n0 9000000'), 'latin1'))).toContain(
      'pdf_too_complex',
    );
  });

  it('broken in any way is read or refused, never anything else', async () => {
    const originals = forms.map(
      (form) =>
        new PdfFile().append({ objects: onePage, form }).append({ objects: { 5: '<< /A [1 2 (x) <aa>] >>' }, form })
          .bytes,
    );
    await fc.assert(
      fc.asyncProperty(mutationsOf(originals), async (bytes) => {
        expect(await problemOf(bytes)).toMatch(/^(none$|pdf_)/);
      }),
      { numRuns: 500 },
    );
  });
});
