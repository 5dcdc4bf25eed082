/**
 * What a DER element says: object identifiers, integers, bits, times and texts as JavaScript values.
 * Source: ITU-T X.690 section 8; RFC 5280 section 4.1.2.5 (times).
 */
import { DerError, type DerNode, tags } from './der.js';

const maxOidBytes = 64;

function oidArcs(content: Buffer): bigint[] {
  const arcs: bigint[] = [];
  let value = 0n;
  let fresh = true;
  for (const byte of content) {
    if (fresh && byte === 0x80) throw new DerError('object identifier padded');
    value = (value << 7n) | BigInt(byte & 0x7f);
    fresh = byte < 0x80;
    if (fresh) {
      arcs.push(value);
      value = 0n;
    }
  }
  if (!fresh || arcs.length === 0) throw new DerError('object identifier cut off');
  return arcs;
}

function dotted(content: Buffer): string {
  const [head = 0n, ...rest] = oidArcs(content);
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...rest].join('.');
}

/** The same few identifiers come again and again. */
const dottedBefore = new Map<string, string>();
const maxRemembered = 512;

/** An object identifier in dotted form. */
export function readOid(node: DerNode): string {
  if (node.tag !== tags.oid || node.content.length > maxOidBytes) throw new DerError('no object identifier');
  const key = node.content.toString('latin1');
  const before = dottedBefore.get(key);
  if (before !== undefined) return before;
  const oid = dotted(node.content);
  if (dottedBefore.size < maxRemembered) dottedBefore.set(key, oid);
  return oid;
}

export function readBoolean(node: DerNode): boolean {
  const value = node.content[0];
  if (node.content.length !== 1 || (value !== 0x00 && value !== 0xff)) throw new DerError('boolean not in DER form');
  return value === 0xff;
}

/** Content octets of an integer, checked to be in shortest form: two's complement, big-endian. */
export function readIntegerBytes(node: DerNode): Buffer {
  const [first, second] = node.content;
  if (first === undefined) throw new DerError('empty integer');
  const padded = second !== undefined && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (padded) throw new DerError('integer not in its shortest form');
  return node.content;
}

/** An integer between 0 and 2^31-1. */
export function readCount(node: DerNode): number {
  const bytes = readIntegerBytes(node);
  const value = bytes.readIntBE(0, Math.min(bytes.length, 6));
  if (bytes.length > 6 || value < 0 || value > 0x7fffffff) throw new DerError('number out of range');
  return value;
}

/** Bytes of a bit string that is a whole number of octets. */
export function readOctetBits(node: DerNode): Buffer {
  if (node.content[0] !== 0) throw new DerError('bit string is not whole octets');
  return node.content.subarray(1);
}

/** Numbers of the bits that are set in a named bit list. */
export function readNamedBits(node: DerNode): Set<number> {
  const unused = node.content[0];
  if (unused === undefined || unused > 7 || node.content.length > 5) throw new DerError('bit string malformed');
  const bits = new Set<number>();
  for (const [index, byte] of node.content.subarray(1).entries()) {
    for (let bit = 0; bit < 8; bit++) if (byte & (0x80 >> bit)) bits.add(index * 8 + bit);
  }
  return bits;
}

const utcTime = 0x17;
const generalizedTime = 0x18;

function fullYearDigits(node: DerNode): string {
  const text = node.content.toString('latin1');
  if (node.tag === utcTime && /^\d{12}Z$/.test(text)) return `${Number(text.slice(0, 2)) >= 50 ? '19' : '20'}${text}`;
  if (node.tag === generalizedTime && /^\d{14}Z$/.test(text)) return text;
  throw new DerError('time not in the form of RFC 5280');
}

/** A UTCTime or GeneralizedTime with seconds and Z, as RFC 5280 allows them. */
export function readTime(node: DerNode): Date {
  const iso = fullYearDigits(node).replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const time = new Date(iso);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso) throw new DerError('no such time');
  return time;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function readUtf8(content: Buffer): string {
  try {
    return strictUtf8.decode(content);
  } catch {
    throw new DerError('text is not UTF-8');
  }
}

function readUtf16(content: Buffer): string {
  if (content.length % 2 !== 0) throw new DerError('BMPString cut off');
  return Buffer.from(content).swap16().toString('utf16le');
}

function readUtf32(content: Buffer): string {
  if (content.length % 4 !== 0) throw new DerError('UniversalString cut off');
  const points = Array.from({ length: content.length / 4 }, (_, index) => content.readUInt32BE(index * 4));
  if (points.some((point) => point > 0x10ffff)) throw new DerError('no such character');
  return points.map((point) => String.fromCodePoint(point)).join('');
}

const latin1 = (content: Buffer) => content.toString('latin1');
const textReaders: Readonly<Record<number, (content: Buffer) => string>> = {
  12: readUtf8,
  18: latin1, // NumericString
  19: latin1, // PrintableString
  20: latin1, // TeletexString, read as Latin-1 as everybody does
  22: latin1, // IA5String
  26: latin1, // VisibleString
  28: readUtf32,
  30: readUtf16,
};

/** The text of a string element, or null when the element is no string type. */
export function readText(node: DerNode): string | null {
  const reader = textReaders[node.tag];
  return reader === undefined ? null : reader(node.content);
}
