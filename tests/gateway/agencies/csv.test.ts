import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv, writeCsv } from '../../../gateway/agencies/csv.js';

const bytes = (text: string) => Buffer.from(text);
const problem = (code: string, detail?: RegExp) =>
  expect.objectContaining({ code, ...(detail === undefined ? {} : { detail: expect.stringMatching(detail) }) });

describe('CSV', () => {
  it('comes back as it was written, whatever is in the cells', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('', '"', ',', '\r\n', '\n', ' a ', '"",""', 'Sở "A", B\nC', '\ufeffx'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 20 }), (cells) => {
        const text = writeCsv([['a', 'b', 'c'], ...cells]);
        const expected = cells
          .map((row) => row.map((value) => value.normalize('NFC').trim()))
          // A row without any content is a blank line to a reader.
          .filter((_, i) => cells[i]?.some((value) => value.normalize('NFC') !== ''));
        expect(parseCsv(bytes(text)).rows.map(({ a, b, c }) => [a, b, c])).toEqual(expected);
      }),
    );
  });

  it('never ends in anything but rows or a problem, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string().map(bytes)), (input) => {
        try {
          parseCsv(input);
        } catch (error) {
          expect(error).toEqual(expect.objectContaining({ name: 'Problem' }));
        }
      }),
    );
  });

  it('accepts a byte order mark, LF line ends, headings in capitals, short rows and no last line end', () => {
    const { columns, rows } = parseCsv(bytes('\ufeffCode, Name ,x\nH30,"Ủy ban, tỉnh"\nH31,,y'));
    expect(columns).toEqual(['code', 'name', 'x']);
    expect(rows).toEqual([
      { code: 'H30', name: 'Ủy ban, tỉnh', x: '' },
      { code: 'H31', name: '', x: 'y' },
    ]);
  });

  it('refuses what is too large, not UTF-8, ragged, badly quoted, or named twice', () => {
    expect(() => parseCsv(bytes('a\n1\n2'), { maxBytes: 4, maxRows: 9 })).toThrow(problem('body_too_large'));
    expect(() => parseCsv(bytes('a\n1\n2'), { maxBytes: 99, maxRows: 1 })).toThrow(problem('body_too_large'));
    expect(() => parseCsv(Buffer.from([0x61, 0xff]))).toThrow(problem('invalid_request', /UTF-8/));
    expect(() => parseCsv(bytes('a,b\n1,2\n1,2,3'))).toThrow(problem('invalid_request', /Row 2/));
    expect(() => parseCsv(bytes('a\n"1'))).toThrow(problem('invalid_request'));
    expect(() => parseCsv(bytes('a,A\n1,2'))).toThrow(problem('invalid_request', /same heading/));
  });

  it('reads a hostile file of one long quoted field without trouble', () => {
    const long = '""'.repeat(4_000_000);
    const attempt = () => parseCsv(bytes(`a\n"${long}`));
    expect(attempt).toThrow(problem('invalid_request'));
    expect(parseCsv(bytes(`a\n"${long}"`)).rows[0]?.['a']).toHaveLength(4_000_000);
  });
});
