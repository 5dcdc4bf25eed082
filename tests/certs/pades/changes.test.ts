import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyPdf } from '../../../certs/verdict/verify-pdf.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { createTimestampAuthority } from '../../support/openssl-authority.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';
import { onePage, type PdfForm, streamBody } from './pdf-file.js';
import { SignedFile } from './signed-file.js';

let openssl: OpensslFolder;

beforeAll(() => {
  openssl = openOpenssl();
  openssl.certificate('person', '-newkey', 'rsa:2048');
  createTimestampAuthority(openssl);
});
afterAll(() => openssl.remove());

const newFile = (form?: PdfForm, objects?: Readonly<Record<number, string>>) => new SignedFile(openssl, form, objects);

/** What was done after the first signature: `+` permitted, `-` forbidden. */
async function changesOf(bytes: Buffer): Promise<string[]> {
  const { signatures } = await verifyPdf(bufferSource(bytes), { policy: 'full', anchors: [] });
  const [first] = signatures;
  const changes = first?.pdf?.changes ?? [];
  const hasFailed = first?.problems.some(({ code }) => code === 'pdf_changed') && first.indication === 'TOTAL-FAILED';
  expect(hasFailed).toBe(changes.some(({ allowed }) => !allowed));
  return changes.map(({ allowed, message }) => `${allowed ? '+' : '-'} ${message}`);
}

const forbidden = (changes: readonly string[]) => changes.filter((change) => change.startsWith('-'));

const textField = (extra = '') =>
  `<< /FT /Tx /T (Amount) /Type /Annot /Subtype /Widget /Rect [20 100 120 140] /P 3 0 R /AP << /N 21 0 R >> ${extra} >>`;
const appearance = (text: string) => streamBody('/Type /XObject /Subtype /Form /BBox [0 0 100 40]', text);

/** A signed document with a text field 20 and its appearance 21. */
const withField = (permission?: 1 | 2 | 3, entries?: string) =>
  newFile('table', { 21: appearance('empty') })
    .addField(20, textField())
    .sign({ ...(permission === undefined ? {} : { permission }), ...(entries === undefined ? {} : { entries }) });

const fillIn = (file: SignedFile) =>
  file.append({ objects: { 20: textField('/V (1000)'), 21: appearance('(1000) Tj') } });

/** Adds an annotation to the page, and tells its number. */
function annotate(file: SignedFile, subtype: string, extra = ''): number {
  const number = file.nextNumber;
  file.annotations += ` ${number} 0 R`;
  const body = `<< /Type /Annot /Subtype /${subtype} /Rect [0 0 9 9] /Contents (note) ${extra} >>`;
  file.append({ objects: { 3: file.page, [number]: body } });
  return number;
}

async function annotated(permission: 1 | 2 | 3 | undefined, subtype: string, extra = ''): Promise<string[]> {
  const file = newFile().sign(permission === undefined ? {} : { permission });
  annotate(file, subtype, extra);
  return changesOf(file.bytes);
}

