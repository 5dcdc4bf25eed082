import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawOfficialLetter } from '../../../gateway/documents/sample/official-letter.js';
import { proposeFromPdf } from '../../../gateway/proposals/propose-from-pdf.js';
import type { Proposal, ProposedField } from '../../../schemas/printed/proposal.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { decisionPages, printPages } from '../../support/printed-pages.js';
import { vectorsFolder } from '../../support/vectors.js';

const valuesOf = ({ fields }: Proposal) =>
  Object.fromEntries(Object.entries(fields).map(([field, found]) => [field, found?.value ?? null]));
const codeOf = (file: Buffer) =>
  proposeFromPdf(file).then(
    () => 'none',
    (error: unknown) => (isProblem(error) ? error.code : String(error)),
  );

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-proposals-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What poppler reads in the file. */
function textByPoppler(file: Buffer): string {
  const path = join(folder, 'file.pdf');
  writeFileSync(path, file);
  return spawnSync('pdftotext', [path, '-'], { encoding: 'utf8' }).stdout.replace(/\s+/g, ' ');
}

describe('a decision as a province prints it', () => {
  it('proposes every field, with the words it was read from and where they stand', async () => {
    const file = await printPages(decisionPages());
    const proposal = await proposeFromPdf(file);
    expect(valuesOf(proposal)).toEqual({
      issuer: 'ỦY BAN NHÂN DÂN TỈNH HẬU GIANG',
      number: '123',
      notation: 'QĐ-UBND',
      type: 'QĐ',
      subject: 'Về việc ban hành Quy chế quản lý, vận hành hệ thống gửi, nhận văn bản điện tử trên địa bàn tỉnh',
      place: 'Vị Thanh',
      date: '2016-05-19',
      competence: 'TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH',
      position: 'PHÓ CHỦ TỊCH',
      fullName: 'TS. Nguyễn Thị Thùy Dương',
    } satisfies Record<ProposedField, string>);
    expect(proposal).toMatchObject({ pages: 3, remarks: [] });
    expect(proposal.fields.date).toMatchObject({ text: 'Vị Thanh, ngày 19 tháng 5 năm 2016', page: 1 });
    expect(proposal.fields.fullName?.page).toBe(2);
    const theirs = textByPoppler(file);
    for (const found of Object.values(proposal.fields)) expect(theirs).toContain(found?.text);
  });

  it('is read the same when its letters are decomposed', async () => {
    const pages = decisionPages();
    const decomposed = pages.map((words) => words.map((one) => ({ ...one, text: one.text.normalize('NFD') })));
    expect(valuesOf(await proposeFromPdf(await printPages(decomposed)))).toMatchObject({
      number: '123',
      notation: 'QĐ-UBND',
      place: 'Vị Thanh',
      date: '2016-05-19',
    });
  });
});

describe('a công văn as the demonstration province draws it', () => {
  it('proposes what is printed, and no number where it is left to be given', async () => {
    const file = await drawOfficialLetter({
      above: 'UBND TỈNH HẬU GIANG',
      issuer: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG',
      notation: 'STTTT-CNTT',
      place: 'Vị Thanh',
      date: '2016-05-19',
      kind: '',
      subject: 'gửi, nhận văn bản điện tử giữa các cơ quan nhà nước trên địa bàn tỉnh',
      addressees: ['Sở Nội vụ', 'Sở Y tế'],
      paragraphs: ['Căn cứ Nghị định số 30/2020/NĐ-CP, đề nghị các cơ quan thực hiện.'],
      signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Nguyễn Văn Minh' },
    });
    expect(valuesOf(await proposeFromPdf(file))).toEqual({
      issuer: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG',
      number: null,
      notation: 'STTTT-CNTT',
      type: 'CV',
      subject: 'Về việc gửi, nhận văn bản điện tử giữa các cơ quan nhà nước trên địa bàn tỉnh',
      place: 'Vị Thanh',
      date: '2016-05-19',
      competence: 'KT. GIÁM ĐỐC',
      position: 'PHÓ GIÁM ĐỐC',
      fullName: 'Nguyễn Văn Minh',
    });
  });
});

