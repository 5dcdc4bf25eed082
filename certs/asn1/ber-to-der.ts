/**
 * BER as others write it (indefinite lengths, strings in pieces, padded lengths) brought into DER form, so that one strict reader suffices.
 * Changes nothing inside primitive elements and no order in sets: what was signed stays as it was signed; DER comes back as it is.
 * Strings in pieces under a context-specific tag stay in pieces: nothing there says that they are strings.
 * Source: ITU-T X.690 sections 8.1 (lengths), 8.6.4, 8.7.3 and 8.23 (strings in pieces), 10.1 and 10.2 (DER).
 */
import { DerError, tags } from './der.js';

const maxDepth = 64;
/** Elements that must be written anew; content in pieces of a kilobyte stays far below. */
const maxRewritten = 200_000;

const constructedBit = 0x20;
const stringNumbers: ReadonlySet<number> = new Set([3, 4, 12, 18, 19, 20, 21, 22, 25, 26, 27, 28, 30]);

const isConstructed = (tag: number) => (tag & constructedBit) !== 0;
/** A constructed element of universal class whose number is that of a string. */
const isInPieces = (tag: number) => (tag & 0xe0) === constructedBit && stringNumbers.has(tag & 0x1f);

interface Header {
  readonly tag: number;
  /** Where the header and the content begin. */
  readonly at: number;
  readonly start: number;
  /** Where the content ends; null: at the end mark. */
  readonly end: number | null;
  readonly isShortest: boolean;
}

/** One element read. Elements that are DER already are kept as places in the input: there may be millions. */
interface Converted {
  readonly tag: number;
  readonly at: number;
  readonly start: number;
  /** Past the end mark, if any. */
  readonly end: number;
  /** The content in DER form, slice after slice; null when the bytes are DER as they stand. */
  readonly content: readonly Buffer[] | null;
}

function encodeHeader(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.of(tag, length);
  const octets = length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
  const header = Buffer.alloc(2 + octets);
  header[0] = tag;
  header[1] = 0x80 | octets;
  header.writeUIntBE(length, 2, octets);
  return header;
}

class BerReader {
  #rewritten = 0;

  constructor(private readonly bytes: Buffer) {}

  /** The element at `at`, which ends at `limit` or before. */
  element(at: number, limit: number, depth: number): Converted {
    if (depth > maxDepth) throw new DerError('nested too deeply');
    const header = this.#header(at, limit);
    if (!isConstructed(header.tag)) return this.#primitive(header);
    return isInPieces(header.tag) ? this.#string(header, limit, depth) : this.#constructed(header, limit, depth);
  }

  /** The element in DER form. */
  bytesOf({ tag, at, end, content }: Converted): Buffer[] {
    if (content === null) return [this.bytes.subarray(at, end)];
    const length = content.reduce((sum, slice) => sum + slice.length, 0);
    return [encodeHeader(tag, length), ...content];
  }