describe('after a signature it is permitted', () => {
  it.each<[PdfForm]>([['table'], ['stream'], ['packed']])('to add validation data, in a file with %s', async (form) => {
    const file = newFile(form).sign({ form: form === 'packed' ? 'stream' : form });
    const [store, list] = [file.nextNumber, file.nextNumber + 1];
    file.catalogEntries = `/DSS ${store} 0 R`;
    const objects = { 1: file.catalog, [store]: `<< /Certs [${list} 0 R] >>`, [list]: streamBody('', 'certificate') };
    file.append({ form, objects });
    expect(await changesOf(file.bytes)).toEqual(['+ Validation data (DSS) were added']);
  });

  it('to add validation data over validation data, leaving the old behind', async () => {
    const file = newFile().sign();
    for (const content of ['one', 'two']) {
      const [store, list] = [file.nextNumber, file.nextNumber + 1];
      file.catalogEntries = `/DSS ${store} 0 R`;
      const key = 'AB'.repeat(20);
      const body = `<< /Type /DSS /Certs [${list} 0 R] /VRI << /${key} << /Cert [${list} 0 R] /TU (D:2026) >> >> >>`;
      file.append({ objects: { 1: file.catalog, [store]: body, [list]: streamBody('', content) } });
    }
    expect(await changesOf(file.bytes)).toEqual(['+ Validation data (DSS) were added']);
  });

  it('to sign again, and to add timestamps even when nothing else may be changed', async () => {
    expect(await changesOf(newFile().sign().sign().bytes)).toEqual(['+ The signature "Signature2" was added']);
    expect(await changesOf(newFile().sign({ permission: 2 }).sign().bytes)).toHaveLength(1);
    expect(await changesOf(newFile().sign({ permission: 1 }).timestamp().bytes)).toEqual([
      '+ The document timestamp "Timestamp" was added',
    ]);
  });

  it('to sign again where the page keeps its annotations in a list apart, unless the list is more than that', async () => {
    const apart = (contents: string) => {
      const file = newFile('table', { 30: '[]' });
      file.contents = contents;
      file.annotationList = 30;
      return file
        .append({ objects: { 3: file.page } })
        .sign()
        .sign();
    };
    expect(await changesOf(apart('4 0 R').bytes)).toEqual(['+ The signature "Signature2" was added']);
    expect(forbidden(await changesOf(apart('30 0 R').bytes))).toContain('- Object 30 was changed');
  });

  it('to say when and by which program the file was written, and to update its metadata', async () => {
    const metadata = (text: string) => streamBody('/Type /Metadata /Subtype /XML', text);
    const file = newFile('table', { 8: '<< /Producer (one) /Title (Cong van) >>', 9: metadata('<a/>') });
    file.catalogEntries = '/Metadata 9 0 R';
    file.trailerEntries = '/Info 8 0 R';
    file.sign();
    const info = (title: string) => `<< /Producer (two) /ModDate (D:20261122103000+07'00') /Title (${title}) >>`;
    file.append({ objects: { 8: info('Cong van'), 9: metadata('<bb/>') } });
    expect(await changesOf(file.bytes)).toEqual(['+ The metadata of the document were updated']);
    file.append({ objects: { 8: info('Something else') } });
    expect(forbidden(await changesOf(file.bytes))).toEqual(['- The document information: Title was changed']);
  });

  it('to write objects again as they were, and to leave objects behind that nothing shows', async () => {
    const file = newFile().sign();
    file.append({ objects: { 4: onePage[4] ?? '', 5: onePage[5] ?? '' } });
    file.append({ objects: { [file.nextNumber]: '<< /Nothing true >>' } });
    expect(await changesOf(file.bytes)).toEqual([]);
  });

  it('to fill in forms where the signer says so', async () => {
    expect(await changesOf(fillIn(withField(2)).bytes)).toEqual(['+ The field "Amount" was filled in']);
    expect(await changesOf(fillIn(withField(3)).bytes)).toEqual(['+ The field "Amount" was filled in']);
  });

  it('to add, change and remove annotations where the signer says so', async () => {
    expect(await annotated(3, 'Text')).toEqual(['+ An annotation was added']);
    const file = newFile();
    const number = annotate(file, 'Highlight');
    file.sign({ permission: 3 });
    file.append({ objects: { [number]: '<< /Type /Annot /Subtype /Highlight /Rect [0 0 5 5] >>' } });
    expect(await changesOf(file.bytes)).toEqual(['+ An annotation was changed']);
    file.annotations = '';
    file.append({ objects: { 3: file.page }, free: [number] });
    expect(await changesOf(file.bytes)).toEqual(['+ An annotation was removed']);
  });

  it('to sign a field that was prepared for it', async () => {
    const prepared = '<< /FT /Sig /T (Agency) /Type /Annot /Subtype /Widget /Rect [20 20 120 60] /F 132 /P 3 0 R >>';
    const file = newFile().addField(20, prepared).sign().sign({ field: 'Agency', prepared: 20 });
    expect(await changesOf(file.bytes)).toEqual(['+ The signature "Agency" was added']);
  });
});

