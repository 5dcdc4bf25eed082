import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCalendarDate } from '../../../schemas/directory/calendar-date.js';
import { formatDocumentId, parseDocumentId } from '../../../schemas/directory/document-id.js';
import { lengthOf } from '../../../schemas/directory/field-lengths.js';
import { foldText } from '../../../schemas/directory/fold-text.js';
import {
  formatDocumentCode,
  isDocumentNumber,
  notationWarning,
  parseDocumentCode,
  typeOfNotation,
} from '../../../schemas/directory/notation.js';
import {
  organCodeSpellings,
  organCodeWarning,
  parseOrganCode,
  toDecision20,
  toQcvn102,
} from '../../../schemas/directory/organ-code.js';
import { declaresSecrecy, secretStampIn, secretStampInName } from '../../../schemas/directory/secrecy.js';

describe('folding', () => {
  it('removes diacritics, case and spare blanks', () => {
    expect(foldText('  Uỷ ban\t NHÂN  DÂN tỉnh Đắk Lắk ')).toBe('uy ban nhan dan tinh dak lak');
    expect(foldText('đĐ ươ ÂĂÊÔƠƯ'.normalize('NFD'))).toBe('dd uo aaeoou');
  });

  it('is the same for every normal form and when repeated', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldText(text.normalize('NFD'))).toBe(foldText(text.normalize('NFC')));
        expect(foldText(foldText(text)).length).toBeLessThanOrEqual(foldText(text).length);
      }),
    );
  });
});

describe('identification codes', () => {
  it('are read in both forms', () => {
    expect(parseOrganCode('000.00.00.H30')).toEqual({ code: '000.00.00.H30', form: 'qcvn102', levels: ['H30'] });
    expect(parseOrganCode('H30.12.3')).toEqual({ code: 'H30.12.3', form: 'decision20', levels: ['H30', '12', '3'] });
  });

  it.each(['14.00.W00', '28.22.H17', 'vxp.saas.03'])('of another shape (%s) only warn', (code) => {
    expect(parseOrganCode(code)?.form).toBe('other');
    expect(organCodeWarning(code)).toContain(code);
  });

  it.each(['', 'H 30', 'H30/1', '../x', 'Hậu', 'H'.repeat(36), '.H30'])('refuse "%s"', (code) => {
    expect(parseOrganCode(code)).toBeNull();
    expect(organCodeWarning(code)).not.toBeNull();
  });

  it('convert where both forms can say it', () => {
    expect(toQcvn102('H30')).toBe('000.00.00.H30');
    expect(toQcvn102('H30.12')).toBe('000.00.12.H30');
    expect(toQcvn102('H30.31.3')).toBe('000.03.31.H30');
    expect(toDecision20('000.00.00.H30')).toEqual(['H30']);
    expect(toDecision20('000.03.12.H30')).toEqual(['H30.12.03', 'H30.12.3']);
    expect(organCodeSpellings('H30.12')).toEqual(['H30.12', '000.00.12.H30']);
    expect(organCodeWarning('H30.12')).toBeNull();
  });

  it('do not convert what the other form cannot say', () => {
    expect(toQcvn102('H30.1234')).toBeNull();
    expect(toQcvn102('H30.A1')).toBeNull();
    expect(toQcvn102('vxp.saas.03')).toBeNull();
    expect(toDecision20('001.00.12.H30')).toEqual([]);
    expect(toDecision20('28.22.H17')).toEqual([]);
  });

  it('come back from the old form as one of their spellings', () => {
    const level = fc.integer({ min: 1, max: 99 }).map(String);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 63 }), fc.array(level, { maxLength: 3 }), (province, lower) => {
        const code = [`H${String(province).padStart(2, '0')}`, ...lower].join('.');
        const old = toQcvn102(code);
        expect(old).toHaveLength(13);
        expect(toDecision20(old ?? '')).toContain(code);
      }),
    );
  });
});

