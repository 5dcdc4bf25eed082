import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onlyElement, tags } from '../../../certs/asn1/der.js';
import { readNamedBits, readOid, readText, readTime } from '../../../certs/asn1/der-values.js';
import {
  element,
  generalizedTime,
  integer,
  namedBits,
  octets,
  oid,
  sequence,
  setOf,
  time,
  unsignedInteger,
  utf8,
} from '../../../certs/asn1/write-der.js';

/** What openssl sees in an element: one line, without its position and lengths. */
function asn1parse(der: Buffer): string {
  const text = execFileSync('openssl', ['asn1parse', '-inform', 'DER'], { input: der }).toString();
  return (
    text
      .split('\n')[0]
      ?.replace(/^.*?(?:prim|cons): */, '')
      .replace(/ +/g, ' ')
      .trim() ?? ''
  );
}

describe('DER as we write it', () => {
  it.each([
    [integer(0), 'INTEGER :00'],
    [integer(127), 'INTEGER :7F'],
    [integer(128), 'INTEGER :80'],
    [integer(40_000), 'INTEGER :9C40'],
    [integer(2n ** 159n), `INTEGER :80${'0'.repeat(38)}`],
    [unsignedInteger(Buffer.from('0000ff01', 'hex')), 'INTEGER :FF01'],
    [oid('2.5.4.97'), 'OBJECT :organizationIdentifier'],
    [oid('1.3.6.1.4.1.99999.1'), 'OBJECT :1.3.6.1.4.1.99999.1'],
    [oid('2.999.3'), 'OBJECT :2.999.3'],
    [utf8('Sở Nội vụ'), 'UTF8STRING :Sở Nội vụ'],
    [generalizedTime(new Date('2026-01-02T03:04:05.120Z')), 'GENERALIZEDTIME :20260102030405Z'],
    [generalizedTime(new Date('2026-01-02T03:04:05.120Z'), 'milliseconds'), 'GENERALIZEDTIME :20260102030405.12Z'],
    [generalizedTime(new Date('2026-01-02T03:04:05.000Z'), 'milliseconds'), 'GENERALIZEDTIME :20260102030405Z'],
    [time(new Date('2049-12-31T23:59:59.999Z')), 'UTCTIME :491231235959Z'],
    [time(new Date('2050-01-01T00:00:00Z')), 'GENERALIZEDTIME :20500101000000Z'],
  ])('%# is what openssl reads', (der, expected) => {
    expect(asn1parse(der)).toBe(expected);
  });

  it('sorts the elements of a set by their encodings', () => {
    const [small, large] = [octets(Buffer.of(1)), octets(Buffer.of(1, 2))];
    expect(setOf(large, small)).toEqual(setOf(small, large));
    expect(setOf(large, small).toString('hex')).toBe('310704010104020102');
  });

  it('writes lengths in their shortest form, whatever the size', () => {
    for (const size of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      const content = Buffer.alloc(size, 7);
      expect(onlyElement(sequence(octets(content)), tags.sequence).content).toEqual(octets(content));
    }
  });

  it('is read back as it was meant', () => {
    const arcs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 60n }), { maxLength: 4 });
    const dotted = fc
      .tuple(fc.constantFrom('0.3', '1.3', '2.5', '2.999'), arcs)
      .map(([head, rest]) => [head, ...rest].join('.'));
    fc.assert(fc.property(dotted, (id) => readOid(onlyElement(oid(id))) === id));
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (text) => readText(onlyElement(utf8(text))) === text.normalize('NFC'),
      ),
    );
    const bits = fc.uniqueArray(fc.integer({ min: 0, max: 31 }), { minLength: 1 });
    fc.assert(
      fc.property(bits, (set) => {
        expect(readNamedBits(onlyElement(namedBits(...set)))).toEqual(new Set(set));
      }),
    );
    const seconds = fc.integer({ min: -631_152_000, max: 4_102_444_800 }).map((at) => new Date(at * 1000));
    fc.assert(fc.property(seconds, (at) => readTime(onlyElement(time(at))).getTime() === at.getTime()));
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (value) => {
        const { content } = onlyElement(integer(value), tags.integer);
        expect(BigInt(`0x${content.toString('hex')}`)).toBe(value);
        expect((content[0] ?? 0) < 0x80).toBe(true);
      }),
    );
    expect(element(tags.null)).toEqual(Buffer.from('0500', 'hex'));
  });
});
