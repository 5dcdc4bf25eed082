import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Proposal, ProposedField } from '../../../schemas/printed/proposal.js';
import { proposeFromText } from '../../../schemas/printed/propose.js';
import type { PrintedPage, TextRun } from '../../../schemas/printed/text-lines.js';
import { decisionPages, type Words } from '../../support/printed-pages.js';

const [width, height] = [595, 842];
/** About as wide as printed. */
const widthOf = (text: string, size: number) => text.length * size * 0.5;

function runOf({ text, down, left, centre = width / 2, size = 12 }: Words): TextRun {
  const wide = widthOf(text, size);
  return { text, x: left ?? centre - wide / 2, y: height - down, width: wide, size };
}

const pageOf = (words: readonly Words[]): PrintedPage => ({ width, height, runs: words.map(runOf) });
const propose = (pages: readonly PrintedPage[]): Proposal =>
  proposeFromText({ pageCount: pages.length, pages, isWhole: true });
const fieldOf = (words: readonly Words[], field: ProposedField) =>
  propose([pageOf(words)]).fields[field]?.value ?? null;

const inLeftColumn = (...texts: string[]) => texts.map((text, index) => ({ text, down: 60 + 16 * index, centre: 160 }));

describe('number and notation', () => {
  it.each([
    ['Số: 123/QĐ-UBND', '123', 'QĐ-UBND'],
    ['Số:123 / QĐ - UBND', '123', 'QĐ-UBND'],
    ['Số 12a/BC–STTTT', '12a', 'BC-STTTT'],
    ['Số: 01/2016/QĐ-UBND', '01', '2016/QĐ-UBND'],
    ['SỐ: 7816/VPCP-TTĐT', '7816', 'VPCP-TTĐT'],
    ['Số:        /STTTT-CNTT', null, 'STTTT-CNTT'],
    ['Số: …./STTTT-CNTT', null, null],
    ['Số điện thoại: 0711/123', null, null],
    ['Số lượng: 3', null, null],
  ])('in "%s"', (text, number, notation) => {
    expect(fieldOf(inLeftColumn(text), 'number')).toBe(number);
    expect(fieldOf(inLeftColumn(text), 'notation')).toBe(notation);
  });

  it('stand at the left: what the text says of other documents is passed over', () => {
    const text = 'Số: 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư';
    expect(fieldOf([{ text, down: 400, left: 85 }], 'number')).toBe(null);
  });
});

describe('place and date', () => {
  const at = (...texts: string[]) => texts.map((text, index) => ({ text, down: 108, left: 300 + 90 * index }));
  it.each([
    [['Hà Nội, ngày 01 tháng 02 năm 2024'], 'Hà Nội', '2024-02-01'],
    [['Thành phố Hồ Chí Minh, Ngày 1 tháng 12 năm 2024'], 'Thành phố Hồ Chí Minh', '2024-12-01'],
    [['Hà Nội, ngày', 'tháng 02 năm 2024'], 'Hà Nội', null],
    [['Hà Nội, ngày … tháng … năm 2024'], 'Hà Nội', null],
    [['Hà Nội, ngày 31 tháng 02 năm 2024'], 'Hà Nội', null],
    [['ngày 01 tháng 02 năm 2024'], null, null],
  ])('in %j', (texts, place, date) => {
    expect(fieldOf(at(...texts), 'place')).toBe(place);
    expect(fieldOf(at(...texts), 'date')).toBe(date);
  });
});

describe('type and subject', () => {
  it('of a document with a named type end where the text begins', () => {
    const words = [
      { text: 'THÔNG BÁO', down: 150 },
      { text: 'Kết luận của Chủ tịch tại phiên họp', down: 168 },
      { text: 'Ngày 12 tháng 5, Chủ tịch đã chủ trì phiên họp thường kỳ', down: 186, left: 120 },
    ];
    expect(fieldOf(words, 'type')).toBe('TB');
    expect(fieldOf(words, 'subject')).toBe('Kết luận của Chủ tịch tại phiên họp');
  });

  it('are told by the notation where no line names the type, and by "V/v" for a công văn', () => {
    expect(fieldOf(inLeftColumn('Số: 5/TTr-SNV'), 'type')).toBe('TTr');
    const letter = inLeftColumn('Số: 5/SNV-VP', 'V/v: gửi báo cáo', 'tháng 5', 'Kính gửi: Sở Y tế');
    expect(fieldOf(letter, 'type')).toBe('CV');
    expect(fieldOf(letter, 'subject')).toBe('Về việc gửi báo cáo tháng 5');
  });

  it('are not taken from the words of the text', () => {
    expect(fieldOf([{ text: 'Quyết định', down: 150 }], 'type')).toBe(null);
    expect(fieldOf([{ text: 'QUYẾT ĐỊNH:', down: 150 }], 'type')).toBe(null);
  });
});

