/**
 * How one PDF object is written: reads it strictly from bytes at hand, one token after the other, never further than told.
 * Does not follow references and does not read stream data; refuses what readers disagree about (a key that stands twice, strange
 * numbers).
 * Source: ISO 32000-2:2020 sections 7.2 (characters, comments), 7.3 (objects).
 */
import { type PdfDictionary, PdfReference, PdfString, type PdfValue, pdfMalformed } from './pdf-values.js';
import { tooComplex } from './work-limit.js';

/** The bytes at hand end before the object does; more of them may help. */
export class NeedsMoreBytes extends Error {
  override readonly name = 'NeedsMoreBytes';
}

const maxDepth = 64;
const maxValues = 500_000;
const bytesPerValue = 16;
const maxKeywordBytes = 32;
const maxNumberBytes = 32;
const maxGenerationDigits = 5;
const maxNameBytes = 1024;
const maxLiteralBytes = 1024 * 1024;

const char = (text: string) => text.charCodeAt(0);
const [lessThan, greaterThan, slash, open, close, backslash, percent] = [...'<>/()\\%'].map(char) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const [openArray, closeArray, lineFeed, carriageReturn] = [...'[]\n\r'].map(char) as [number, number, number, number];

const blanks = new Uint8Array(256);
for (const byte of [0, 9, 10, 12, 13, 32]) blanks[byte] = 1;
const delimiters = new Uint8Array(256);
for (const byte of '()<>[]{}/%') delimiters[char(byte)] = 1;
const hexDigits = new Int8Array(256).fill(-1);
for (const digit of '0123456789abcdefABCDEF') hexDigits[char(digit)] = Number.parseInt(digit, 16);

const escapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

export class ObjectParser {
  #at = 0;
  #values = 0;

  /**
   * @param base position of the first byte, for the positions of strings
   * @param isAll whether nothing follows these bytes; otherwise their end makes `NeedsMoreBytes`
   */
  constructor(
    private readonly bytes: Buffer,
    private readonly base: number,
    private readonly isAll: boolean,
  ) {}

  /** Bytes read so far. */
  get consumed(): number {
    return this.#at;
  }

  /** Work done so far, in bytes looked at: a value costs more than the bytes it is written in. */
  get cost(): number {
    return this.#at + this.#values * bytesPerValue;
  }

  /** The byte at hand; -1 at the end. */
  #peek(ahead = 0): number {
    const byte = this.bytes[this.#at + ahead];
    if (byte !== undefined) return byte;
    if (!this.isAll) throw new NeedsMoreBytes();
    return -1;
  }

  #isBlank(): boolean {
    return blanks[this.#peek()] === 1;
  }