  #header(at: number, limit: number): Header {
    const tag = this.bytes[at];
    const first = this.bytes[at + 1];
    if (tag === undefined || first === undefined || at + 2 > limit) throw new DerError('an element is cut off');
    if ((tag & 0x1f) === 0x1f) throw new DerError('tag number too large');
    if (tag === 0) throw new DerError('an end mark without a beginning');
    if (first === 0x80) return { tag, at, start: at + 2, end: null, isShortest: false };
    if (first === 0xff) throw new DerError('length malformed');
    const octets = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + octets;
    const length = octets === 0 ? first : this.#longLength(at + 2, start, limit);
    if (start + length > limit) throw new DerError('an element is cut off');
    const isShortest = octets === 0 || (length >= 0x80 && this.bytes[at + 2] !== 0);
    return { tag, at, start, end: start + length, isShortest };
  }

  #longLength(from: number, to: number, limit: number): number {
    if (to > limit) throw new DerError('cut off in a length');
    let length = 0;
    for (let at = from; at < to; at++) {
      length = length * 0x100 + (this.bytes[at] ?? 0);
      if (length > limit) throw new DerError('an element is cut off');
    }
    return length;
  }

  #primitive({ tag, at, start, end, isShortest }: Header): Converted {
    if (end === null) throw new DerError('a primitive element of indefinite length');
    if (isShortest) return { tag, at, start, end, content: null };
    this.#count();
    return { tag, at, start, end, content: [this.bytes.subarray(start, end)] };
  }

  #constructed(header: Header, limit: number, depth: number): Converted {
    const { tag, at, start } = header;
    const slices: Buffer[] = [];
    /** Where the run of elements that are DER already began. */
    let unchangedFrom = start;
    const end = this.#eachChild(header, limit, depth, (child) => {
      if (child.content === null) return;
      slices.push(this.bytes.subarray(unchangedFrom, child.at));
      for (const slice of this.bytesOf(child)) slices.push(slice);
      unchangedFrom = child.end;
    });
    if (slices.length === 0 && header.isShortest) return { tag, at, start, end, content: null };
    this.#count();
    slices.push(this.bytes.subarray(unchangedFrom, header.end ?? end - 2));
    return { tag, at, start, end, content: slices };
  }

  #string(header: Header, limit: number, depth: number): Converted {
    const kind = header.tag & ~constructedBit;
    const pieces: Buffer[][] = [];
    const end = this.#eachChild(header, limit, depth, (child) => {
      if (child.tag !== kind && (child.tag !== tags.octetString || kind === tags.bitString))
        throw new DerError('a string is made of something else');
      this.#count();
      pieces.push([...(child.content ?? [this.bytes.subarray(child.start, child.end)])]);
    });
    this.#count();
    const content = kind === tags.bitString ? joinedBits(pieces) : pieces.flat();
    return { tag: kind, at: header.at, start: header.start, end, content };
  }

  /** Returns where the parent ends. */
  #eachChild(parent: Header, limit: number, depth: number, use: (child: Converted) => void): number {
    let at = parent.start;
    while (parent.end === null ? !this.#isEndMark(at, limit) : at < parent.end) {
      const child = this.element(at, parent.end ?? limit, depth + 1);
      use(child);
      at = child.end;
    }
    return parent.end ?? at + 2;
  }

  #isEndMark(at: number, limit: number): boolean {
    if (at + 2 > limit) throw new DerError('an end mark is missing');
    return this.bytes[at] === 0 && this.bytes[at + 1] === 0;
  }

  #count(): void {
    if (++this.#rewritten > maxRewritten) throw new DerError('too many elements outside DER form');
  }
}

/** The first octet of each piece counts unused bits; only the last piece may have any. */
function joinedBits(pieces: readonly Buffer[][]): Buffer[] {
  const whole = pieces.map((slices) => Buffer.concat(slices));
  const unused = whole.at(-1)?.[0] ?? 0;
  const isWrong = whole.some((piece, index) => piece.length === 0 || (index < whole.length - 1 && piece[0] !== 0));
  if (isWrong || unused > 7) throw new DerError('bit string malformed');
  return [Buffer.of(unused), ...whole.map((piece) => piece.subarray(1))];
}

/**
 * One BER element in DER form. Linear in the size of the input, at most 64 levels deep.
 * @param options.zeroPadded zero octets may follow the element; default false
 * @throws DerError when the bytes are not exactly one well-formed element
 */
export function berToDer(bytes: Buffer, options: { readonly zeroPadded?: boolean } = {}): Buffer {
  const reader = new BerReader(bytes);
  const converted = reader.element(0, bytes.length, 0);
  const rest = bytes.subarray(converted.end);
  if (rest.length > 0 && (!options.zeroPadded || rest.some((octet) => octet !== 0)))
    throw new DerError('unexpected bytes after the last element');
  if (converted.content !== null) return Buffer.concat(reader.bytesOf(converted));
  return rest.length === 0 ? bytes : bytes.subarray(0, converted.end);
}
