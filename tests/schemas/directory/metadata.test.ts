import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { checkMetadata } from '../../../schemas/directory/metadata.js';
import { metadataSchema } from '../../../schemas/directory/metadata-schema.js';
import { isProblem, type Problem } from '../../../schemas/problems/problem.js';

const example = {
  from: null,
  to: ['H30.01', 'H30.12'],
  type: 'QĐ',
  number: '123',
  notation: 'QĐ-UBND',
  subject: 'Về việc ban hành quy chế',
  promulgation: { place: 'Vị Thanh', date: '2016-05-19' },
  signer: { competence: 'TM. UBND', position: 'Chủ tịch', fullName: 'Nguyễn Văn A' },
  urgency: 'normal',
  expressAt: null,
  secrecy: 'none',
  paper: 'none',
  dueDate: null,
  pages: 3,
  copies: 1,
  responseFor: [{ agency: 'G22', number: '7', notation: 'VPCP-TTĐT', date: '2016-05-01' }],
  steering: 0,
  appendices: ['Phụ lục I'],
  places: ['Như trên', 'Lưu: VT'],
  note: 'dòng 1\ndòng 2',
};

function problemOf(value: unknown): Problem {
  try {
    checkMetadata(value);
  } catch (error) {
    if (isProblem(error)) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('metadata', () => {
  it('of the documented example comes through unchanged', () => {
    expect(checkMetadata(example)).toEqual(example);
  });

  it('is completed with the documented defaults', () => {
    const { to, type, notation, subject } = example;
    const metadata = checkMetadata({ to, type, notation, subject, promulgation: { date: '2016-05-19' } });
    expect(metadata).toEqual({
      ...example,
      number: undefined,
      promulgation: { place: '', date: '2016-05-19' },
      signer: { competence: '', position: '', fullName: '' },
      pages: 0,
      responseFor: [],
      appendices: [],
      places: [],
      note: '',
    });
    expect('number' in metadata).toBe(false);
  });

  it('is brought to NFC, without stray white space, recipients once, the type as its code', () => {
    const metadata = checkMetadata({
      ...example,
      subject: '  Về   việc\n quy hoạch '.normalize('NFD'),
      to: ['H30.01', ' H30.01', 'Khối huyện'],
      type: 'quyết định',
    });
    expect(metadata.subject).toBe('Về việc quy hoạch');
    expect(metadata.to).toEqual(['H30.01', 'Khối huyện']);
    expect(metadata.type).toBe('QĐ');
  });

  it('reports every fault at once', () => {
    const problem = problemOf({
      ...example,
      to: [],
      type: 'XYZ',
      notation: undefined,
      subject: 'x'.repeat(501),
      promulgation: { date: '2016-02-30' },
      urgency: 'fast',
      colour: 'red',
      pages: 1000,
      dueDate: '2016-06-31',
      responseFor: [{ agency: 'G22' }],
    });
    expect(problem.code).toBe('invalid_request');
    expect((problem.field ?? '').split(', ').sort()).toEqual(
      [
        'colour',
        'dueDate',
        'notation',
        'pages',
        'promulgation.date',
        'responseFor[0].number',
        'subject',
        'to',
        'type',
        'urgency',
      ].sort(),
    );
    expect(problem.detail).toContain('2016-02-30 is not a day');
    expect(problem.detail).toContain('very-urgent');
  });

  it('reports more faults than a validator likes to list, and never loses a refusal among them', () => {
    const unknown = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x${index}`, index]));
    const problem = problemOf({ ...example, ...unknown, signer: unknown, paper: {} });
    expect((problem.field ?? '').split(', ')).toHaveLength(61);
    expect(problem.field).toContain('signer.x29');
    expect(problem.field).toContain('paper');
    const flood = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`x${index}`, index]));
    expect(problemOf({ ...example, ...flood }).code).toBe('invalid_request');
    expect(problemOf({ ...example, signer: flood }).code).toBe('invalid_request');
  });

  it('counts lengths after composition', () => {
    expect(checkMetadata({ ...example, subject: 'ậ'.repeat(500).normalize('NFD') }).subject).toHaveLength(500);
    expect(problemOf({ ...example, number: '123456789012' }).field).toBe('number');
    expect(problemOf({ ...example, number: '1/2' }).field).toBe('number');
  });

  it('takes a time of arrival with express-timed only, and turns it to UTC', () => {
    const timed = { ...example, urgency: 'express-timed', expressAt: '2016-05-19T14:00:00+07:00' };
    expect(checkMetadata(timed).expressAt).toBe('2016-05-19T07:00:00.000Z');
    expect(problemOf({ ...timed, expressAt: null }).field).toBe('expressAt');
    expect(problemOf({ ...timed, urgency: 'express' }).field).toBe('expressAt');
    expect(problemOf({ ...timed, expressAt: '2016-02-30T14:00:00Z' }).field).toBe('expressAt');
    expect(problemOf({ ...timed, expressAt: '2016-05-19T14:00:00' }).field).toBe('expressAt');
    expect(problemOf({ ...timed, expressAt: '2016-05-19T25:00:00Z' }).field).toBe('expressAt');
  });

  it.each([
    [{ secrecy: 'Mật' }, 'secrecy'],
    [{ secrecy: 'top-secret' }, 'secrecy'],
    [{ secrecy: 1 }, 'secrecy'],
    [{ subject: 'TỐI MẬT\nVề việc điều động' }, 'subject'],
    [{ note: 'tuyet mat' }, 'note'],
    [{ appendices: ['Phụ lục', 'MẬT'] }, 'appendices[1]'],
  ])('with a secret marking %j is refused before anything else', (change, field) => {
    const problem = problemOf({ ...example, to: [], ...change });
    expect([problem.code, problem.field]).toEqual(['secret_refused', field]);
    expect(problem.message).not.toContain('điều động');
  });

  it('about the density of a population is no secret', () => {
    expect(checkMetadata({ ...example, subject: 'Báo cáo mật độ dân số' }).secrecy).toBe('none');
  });

  it('with control characters, lone surrogates or direction overrides is refused', () => {
    for (const character of ['\u0000', '\u001b', '\ud800', '\u202e', '\uffff']) {
      expect(problemOf({ ...example, subject: `a${character}b` }).field).toBe('subject');
    }
  });

  it('that is no object is refused', () => {
    for (const value of [null, 'x', [], 7, undefined]) expect(problemOf(value).code).toBe('invalid_request');
    for (const value of [{ promulgation: 'x' }, { to: 'H30' }, { responseFor: [null, 7] }, { signer: [] }]) {
      expect(problemOf({ ...example, ...value }).code).toBe('invalid_request');
    }
  });

  it('of any JSON shape is accepted or refused, and what is accepted satisfies the schema', () => {
    const mutated = fc.tuple(fc.constantFrom(...Object.keys(example)), fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(fc.array(mutated, { minLength: 1, maxLength: 3 }), (changes) => {
        const value = { ...example, ...Object.fromEntries(changes) };
        try {
          const metadata = checkMetadata(value);
          expect(Value.Check(metadataSchema, metadata)).toBe(true);
          expect(checkMetadata(metadata)).toEqual(metadata);
        } catch (error) {
          if (!isProblem(error)) throw error;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
