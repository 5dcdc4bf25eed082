import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentTypeByCode, documentTypes, findDocumentType } from '../../../schemas/directory/document-types.js';
import { demonstrationAgencies, levelOneName, ministries, provinces } from '../../../schemas/directory/level-one.js';
import { readCsv } from '../../../schemas/directory/read-csv.js';
import { findStatus, statusKind, statusKinds } from '../../../schemas/directory/statuses.js';
import { isUrgency, priorityOf, urgencies, urgencyByPriority } from '../../../schemas/directory/urgency.js';
import { isProblem } from '../../../schemas/problems/problem.js';

describe('document types', () => {
  it('are the 29 of the decree, 3 copies and the normative ones ministries send', () => {
    const group = (name: string) => documentTypes.filter((type) => type.group === name).length;
    expect([group('administrative'), group('copy'), group('normative')]).toEqual([29, 3, 3]);
  });

  it('have abbreviations except công văn and thư công', () => {
    expect(documentTypes.filter((type) => type.abbreviation === null).map((type) => type.name)).toEqual([
      'Công văn',
      'Thư công',
    ]);
    expect(new Set(documentTypes.map((type) => type.code)).size).toBe(documentTypes.length);
  });

  it.each([
    ['QĐ', 'QĐ'],
    ['quyết định', 'QĐ'],
    ['Cong van', 'CV'],
    ['qđ'.normalize('NFD'), 'QĐ'],
    ['Giấy uỷ quyền', 'GUQ'],
    ['da', 'DA'],
    ['đa', 'ĐA'],
    ['Đề án', 'ĐA'],
    ['TTr', 'TTr'],
    ['TT', 'TT'],
  ])('finds what "%s" means', (text, code) => {
    expect(findDocumentType(text)?.code).toBe(code);
  });

  it('does not guess', () => {
    expect(findDocumentType('QD')).toBeUndefined();
    expect(findDocumentType('')).toBeUndefined();
    expect(documentTypeByCode('qđ')).toBeUndefined();
    expect(documentTypeByCode('QĐ')?.name).toBe('Quyết định');
  });
});

describe('urgency levels', () => {
  it('map to the priorities of edXML in order', () => {
    expect(urgencies.map(({ code }) => priorityOf(code))).toEqual([0, 1, 2, 3, 4]);
    expect(urgencies.every(({ code, priority }) => urgencyByPriority(priority)?.code === code)).toBe(true);
    expect(urgencyByPriority(5)).toBeUndefined();
    expect([isUrgency('express'), isUrgency('fast')]).toEqual([true, false]);
  });
});

describe('statuses', () => {
  it('are the nine of the regulation, with a reason where one is due', () => {
    expect(statusKinds.map(({ code }) => code)).toEqual(['01', '02', '03', '04', '05', '06', '13', '15', '16']);
    expect(statusKinds.filter((kind) => kind.needsReason).map(({ code }) => code)).toEqual(['02', '13', '16']);
    expect(statusKind('13')?.declaredBy).toBe('sender');
  });

  it.each([
    ['3', '03'],
    ['03', '03'],
    [' 13 ', '13'],
    ['Change_Acceptance', '15'],
    ['finish', '06'],
  ])('understand "%s" from other systems', (text, code) => {
    expect(findStatus(text)?.code).toBe(code);
  });

  it('refuse codes that do not exist', () => {
    for (const text of ['07', '14', '', 'done', '003']) expect(findStatus(text)).toBeUndefined();
  });
});

describe('code tables', () => {
  it('name 63 provinces and the ministries', () => {
    expect(provinces()).toHaveLength(63);
    expect(levelOneName('H30')).toBe('Hậu Giang');
    expect(levelOneName('G22')).toBe('Văn phòng Chính phủ');
    expect(levelOneName('Z99')).toBeUndefined();
    expect(ministries().every(({ name }) => name === name.normalize('NFC') && !name.includes('"'))).toBe(true);
  });

  it('list the demonstration province with every parent before its children, addressed to nobody real', () => {
    const seen = new Set<string | null>([null]);
    for (const agency of demonstrationAgencies()) {
      expect(seen).toContain(agency.parent);
      expect(agency.email).toMatch(/\.example$/);
      seen.add(agency.code);
    }
    expect(seen.size).toBeGreaterThan(30);
  });

  it('are the published ones', () => {
    const copy = new URL('../../../schemas/directory/data/provinces.csv', import.meta.url);
    expect(readCsv(readFileSync(copy, 'utf8'))[0]).toEqual(['code', 'name']);
  });
});

describe('comma-separated text', () => {
  it('keeps quoted commas, quotes and line breaks', () => {
    expect(readCsv('\ufeffa,"b, ""c""\r\nd"\r\n\r\n,x\n"",y')).toEqual([
      ['a', 'b, "c"\r\nd'],
      ['', 'x'],
      ['', 'y'],
    ]);
  });

  it('names the line of a quote that is never closed', () => {
    try {
      readCsv('a,b\nc,"d\n');
      expect.unreachable();
    } catch (error) {
      expect(isProblem(error, 'invalid_request')).toBe(true);
      expect(String(error)).toContain('Line 2');
    }
  });

  it('ends on any text', () => {
    expect(readCsv('')).toEqual([]);
    expect(readCsv('a,')).toEqual([['a', '']]);
    expect(readCsv('\n\n')).toEqual([]);
  });
});