describe('the issuer', () => {
  it.each([
    [['BỘ NỘI VỤ', 'CỤC VĂN THƯ VÀ', 'LƯU TRỮ NHÀ NƯỚC'], 'CỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC'],
    [['VĂN PHÒNG CHÍNH PHỦ'], 'VĂN PHÒNG CHÍNH PHỦ'],
    [['UBND TỈNH HẬU GIANG', 'SỞ NỘI VỤ'], 'SỞ NỘI VỤ'],
  ])('of %j is the lowest name', (names, issuer) => {
    expect(fieldOf(inLeftColumn(...names, 'Số: 5/SNV-VP'), 'issuer')).toBe(issuer);
  });

  it('is unknown without a number below it', () => {
    expect(fieldOf(inLeftColumn('SỞ NỘI VỤ'), 'issuer')).toBe(null);
  });
});

describe('who signed', () => {
  const at = (texts: readonly string[]) => [
    { text: 'Nơi nhận:', down: 600, left: 85 },
    ...texts.map((text, index) => ({ text, down: 600 + (text === text.toUpperCase() ? 16 : 40) * index, centre: 420 })),
  ];
  it.each([
    [['GIÁM ĐỐC', 'Nguyễn Văn Minh'], null, 'GIÁM ĐỐC', 'Nguyễn Văn Minh'],
    [['TL. CHỦ TỊCH', 'CHÁNH VĂN PHÒNG', 'Lê Thị Hoa'], 'TL. CHỦ TỊCH', 'CHÁNH VĂN PHÒNG', 'Lê Thị Hoa'],
    [
      ['TM. ỦY BAN NHÂN DÂN', 'THÀNH PHỐ VỊ THANH', 'CHỦ TỊCH', 'PGS.TS. Trần An'],
      'TM. ỦY BAN NHÂN DÂN THÀNH PHỐ VỊ THANH',
      'CHỦ TỊCH',
      'PGS.TS. Trần An',
    ],
    [['GIÁM ĐỐC', 'Ký thay: 12/5/2016'], null, 'GIÁM ĐỐC', null],
  ])('is read from %j', (texts, competence, position, fullName) => {
    const words = at(texts);
    expect(fieldOf(words, 'competence')).toBe(competence);
    expect(fieldOf(words, 'position')).toBe(position);
    expect(fieldOf(words, 'fullName')).toBe(fullName);
  });

  it('is not sought in annexes', () => {
    const { fields } = propose(decisionPages().map(pageOf));
    expect(fields.fullName).toMatchObject({ value: 'TS. Nguyễn Thị Thùy Dương', page: 2 });
  });
});

describe('lines', () => {
  it('are put together from letters drawn one by one, in any order', () => {
    const text = 'Số: 123/QĐ-UBND';
    const letters = [...text].map((letter, index) => ({
      text: letter,
      x: 100 + 6 * index,
      y: 700,
      width: 6,
      size: 12,
    }));
    const page = { width, height, runs: letters.filter(({ text: letter }) => letter !== ' ').reverse() };
    expect(propose([page]).fields.notation).toEqual({ value: 'QĐ-UBND', text, page: 1 });
  });

  it('of any text at any place make a proposal, whose words all stand there', () => {
    const words = fc.constantFrom(
      ...decisionPages()
        .flat()
        .map(({ text }) => text),
      'V/v',
      'Số:',
      '/QĐ-UBND',
      'ngày',
      '\u0301'.repeat(40),
      '',
    );
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const placed = fc.record({ x: fc.integer({ min: 0, max: 600 }), y: fc.integer({ min: 0, max: 850 }) });
    const run = fc
      .record({
        text: fc.oneof(words, fc.string({ unit: 'binary' })),
        place: fc.oneof(placed, fc.record({ x: number, y: number })),
        width: number,
        size: number,
      })
      .map(({ text, place, width: wide, size }): TextRun => ({ text, ...place, width: wide, size }));
    fc.assert(
      fc.property(fc.array(fc.array(run, { maxLength: 40 }), { maxLength: 3 }), (pages) => {
        const proposal = propose(pages.map((runs) => ({ width, height, runs })));
        const letters = pages
          .flat()
          .map(({ text }) => text)
          .join('')
          .normalize('NFD')
          .replace(/\s/gu, '');
        for (const found of Object.values(proposal.fields))
          for (const letter of found?.text.normalize('NFD').replace(/\s|\u034f/gu, '') ?? '')
            expect(letters).toContain(letter);
      }),
      { numRuns: 300 },
    );
  });

  it('in their thousands take no time', () => {
    const runs = Array.from({ length: 30_000 }, (_, index) => ({
      text: 'NGÀY, ngày',
      x: index % 600,
      y: index % 7,
      width: 1,
      size: 1,
    }));
    const started = performance.now();
    propose([{ width, height, runs }]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