describe('secrecy', () => {
  it.each([
    ['MẬT', 'secret'],
    ['Kính gửi\n  TỐI MẬT  \nNội dung', 'top-secret'],
    ['tuyet mat', 'absolute-secret'],
    ['Tuyệt mật'.normalize('NFD'), 'absolute-secret'],
    ['[ Mật ]', 'secret'],
    ['Độ mật: Tối mật', 'top-secret'],
    ['MAT', 'secret'],
    ['M Ậ T', 'secret'],
    ['T Ố I   M Ậ T', 'top-secret'],
    ['M\u200bẬT', 'secret'],
    ['a\r\nMật\r\nb', 'secret'],
  ])('is seen in %j', (text, level) => {
    expect(secretStampIn(text)).toBe(level);
  });

  it.each([
    'V/v điều tra mật độ dân số',
    'Mật độ dân số',
    'bảo mật thông tin',
    'Mắt',
    'mặt',
    'Độ mật:',
    'Độ mật',
    '',
    'Tối',
    'Bí mật kinh doanh',
  ])('is not seen in %j', (text) => {
    expect(secretStampIn(text)).toBeUndefined();
  });

  it.each(['Mật.pdf', 'TUYET_MAT.docx', 'tối-mật.pdf', '[Mật] Kế hoạch.pdf', 'Kế hoạch (TỐI MẬT) 2016.pdf', 'MẬT'])(
    'is seen in the file name %j',
    (name) => expect(secretStampInName(name)).toBeDefined(),
  );

  it.each(['Mật độ dân số.pdf', 'mat-do-dan-so.pdf', 'Bảo mật.pdf', 'Kế hoạch (bản 2).pdf', 'Mặt bằng.pdf'])(
    'is not seen in the file name %j',
    (name) => expect(secretStampInName(name)).toBeUndefined(),
  );

  it('is declared by anything that does not say "none"', () => {
    for (const value of ['none', '', 'Không', '0', 'THƯỜNG', ' none ']) expect(declaresSecrecy(value)).toBe(false);
    for (const value of ['secret', 'Mật', '1', 'x', 'tối mật']) expect(declaresSecrecy(value)).toBe(true);
  });
});

describe('numbers and notations', () => {
  it('follow the rule of the decree', () => {
    expect(notationWarning('QĐ', 'QĐ-UBND')).toBeNull();
    expect(notationWarning('CV', 'UBND-VX')).toBeNull();
    expect(notationWarning('QĐ', 'UBND')).toBe(
      'The notation of a Quyết định starts with "QĐ-"; by the rule it would be "QĐ-UBND"',
    );
    expect(notationWarning('QĐ', 'TB-UBND-VX')).toMatch(/by the rule it would be "QĐ-UBND-VX"$/);
    expect(notationWarning('CV', 'QĐ-UBND')).toBe(
      'A Công văn carries no type in its notation; "QĐ" reads as one; by the rule it would be "UBND"',
    );
    expect(notationWarning('QĐ', 'TB')).toBe('The notation of a Quyết định starts with "QĐ-"');
    expect(notationWarning('unknown', 'X')).toBeNull();
  });

  it('say the type, unless diacritics are missing where they decide', () => {
    const said = ['QĐ-UBND', '2020/NĐ-CP', 'UBND-VX', 'STTTT', 'QD-UBND', 'da-UBND', ''].map(typeOfNotation);
    expect(said).toEqual(['QĐ', 'NĐ', 'CV', 'CV', null, null, 'CV']);
  });

  it('are split at the first slash', () => {
    expect(parseDocumentCode('7816/VPCP-TTĐT')).toEqual({ number: '7816', notation: 'VPCP-TTĐT' });
    expect(parseDocumentCode('12/2020/NĐ-CP')).toEqual({ number: '12', notation: '2020/NĐ-CP' });
    expect(parseDocumentCode('99')).toEqual({ number: '99', notation: '' });
    expect(formatDocumentCode({ number: '99', notation: '' })).toBe('99');
    for (const text of ['', '/QĐ', 'a b/c', '123456789012/X']) expect(parseDocumentCode(text)).toBeNull();
  });

  it('hold no blank, slash or comma', () => {
    expect([isDocumentNumber('74fass22'), isDocumentNumber('1/2'), isDocumentNumber('')]).toEqual([true, false, false]);
  });
});

describe('document ids', () => {
  it('are written as the axis writes them', () => {
    const id = { organId: '000.00.00.G22', date: '2015-09-30', number: '7816', notation: 'VPCP-TTĐT' };
    expect(formatDocumentId(id)).toBe('000.00.00.G22,2015/09/30,7816/VPCP-TTĐT');
    expect(parseDocumentId(formatDocumentId(id))).toEqual(id);
  });

  it('of another kind are not read', () => {
    for (const text of ['9fbfbad2-f1f8-4256-a2eb-50fb1061cddb', 'G22,2014/02/30,7806/X', 'G22,2014/02/01,', '']) {
      expect(parseDocumentId(text)).toBeNull();
    }
  });

  it('never make the reader throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => parseDocumentId(text) === null || text.includes(',')),
    );
  });
});

describe('dates and lengths', () => {
  it('are real days', () => {
    for (const day of ['2016-02-29', '2026-12-31']) expect(isCalendarDate(day)).toBe(true);
    for (const day of ['2015-02-29', '2016-13-01', '2016-00-10', '0016-01-01', '16-01-01', '2016/01/01', '']) {
      expect(isCalendarDate(day)).toBe(false);
    }
  });

  it('count letters, not code units', () => {
    expect(lengthOf('Hậu Giang'.normalize('NFD'))).toBe(9);
    expect(lengthOf('𝔘')).toBe(1);
  });
});
