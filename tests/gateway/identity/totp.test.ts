/** One-time codes against the published vectors, and what an app is told. */
import { describe, expect, it } from 'vitest';
import { base32, findTotpStep, totpAddress, totpCode, totpStep } from '../../../gateway/identity/totp.js';

const key = Buffer.from('12345678901234567890');
const at = (seconds: number) => new Date(seconds * 1000);

describe('codes', () => {
  it.each([
    // RFC 6238 appendix B, SHA-1; the last 6 of its 8 digits.
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i are those of RFC 6238', (seconds, code) => {
    expect(totpCode(key, totpStep(at(seconds)))).toBe(code);
    expect(findTotpStep(key, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it.each([
    // RFC 4226 appendix D.
    [0, '755224'],
    [1, '287082'],
    [9, '520489'],
  ])('of counter %i are those of RFC 4226', (counter, code) => {
    expect(totpCode(key, counter)).toBe(code);
  });

  it('are good one step before and after theirs, and no longer', () => {
    const code = totpCode(key, 1000);
    expect([999, 1000, 1001].map((step) => findTotpStep(key, code, at(step * 30)))).toEqual([1000, 1000, 1000]);
    expect([998, 1002].map((step) => findTotpStep(key, code, at(step * 30)))).toEqual([null, null]);
  });

  it('are six digits and nothing else', () => {
    for (const text of ['', '28708', '2870820', '28708２', ' 287082', '-87082'])
      expect(findTotpStep(key, text, at(59))).toBeNull();
  });
});

it('a key is written in base 32 as RFC 4648 section 10 has it', () => {
  const written = ['f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base32(Buffer.from(text)));
  expect(written).toEqual(['MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']);
});

it('the address for apps is one a URL parser reads back', () => {
  const url = new URL(totpAddress(key, 'Công văn', 'mai.nt@vpubnd.example'));
  expect(url.protocol + url.host).toBe('otpauth:totp');
  expect(decodeURIComponent(url.pathname)).toBe('/Công văn:mai.nt@vpubnd.example');
  expect(url.searchParams.get('secret')).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(url.searchParams.get('issuer')).toBe('Công văn');
});
