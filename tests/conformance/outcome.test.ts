import { describe, expect, it } from 'vitest';
import { Problem } from '../../schemas/problems/problem.js';
import type { Expectation } from './cases.js';
import { type Disagreement, disagreementOf, type Outcome, observe } from './outcome.js';

const said = (word: Outcome['said']): Outcome => ({ said: word, why: '' });

describe('comparing with what a suite expects', () => {
  it.each<[Expectation, Outcome['said'], Disagreement | null]>([
    ['valid', 'valid', null],
    ['valid', 'indeterminate', 'false reject'],
    ['invalid', 'reject', null],
    ['invalid', 'valid', 'false accept'],
    ['invalid', 'indeterminate', 'other'],
    ['indeterminate', 'valid', 'false accept'],
    ['reject', 'read', 'false accept'],
    ['reject', 'invalid', 'other'],
    ['parse', 'reject', 'false reject'],
    ['unknown', 'valid', null],
    ['unknown', 'crash', 'crash'],
  ])('%s expected, %s said: %s', (expected, word, disagreement) => {
    expect(disagreementOf([expected], said(word))).toBe(disagreement);
  });

  it('a typed problem is a refusal, anything else thrown a crash', async () => {
    const refuse = () => {
      throw new Problem('xml_malformed');
    };
    const crash = () => {
      throw new TypeError('x is not a function');
    };
    expect((await observe(refuse)).said).toBe('reject');
    expect((await observe(crash)).said).toBe('crash');
  });
});