describe('text that is no Unicode', () => {
  const motto = (text: string) => [{ text, down: 76, centre: 420 }];
  it('is read where its fonts are TCVN', async () => {
    // "Số: 45/BC-UBND", "Vị Thanh, ngày 19 tháng 5 năm 2016" and the motto in TCVN 5712, drawn as Western letters.
    const words = [
      ...motto('§éc lËp - Tù do - H¹nh phóc'),
      { text: 'Sè: 45/BC-UBND', down: 108, centre: 160 },
      { text: 'VÞ Thanh, ngµy 19 th¸ng 5 n¨m 2016', down: 108, centre: 420 },
    ];
    const proposal = await proposeFromPdf(await printPages([words], { isWestern: true }));
    expect(valuesOf(proposal)).toMatchObject({ number: '45', notation: 'BC-UBND', type: 'BC', date: '2016-05-19' });
    expect(proposal.fields.place?.value).toBe('Vị Thanh');
    expect(proposal.remarks).toEqual(['legacy-font-read']);
  });

  it('is left alone where its fonts are VNI, and said to be so', async () => {
    const words = [...motto('Ñoäc laäp - Töï do - Haïnh phuùc'), { text: 'Soá: 45/BC-UBND', down: 108, centre: 160 }];
    const proposal = await proposeFromPdf(await printPages([words], { isWestern: true }));
    expect(proposal.remarks).toEqual(['legacy-font']);
    expect(Object.values(proposal.fields).every((field) => field === null)).toBe(true);
  });

  it('is said to be missing on scanned paper', async () => {
    expect(await proposeFromPdf(await printPages([[], []]))).toMatchObject({ pages: 2, remarks: ['no-text'] });
  });
});

/** One page with this content stream. */
function pdfOf(content: Buffer, filter = '/FlateDecode'): Buffer {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    `<</Length ${content.length}/Filter ${filter}>>stream\n${content.toString('latin1')}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  const body = objects.map((object, index) => `${index + 1} 0 obj${object}endobj\n`).join('');
  return Buffer.from(`%PDF-1.4\n${body}trailer<</Size 6/Root 1 0 R>>\n%%EOF`, 'latin1');
}

describe('a PDF made to harm its reader', () => {
  it('ends only the process that reads it when it inflates to gigabytes', async () => {
    const before = process.memoryUsage.rss();
    const inflated = Buffer.alloc(250 * 1024 * 1024, ' ');
    // Deflated twice it is a few kilobytes.
    const bomb = deflateSync(deflateSync(inflated, { level: 1 }));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const manyPages = pdfOf(bomb, '[/FlateDecode/FlateDecode]');
    const again = manyPages.toString('latin1').replace('/Contents 4 0 R', `/Contents[${'4 0 R '.repeat(50)}]`);
    expect(await codeOf(Buffer.from(again, 'latin1'))).toBe('pdf_too_complex');
    expect(process.memoryUsage.rss() - before).toBeLessThan(600 * 1024 * 1024);
  }, 60_000);

  it('is ended by the clock when it has work for hours', async () => {
    const started = Date.now();
    expect(await codeOf(pdfOf(deflateSync(Buffer.from('q '.repeat(20_000_000)))))).toBe('pdf_too_complex');
    expect(Date.now() - started).toBeLessThan(30_000);
  }, 60_000);

  it('is read in part when it says more than anybody reads', async () => {
    const words = 'BT /F 12 Tf 1 0 0 1 50 50 Tm (a) Tj 1 0 0 1 80 90 Tm (b) Tj ET '.repeat(40_000);
    expect((await proposeFromPdf(pdfOf(deflateSync(Buffer.from(words))))).remarks).toContain('partly-read');
  }, 60_000);

  it('is no PDF, or half of one: refused with a reason', async () => {
    expect(await codeOf(Buffer.from('Kính gửi'))).toBe('pdf_malformed');
    expect(await codeOf(Buffer.alloc(0))).toBe('pdf_malformed');
    expect(await codeOf((await printPages(decisionPages())).subarray(0, 700))).toBe('pdf_malformed');
  });

  it('is refused when it cannot be opened without a password', async () => {
    writeFileSync(join(folder, 'open.pdf'), await printPages([[{ text: 'Kính gửi', down: 60 }]]));
    const locked = join(folder, 'locked.pdf');
    spawnSync('qpdf', ['--encrypt', 'secret', 'owner', '256', '--', join(folder, 'open.pdf'), locked]);
    expect(await codeOf(readFileSync(locked))).toBe('pdf_encrypted');
  });
});

describe('the PDFs of the shared vectors', () => {
  it('are read or refused, each of them', async () => {
    const files = readdirSync(vectorsFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.pdf'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    const codes = await Promise.all(files.map(codeOf));
    expect(files.length).toBeGreaterThan(40);
    expect(new Set(codes)).toEqual(new Set(['none']));
  }, 120_000);
});
