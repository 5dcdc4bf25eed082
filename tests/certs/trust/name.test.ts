import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onlyElement } from '../../../certs/asn1/der.js';
import { element, oid, sequence } from '../../../certs/asn1/write-der.js';
import { nameKey, nameText, readName } from '../../../certs/trust/name.js';
import { validatePath } from '../../../certs/trust/validate-path.js';
import { openssl } from '../../support/openssl.js';

const utf8String = 12;
const printableString = 19;
const teletexString = 20;
const bmpString = 30;

/** A Name with one common name, in any kind of string. */
function named(text: string, tag = utf8String): ReturnType<typeof readName> {
  const content =
    tag === bmpString
      ? Buffer.from(text, 'utf16le').swap16()
      : Buffer.from(text, tag === utf8String ? 'utf8' : 'latin1');
  return readName(onlyElement(sequence(element(0x31, sequence(oid('2.5.4.3'), element(tag, content))))));
}

const key = (text: string, tag?: number) => nameKey(named(text, tag));

describe('comparing names', () => {
  it.each([
    ['composed and decomposed letters', 'Sở Nội vụ tỉnh Hậu Giang', 'Sở Nội vụ tỉnh Hậu Giang'.normalize('NFD')],
    ['capitals', 'ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP', 'Ủy ban nhân dân tỉnh Đồng Tháp'],
    ['spaces of every kind', '  Sở \u00a0 Y  tế ', 'Sở Y tế'],
    ['tabs and line ends', 'Sở\tY\r\ntế', 'Sở Y tế'],
    ['full-width letters', 'Ｓở Y tế', 'Sở Y tế'],
    ['invisible characters', 'S\u200bở\u00ad Y\ufeff tế', 'Sở Y tế'],
    ['sharp s and final sigma', 'STRASSE ΟΔΟΣ', 'straße οδος'],
  ])('%s make no difference', (_, one, other) => expect(key(one)).toBe(key(other)));

  it('the kind of string makes no difference', () => {
    expect(key('So Noi vu', printableString)).toBe(key('So Noi vu'));
    expect(key('Sở Nội vụ', bmpString)).toBe(key('Sở Nội vụ'));
    expect(key('Hà Nam', teletexString)).toBe(key('Hà Nam'));
  });

  it.each([
    ['tone marks', 'Sở Nội vụ', 'Sở Nói vụ'],
    ['đ and d', 'Đồng Tháp', 'Dồng Tháp'],
    ['a missing space', 'Sở Nội vụ', 'SởNội vụ'],
    ['the boundary between two attributes', 'a"+2.5.4.3="b', 'a'],
  ])('%s do make a difference', (_, one, other) => expect(key(one)).not.toBe(key(other)));

  it('folding twice changes nothing, for every character and any text', () => {
    const folded = (text: string) => JSON.parse(key(text).replace(/^2\.5\.4\.3=/, '')) as string;
    const isText = (value: string) => Buffer.from(value).toString() === value;
    for (let first = 0; first < 0x30000; first += 128) {
      const points = Array.from({ length: 128 }, (_, index) => String.fromCodePoint(first + index)).filter(isText);
      const row = points.join(' x');
      expect(folded(folded(row)), first.toString(16)).toBe(folded(row));
    }
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })).filter(isText);
    fc.assert(
      fc.property(text, (value) => {
        expect(folded(folded(value))).toBe(folded(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('shows names composed, without control characters', () => {
    expect(nameText(named('Sở\nNội vụ, "A"'.normalize('NFD')))).toBe('CN=Sở Nội vụ\\, \\"A\\"');
  });
});

it('a certificate whose issuer is spelt decomposed belongs to the authority whose name is composed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'names-'));
  const at = (name: string) => join(folder, name);
  const run = (...args: string[]) => {
    const { status, text } = openssl(args);
    expect(status, text).toBe(0);
  };
  try {
    const composed = 'Cơ quan chứng thực tỉnh Hậu Giang';
    writeFileSync(
      at('extensions'),
      '[req]\ndistinguished_name=dn\nutf8=yes\n[dn]\n[ca]\nbasicConstraints=critical,CA:true\nsubjectKeyIdentifier=hash\n' +
        '[leaf]\nbasicConstraints=critical,CA:false\nauthorityKeyIdentifier=keyid\n',
    );
    run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', at('key'));
    const root = (out: string, subject: string) => {
      const config = ['-config', at('extensions'), '-extensions', 'ca', '-utf8', '-subj', `/CN=${subject}`];
      run('req', '-new', '-x509', '-key', at('key'), '-days', '9', ...config, '-out', at(out));
    };
    root('composed.pem', composed);
    root('decomposed.pem', composed.normalize('NFD').toUpperCase());
    run('req', '-new', '-key', at('key'), '-subj', '/CN=leaf', '-config', at('extensions'), '-out', at('leaf.csr'));
    const issue = ['-req', '-in', at('leaf.csr'), '-CA', at('decomposed.pem'), '-CAkey', at('key'), '-days', '3'];
    run('x509', ...issue, '-extfile', at('extensions'), '-extensions', 'leaf', '-out', at('leaf.pem'));
    const der = (name: string) => {
      run('x509', '-in', at(name), '-outform', 'DER', '-out', at('der'));
      return readFileSync(at('der'));
    };
    const material = { anchors: [der('composed.pem')], at: new Date() };
    expect(await validatePath(der('leaf.pem'), material, { requireRevocation: false })).toMatchObject({ ok: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