  /** Whether a keyword or number ends before the byte at hand. */
  #isBoundary(): boolean {
    const byte = this.#peek();
    return byte < 0 || blanks[byte] === 1 || delimiters[byte] === 1;
  }

  skipBlanks(): void {
    for (;;) {
      while (this.#isBlank()) this.#at += 1;
      if (this.#peek() !== percent) return;
      while (![-1, lineFeed, carriageReturn].includes(this.#peek())) this.#at += 1;
    }
  }

  /** A run of regular characters. */
  #word(limit: number): string {
    const start = this.#at;
    while (!this.#isBoundary()) this.#at += 1;
    if (this.#at - start > limit) throw pdfMalformed('A word in an object is too long');
    return this.bytes.toString('latin1', start, this.#at);
  }

  /** Reads the keyword at hand. @throws Problem `pdf_malformed` when it is another one */
  expect(keyword: string): void {
    this.skipBlanks();
    const found = this.#word(maxKeywordBytes);
    if (found !== keyword) throw pdfMalformed(`"${keyword}" is missing`);
  }

  /** Whether the keyword at hand is this one; reads it only if so. */
  takeIf(keyword: string): boolean {
    this.skipBlanks();
    const before = this.#at;
    if (this.#word(maxKeywordBytes) === keyword) return true;
    this.#at = before;
    return false;
  }

  /** `%%EOF`, which is a comment to everybody else. */
  expectEndMarker(): void {
    while (this.#isBlank()) this.#at += 1;
    const marker = '%%EOF';
    for (const [index, letter] of [...marker].entries())
      if (this.#peek(index) !== char(letter)) throw pdfMalformed('A revision does not end with its end marker');
    this.#at += marker.length;
  }

  /** A whole number without sign. */
  readCount(): number {
    this.skipBlanks();
    const word = this.#word(maxNumberBytes);
    if (!/^\d{1,15}$/.test(word)) throw pdfMalformed('A number is missing');
    return Number(word);
  }

  /** After the keyword `stream`: one line end, never a lone carriage return. */
  skipStreamLineEnd(): void {
    if (this.#peek() === carriageReturn) this.#at += 1;
    if (this.#peek() !== lineFeed) throw pdfMalformed('The keyword "stream" is not followed by a line end');
    this.#at += 1;
  }

  /** @throws Problem `pdf_malformed`, `pdf_too_complex`; NeedsMoreBytes */
  readValue(depth = 0): PdfValue {
    if (depth > maxDepth) throw pdfMalformed(`An object is nested deeper than ${maxDepth}`);
    this.#values += 1;
    if (this.#values > maxValues) throw tooComplex(`an object of more than ${maxValues} values`);
    this.skipBlanks();
    switch (this.#peek()) {
      case lessThan:
        return this.#peek(1) === lessThan ? this.#dictionary(depth) : this.#hexString();
      case open:
        return this.#literalString();
      case slash:
        return this.#name();
      case openArray:
        return this.#array(depth);
      default:
        return this.#numberOrKeyword();
    }
  }

  #dictionary(depth: number): PdfDictionary {
    this.#at += 2;
    const keys = new Set<string>();
    const entries = new Map<string, PdfValue>();
    for (;;) {
      this.skipBlanks();
      if (this.#peek() === greaterThan && this.#peek(1) === greaterThan) break;
      if (this.#peek() !== slash) throw pdfMalformed('A dictionary key is no name');
      const key = this.#name();
      if (keys.has(key)) throw pdfMalformed(`A dictionary has the key "${key.slice(0, 60)}" twice`);
      keys.add(key);
      const value = this.readValue(depth + 1);
      if (value !== null) entries.set(key, value);
    }
    this.#at += 2;
    return entries;
  }

  #array(depth: number): PdfValue[] {
    this.#at += 1;
    const values: PdfValue[] = [];
    for (;;) {
      this.skipBlanks();
      if (this.#peek() === closeArray) break;
      values.push(this.readValue(depth + 1));
    }
    this.#at += 1;
    return values;
  }

  #name(): string {
    this.#at += 1;
    const word = this.#word(maxNameBytes);
    if (!word.includes('#')) return word;
    return word.replace(/#(.?.?)/g, (_, digits: string) => {
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) throw pdfMalformed('A name uses "#" wrongly');
      return String.fromCharCode(Number.parseInt(digits, 16));
    });
  }

  #hexString(): PdfString {
    const start = this.#at;
    this.#at += 1;
    const end = this.bytes.indexOf(greaterThan, this.#at);
    if (end < 0 && !this.isAll) throw new NeedsMoreBytes();
    if (end < 0) throw pdfMalformed('A hexadecimal string does not end');
    const bytes = hexBytes(this.bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return new PdfString(bytes, this.base + start, this.base + this.#at, true);
  }

  #literalString(): PdfString {
    const start = this.#at;
    this.#at += 1;
    const bytes: number[] = [];
    for (let depth = 1; depth > 0; ) {
      const byte = this.#peek();
      if (byte < 0 || bytes.length > maxLiteralBytes) throw pdfMalformed('A string does not end');
      this.#at += 1;
      if (byte === backslash) {
        this.#escape(bytes);
        continue;
      }
      if (byte === open) depth += 1;
      if (byte === close) depth -= 1;
      if (depth > 0) bytes.push(byte);
    }
    return new PdfString(Buffer.from(bytes), this.base + start, this.base + this.#at, false);
  }

  #escape(bytes: number[]): void {
    const byte = this.#peek();
    if (byte >= 0x30 && byte <= 0x37) {
      bytes.push(this.#octal());
      return;
    }
    this.#at += 1;
    if (byte === carriageReturn && this.#peek() === lineFeed) this.#at += 1;
    if (byte === carriageReturn || byte === lineFeed) return;
    bytes.push(escapes[String.fromCharCode(byte)] ?? byte);
  }

  #octal(): number {
    let value = 0;
    for (let digits = 0; digits < 3; digits++) {
      const byte = this.#peek();
      if (byte < 0x30 || byte > 0x37) break;
      value = value * 8 + byte - 0x30;
      this.#at += 1;
    }
    return value & 0xff;
  }

  #numberOrKeyword(): PdfValue {
    const word = this.#word(maxNumberBytes);
    if (/^\d{1,10}$/.test(word)) return this.#reference(Number(word)) ?? Number(word);
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) return Number(word);
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    throw pdfMalformed('An object holds something that is no value');
  }

  /** `12 0 R`, or undefined when the number stands for itself; then nothing more is read. */
  #reference(number: number): PdfReference | undefined {
    const before = this.#at;
    this.skipBlanks();
    const generation = this.#digits(maxGenerationDigits);
    if (generation !== undefined && this.#isBlank()) {
      this.skipBlanks();
      if (this.#peek() === char('R')) {
        this.#at += 1;
        if (this.#isBoundary()) return new PdfReference(number, generation);
      }
    }
    this.#at = before;
    return undefined;
  }

  /** Arrays hold numbers by the thousand, and after each there may be a generation: no text is made of it. */
  #digits(most: number): number | undefined {
    let value = 0;
    for (let count = 0; count <= most; count++) {
      const digit = this.#peek() - 0x30;
      if (digit < 0 || digit > 9) return count === 0 ? undefined : value;
      value = value * 10 + digit;
      this.#at += 1;
    }
    return undefined;
  }
}

/** An odd last digit is followed by a zero that is not written. */
function hexBytes(text: Buffer): Buffer {
  const bytes = Buffer.alloc((text.length + 1) >> 1);
  let digits = 0;
  for (const byte of text) {
    if (blanks[byte] === 1) continue;
    const digit = hexDigits[byte] ?? -1;
    if (digit < 0) throw pdfMalformed('A hexadecimal string holds something else');
    bytes[digits >> 1] = (bytes[digits >> 1] ?? 0) | (digits % 2 === 0 ? digit << 4 : digit);
    digits += 1;
  }
  return bytes.subarray(0, (digits + 1) >> 1);
}
