/**
 * How DER elements are written: always in the one form that DER allows, with given parts embedded byte for byte.
 * Does not know what the elements mean; reading them: der.ts and der-values.ts.
 * Source: ITU-T X.690 sections 8, 10 and 11 (DER).
 */
import { contextTag, tags } from './der.js';

const utf8StringTag = 0x0c;
const utcTimeTag = 0x17;
const generalizedTimeTag = 0x18;

function lengthOf(size: number): Buffer {
  if (size < 0x80) return Buffer.of(size);
  const bytes = bigEndian(BigInt(size));
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

function bigEndian(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

/** One element with the given identifier octet around its parts. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(tags.sequence, ...parts);

/** The content of a SET OF: its elements in ascending order of their encodings (section 11.6). */
export function inSetOrder(elements: readonly Buffer[]): Buffer {
  return Buffer.concat([...elements].sort(Buffer.compare));
}

export const setOf = (...elements: readonly Buffer[]): Buffer => element(tags.set, inSetOrder(elements));

/** `[number] EXPLICIT`, or IMPLICIT around the content of a constructed type. */
export const tagged = (number: number, ...parts: readonly Uint8Array[]): Buffer =>
  element(contextTag(number), ...parts);

/** `[number] IMPLICIT` around the content of a primitive type. */
export const taggedPrimitive = (number: number, content: Uint8Array): Buffer =>
  element(contextTag(number, false), content);

export const octets = (content: Uint8Array): Buffer => element(tags.octetString, content);

/** A bit string of whole octets. */
export const octetBits = (content: Uint8Array): Buffer => element(tags.bitString, Buffer.of(0), content);

/** A named bit list: the numbers of the bits that are set (section 11.2.2: no trailing zeros). */
export function namedBits(...bits: readonly number[]): Buffer {
  const highest = Math.max(...bits);
  const content = Buffer.alloc((highest >> 3) + 1);
  for (const bit of bits) content[bit >> 3] = (content[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return element(tags.bitString, Buffer.of(7 - (highest & 7)), content);
}

/** An integer from its magnitude, big-endian: leading zeros are taken off or added as the sign bit asks. */
export function unsignedInteger(magnitude: Uint8Array): Buffer {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const bytes = first === -1 ? Buffer.of(0) : Buffer.from(magnitude.subarray(first));
  return (bytes[0] ?? 0) < 0x80 ? element(tags.integer, bytes) : element(tags.integer, Buffer.of(0), bytes);
}

/** An integer from 0 on. */
export const integer = (value: number | bigint): Buffer => unsignedInteger(bigEndian(BigInt(value)));

export const enumerated = (value: number): Buffer => element(tags.enumerated, Buffer.of(value));

export const nullElement: Buffer = element(tags.null);

export const utf8 = (text: string): Buffer => element(utf8StringTag, Buffer.from(text.normalize('NFC')));

function base128(value: bigint): number[] {
  const last = Number(value & 0x7fn);
  const digits = [last];
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) digits.unshift(Number(rest & 0x7fn) | 0x80);
  return digits;
}

/** An object identifier from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  return element(tags.oid, Buffer.from([first * 40n + second, ...rest].flatMap(base128)));
}

/** A GeneralizedTime in UTC: whole seconds, or with the milliseconds and no trailing zeros (section 11.7). */
export function generalizedTime(time: Date, fraction: 'seconds' | 'milliseconds' = 'seconds'): Buffer {
  const [date = '', milliseconds = ''] = time
    .toISOString()
    .replace(/[-:T]|Z$/g, '')
    .split('.');
  const digits = fraction === 'milliseconds' ? milliseconds.replace(/0+$/, '') : '';
  return element(generalizedTimeTag, Buffer.from(`${date}${digits === '' ? '' : `.${digits}`}Z`));
}

/** A Time as RFC 5280 and CMS want it: UTCTime until 2049, GeneralizedTime from then on; whole seconds. */
export function time(at: Date): Buffer {
  const year = at.getUTCFullYear();
  if (year < 1950 || year > 2049) return generalizedTime(at);
  const digits = at.toISOString().replace(/[-:T]|\.\d+Z$/g, '');
  return element(utcTimeTag, Buffer.from(`${digits.slice(2)}Z`));
}
