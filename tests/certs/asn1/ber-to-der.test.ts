import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { berToDer } from '../../../certs/asn1/ber-to-der.js';
import { childrenOf, DerError, type DerNode, DerReader } from '../../../certs/asn1/der.js';
import { vectorPath } from '../../support/vectors.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-ber-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What an element means, and how somebody happened to write it. */
type Value =
  | { readonly kind: 'primitive'; readonly tag: number; readonly content: Buffer }
  | { readonly kind: 'pieces'; readonly tag: number; readonly pieces: readonly Value[] }
  | { readonly kind: 'constructed'; readonly tag: number; readonly children: readonly Value[] };
type Form = 'shortest' | 'padded' | 'indefinite';

const minimalLength = (length: number): number[] => {
  if (length < 0x80) return [length];
  const octets = [
    ...Buffer.from(length.toString(16).padStart(2 * Math.ceil(length.toString(16).length / 2), '0'), 'hex'),
  ];
  return [0x80 | octets.length, ...octets];
};
const paddedLength = (length: number): number[] => [0x84, ...[24, 16, 8, 0].map((shift) => (length >>> shift) & 0xff)];

/** Independent of the product: the bytes of a value, each header in the next form of `forms`. */
function write(value: Value, forms: () => Form): Buffer {
  const form = forms();
  if (value.kind === 'primitive') return wrap(value.tag, value.content, form === 'indefinite' ? 'padded' : form);
  const inside = value.kind === 'pieces' ? value.pieces : value.children;
  const tag = value.kind === 'pieces' ? value.tag | 0x20 : value.tag;
  return wrap(tag, Buffer.concat(inside.map((child) => write(child, forms))), form);
}

function wrap(tag: number, content: Buffer, form: Form): Buffer {
  if (form === 'indefinite') return Buffer.concat([Buffer.of(tag, 0x80), content, Buffer.of(0, 0)]);
  const length = form === 'padded' ? paddedLength(content.length) : minimalLength(content.length);
  return Buffer.concat([Buffer.of(tag, ...length), content]);
}

/** The value as DER would have it: no pieces. */
function joined(value: Value): Value {
  if (value.kind === 'primitive') return value;
  if (value.kind === 'constructed') return { ...value, children: value.children.map(joined) };
  const contents = value.pieces.map((piece) => (joined(piece) as { content: Buffer }).content);
  return { kind: 'primitive', tag: value.tag, content: Buffer.concat(contents) };
}

const der = (value: Value) => write(joined(value), () => 'shortest');

const octets = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const primitive = fc
  .record({ tag: fc.constantFrom(0x02, 0x04, 0x06, 0x0c, 0x13, 0x82), content: octets })
  .map((value): Value => ({ kind: 'primitive', ...value }));
const octetString = octets.map((content): Value => ({ kind: 'primitive', tag: 0x04, content }));
const { value: anyValue } = fc.letrec<{ value: Value; pieces: Value; constructed: Value }>((tie) => ({
  value: fc.oneof({ maxDepth: 5, withCrossShrink: true }, primitive, tie('pieces'), tie('constructed')),
  pieces: fc
    .array(fc.oneof({ maxDepth: 3 }, octetString, tie('pieces')), { maxLength: 4 })
    .map((pieces): Value => ({ kind: 'pieces', tag: 0x04, pieces })),
  constructed: fc
    .record({ tag: fc.constantFrom(0x30, 0x31, 0xa0, 0xa3), children: fc.array(tie('value'), { maxLength: 5 }) })
    .map((value): Value => ({ kind: 'constructed', ...value })),
}));

/** openssl refuses a padded length of zero in the last element; pieces are listed piece by piece. */
const { value: fullWithoutPieces } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    primitive.filter((value) => value.kind === 'primitive' && value.content.length > 0),
    fc
      .record({
        tag: fc.constantFrom(0x30, 0x31, 0xa0),
        children: fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
      })
      .map((value): Value => ({ kind: 'constructed', ...value })),
  ),
}));

const anyForms = fc
  .array(fc.constantFrom<Form>('shortest', 'padded', 'indefinite'), { minLength: 1, maxLength: 20 })
  .map((forms) => {
    let index = 0;
    return () => forms[index++ % forms.length] ?? 'shortest';
  });

/** Reads everything a strict reader can reach; throws when something is not DER. */
function walk(node: DerNode): void {
  if ((node.tag & 0x20) !== 0) for (const child of childrenOf(node)) walk(child);
}