describe('after a signature it is forbidden', () => {
  const replace: readonly (readonly [string, number, string, string])[] = [
    ['change what a page shows', 4, streamBody('', 'BT /F1 18 Tf 72 720 Td (Other) Tj ET'), 'Object 4 (page content'],
    ['change a font', 5, '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>', 'Object 5 (Font) was changed'],
    ['add a page', 2, '<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>', 'Object 2 (Pages) was changed'],
  ];

  it.each(replace)('to %s', async (_, number, body, message) => {
    const { bytes } = newFile()
      .sign()
      .append({ objects: { [number]: body } });
    expect(forbidden(await changesOf(bytes)).join()).toContain(message);
  });

  it.each([
    ['/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>', 'OpenAction'],
    ['/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>', 'Names'],
    ['/AA << /WC << /S /JavaScript /JS (1) >> >>', 'AA'],
    ['/OCProperties << /OCGs [] /D << >> >>', 'OCProperties'],
    ['/ViewerPreferences << /HideToolbar true >>', 'ViewerPreferences'],
    ['/Perms << /DocMDP 7 0 R >>', 'Perms'],
  ])('to give the document %s', async (entry, key) => {
    const file = newFile().sign();
    file.catalogEntries = entry;
    file.append({ objects: { 1: file.catalog } });
    expect(forbidden(await changesOf(file.bytes))).toContain(`- The document: ${key} was changed`);
  });

  it('to let the trailer name another catalog that was signed along, hidden', async () => {
    const hidden = { 8: '<< /Type /Catalog /Pages 9 0 R >>', 9: '<< /Type /Pages /Kids [] /Count 0 >>' };
    const { bytes } = newFile('table', hidden).sign().append({ objects: {}, root: 8 });
    const { indication } = await verifyPdf(bufferSource(bytes), { policy: 'full', anchors: [] });
    expect(indication).toBe('TOTAL-FAILED');
    expect(forbidden(await changesOf(bytes)).join()).toContain('Pages was changed');
  });

  it('to bring back an object that the signed revision had replaced', async () => {
    const file = newFile();
    const place = file.bytes.indexOf('\n4 0 obj') + 1;
    file.append({ objects: { 4: streamBody('', 'BT (New) Tj ET') } }).sign();
    file.append({ objects: {}, places: { 4: place } });
    expect(forbidden(await changesOf(file.bytes)).join()).toContain('Object 4 was taken from inside the signed bytes');
  });

  it('to put something where the signed document refers to nothing', async () => {
    const file = newFile();
    file.contents = '[4 0 R 30 0 R]';
    file.sign();
    file.catalogEntries = '/DSS << /Certs [30 0 R] >>';
    file.append({ objects: { 1: file.catalog, 30: streamBody('', 'BT (Evil) Tj ET') } });
    expect(forbidden(await changesOf(file.bytes))).toEqual(['- Object 30 (page content or other stream) was added']);
  });

  it('to remove an object', async () => {
    const { bytes } = newFile()
      .sign()
      .append({ objects: {}, free: [5] });
    expect(await changesOf(bytes)).toEqual(['- Object 5 (Font) was removed']);
  });

  it('to annotate, fill in or sign beyond what the signer permits', async () => {
    expect(forbidden(await annotated(undefined, 'Text'))).not.toEqual([]);
    expect(forbidden(await annotated(2, 'Text'))).not.toEqual([]);
    expect(forbidden(await changesOf(fillIn(withField()).bytes))).not.toEqual([]);
    expect(forbidden(await changesOf(fillIn(withField(1)).bytes))).not.toEqual([]);
    expect(forbidden(await changesOf(newFile().sign({ permission: 1 }).sign().bytes))).toEqual([
      '- The signature "Signature2" was added, though the document is certified to stay as it is',
    ]);
  });

  it('to fill in a field that the signer locked', async () => {
    const lock = (rule: string) =>
      `/Reference [<< /TransformMethod /DocMDP /TransformParams << /P 2 >> >> << /TransformMethod /FieldMDP /TransformParams << ${rule} >> >>]`;
    for (const rule of ['/Action /All', '/Action /Include /Fields [(Amount)]', '/Action /Exclude /Fields [(Other)]'])
      expect(forbidden(await changesOf(fillIn(withField(undefined, lock(rule))).bytes)), rule).not.toEqual([]);
    const open = fillIn(withField(undefined, lock('/Action /Exclude /Fields [(Amount)]')));
    expect(forbidden(await changesOf(open.bytes))).toEqual([]);
  });

  it.each([
    ['Link', '/A << /S /URI /URI (http://x) >>'],
    ['FileAttachment', ''],
    ['Redact', ''],
    ['Text', '/AA << /E << /S /JavaScript /JS (1) >> >>'],
  ])('to add an annotation of kind %s %s, whatever the signer permits', async (subtype, extra) => {
    expect(forbidden(await annotated(3, subtype, extra))).not.toEqual([]);
  });

  it('to add a timestamp that shows something, or lies anywhere it cannot be seen to show nothing', async () => {
    for (const rectangle of ['[0 0 595 842]', '8 0 R', '[0 0]'])
      expect(forbidden(await changesOf(newFile().sign().timestamp(rectangle).bytes)), rectangle).not.toEqual([]);
  });

  it('to add a signature whose picture lies in another file', async () => {
    const { bytes } = newFile().sign().sign({ appearanceEntries: '/F (http://x/picture)' });
    expect(forbidden(await changesOf(bytes)).join()).toContain('(XObject) was added');
  });

  it('to let the resources of the form grow when they are those of the page as well', async () => {
    const resources = (more: string) => `<< /Font << /F1 5 0 R ${more} >> >>`;
    const shared = (onePage[3] ?? '').replace(/\/Resources << .* >> >>/, '/Resources 9 0 R >>');
    const grown = async (page: string) => {
      const file = newFile('table', { 3: page, 9: resources('') });
      file.pageBody = page;
      file.formEntries = '/DR 9 0 R';
      file.sign().append({ objects: { 9: resources('/F2 40 0 R'), 40: onePage[5] ?? '' } });
      return forbidden(await changesOf(file.bytes));
    };
    expect(await grown(onePage[3] ?? '')).toEqual([]);
    expect(await grown(shared)).toContain('- Object 9 was changed');
  });

  it('to give an object another generation, so that nothing refers to it any more', async () => {
    const { bytes } = newFile()
      .sign()
      .append({ objects: { 4: onePage[4] ?? '' }, generation: 1 });
    expect(await changesOf(bytes)).toEqual(['- Object 4 (page content or other stream) was changed']);
  });

  it('to add a signature field without a signature: a picture over what was signed', async () => {
    const { bytes } = newFile().sign().reserve({ field: 'Picture' });
    expect(forbidden(await changesOf(bytes)).join()).toContain('"Picture" was added without a signature that holds');
  });

  it('to draw a signature anew', async () => {
    const file = newFile().sign();
    const drawing = file.nextNumber - 1;
    file.append({ objects: { [drawing]: appearance('(Signed by somebody else) Tj') } });
    expect(await changesOf(file.bytes)).toEqual([`- Object ${drawing} (XObject) was changed`]);
  });

  it('to hide bytes between or behind the objects', async () => {
    const between = newFile().sign().append({ objects: {}, junk: '4 0 obj\n<< >>\nendobj\n' });
    expect(await changesOf(between.bytes)).toEqual(['- Something stands between the objects of a later revision']);
    const behind = Buffer.concat([newFile().sign().bytes, Buffer.from('4 0 obj << >> endobj')]);
    expect(await changesOf(behind)).toEqual(['- Something follows the end of the last revision']);
    const { indication } = await verifyPdf(bufferSource(behind), { policy: 'core', anchors: [] });
    expect(indication).toBe('INDETERMINATE');
  });

  it('to encrypt the document', async () => {
    const { bytes } = newFile().sign().append({ objects: {}, trailer: '/Encrypt << /Filter /Standard /V 2 >>' });
    expect(forbidden(await changesOf(bytes))).toContain('- The encryption was changed');
  });

  it('and remarked only under policy core', async () => {
    const { bytes } = newFile()
      .sign()
      .append({ objects: { 4: streamBody('', 'BT (Evil) Tj ET') } });
    const report = await verifyPdf(bufferSource(bytes), { policy: 'core', anchors: [] });
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(report.signatures[0]?.problems.map(({ code }) => code)).toEqual(['pdf_changed']);
    expect(report.files[0]?.covered).toBe(false);
  });
});