function walkAll(bytes: Buffer): void {
  const reader = new DerReader(bytes);
  while (!reader.done) walk(reader.take());
}

describe('BER brought into DER form', () => {
  it('means the same, whatever forms it was written in', () => {
    fc.assert(
      fc.property(anyValue, anyForms, (value, forms) => {
        expect(berToDer(write(value, forms)).equals(der(value))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves DER as it is', () => {
    fc.assert(
      fc.property(anyValue, (value) => berToDer(der(value)).equals(der(value))),
      { numRuns: 500 },
    );
  });

  it('of damaged bytes is DER or refused, never anything else', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });
    let read = 0;
    fc.assert(
      fc.property(anyValue, anyForms, damage, (value, forms, changes) => {
        const bytes = write(value, forms);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        try {
          walkAll(berToDer(bytes));
          read += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
        }
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(300);
  });

  it('is what openssl reads out of the same message', () => {
    const bytes = readFileSync(vectorPath('smime', 'rfc4134/4.5.bin'));
    const path = join(folder, '4.5.der');
    writeFileSync(path, berToDer(bytes));
    const verify = (file: string) =>
      execFileSync('openssl', ['cms', '-verify', '-noverify', '-inform', 'DER', '-in', file], { stdio: 'pipe' });
    expect(bytes.subarray(0, 2)).toEqual(Buffer.of(0x30, 0x80));
    walkAll(readFileSync(path));
    expect(verify(path)).toEqual(verify(vectorPath('smime', 'rfc4134/4.5.bin')));
  });

  it('has the same elements as the input, as openssl lists them', () => {
    fc.assert(
      fc.property(fc.array(fullWithoutPieces, { minLength: 1, maxLength: 5 }), anyForms, (children, forms) => {
        const message: Value = { kind: 'constructed', tag: 0x30, children };
        const ber = join(folder, 'message.ber');
        const plain = join(folder, 'message.der');
        writeFileSync(ber, write(message, forms));
        writeFileSync(plain, berToDer(readFileSync(ber)));
        expect(listed(plain)).toEqual(listed(ber));
      }),
      { numRuns: 30 },
    );
  });

  it('joins the pieces of a bit string, of which only the last may have unused bits', () => {
    const pieces = Buffer.from('2380' + '030200aa' + '030204b0' + '0000', 'hex');
    expect(berToDer(pieces).toString('hex')).toBe('030304aab0');
    const early = Buffer.from('2380' + '030204a0' + '030200bb' + '0000', 'hex');
    expect(() => berToDer(early)).toThrow(DerError);
  });

  it.each([
    ['a string made of numbers', '2403020101'],
    ['a bit string made of octet strings', '230404020000'],
    ['an end mark without a beginning', '30020000'],
    ['a missing end mark', '3080020101'],
    ['a primitive element of indefinite length', '04800000'],
    ['a length that runs out of its parent', '300204ff'],
    ['a length of 126 octets', `30fe${'ff'.repeat(126)}`],
    ['the reserved length', `30ff${'00'.repeat(127)}`],
    ['a large tag number', '1f8101020101'],
    ['bytes after the end', '0201010000'],
    ['nothing', ''],
  ])('refuses %s', (_what, hex) => {
    expect(() => berToDer(Buffer.from(hex, 'hex'))).toThrow(DerError);
  });

  it('refuses what is nested without end, and ends soon with ten megabytes of the worst', () => {
    const size = 10 * 1024 * 1024;
    expect(() => berToDer(Buffer.from('3080'.repeat(size / 2), 'hex'))).toThrow('nested too deeply');
    const started = performance.now();
    const many = Buffer.concat([
      Buffer.from('3080', 'hex'),
      Buffer.alloc(size, Buffer.from('0500', 'hex')),
      Buffer.alloc(2),
    ]);
    expect(berToDer(many)).toHaveLength(size + 5);
    const padded = Buffer.concat([Buffer.from('3080', 'hex'), Buffer.alloc(size, Buffer.from('058100', 'hex'))]);
    expect(() => berToDer(padded)).toThrow('too many elements');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

/** Depth, kind and content of each element; headers and end marks aside. */
function listed(path: string): string[] {
  const text = execFileSync('openssl', ['asn1parse', '-inform', 'DER', '-in', path], { stdio: 'pipe' }).toString();
  return text
    .split('\n')
    .filter((line) => !line.includes(': EOC '))
    .map((line) => line.replace(/^\s*\d+:(d=\d+)\s+hl=\d+\s+l=\s*\S+\s+/, '$1 '));
}
