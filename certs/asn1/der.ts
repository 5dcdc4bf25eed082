/**
 * How DER bytes are taken apart: one element at a time, strictly, without ever reading outside the given bytes.
 * Does not know certificates; refuses BER forms (indefinite or padded lengths) and tag numbers above 30, which X.509 never uses.
 * Source: ITU-T X.690 sections 8 and 10 (DER).
 */

/** The bytes are not the DER that was expected. Callers turn it into a Problem of their own. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

export interface DerNode {
  /** Identifier octet: class, constructed bit and number. */
  readonly tag: number;
  readonly content: Buffer;
  /** The element with its header. */
  readonly whole: Buffer;
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Context-specific tag `[number]`, constructed unless said otherwise. */
export function contextTag(number: number, constructed = true): number {
  return 0x80 | (constructed ? 0x20 : 0) | number;
}

function readLength(bytes: Buffer, at: number): { length: number; start: number } {
  const first = bytes[at];
  if (first === undefined) throw new DerError('cut off in a length');
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 4 || at + 1 + count > bytes.length) throw new DerError('length not in DER form');
  const length = bytes.readUIntBE(at + 1, count);
  if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw new DerError('length not in its shortest form');
  return { length, start: at + 1 + count };
}

/** Walks over a row of elements. */
export class DerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next element; of the given tag, when one is given. @throws DerError */
  take(tag?: number): DerNode {
    const found = this.#bytes[this.#at];
    if (found === undefined) throw new DerError('an element is missing');
    if ((found & 0x1f) === 0x1f) throw new DerError('tag number too large');
    if (tag !== undefined && found !== tag)
      throw new DerError(`tag ${found.toString(16)} where ${tag.toString(16)} belongs`);
    const { length, start } = readLength(this.#bytes, this.#at + 1);
    const end = start + length;
    if (end > this.#bytes.length) throw new DerError('an element is cut off');
    const node = { tag: found, content: this.#bytes.subarray(start, end), whole: this.#bytes.subarray(this.#at, end) };
    this.#at = end;
    return node;
  }

  /** The next element when it has this tag. */
  takeIf(tag: number): DerNode | undefined {
    return this.#bytes[this.#at] === tag ? this.take(tag) : undefined;
  }

  /** @throws DerError when something is left over */
  finish(): void {
    if (!this.done) throw new DerError('unexpected bytes after the last element');
  }
}

/** The single element that makes up all of `bytes`. */
export function onlyElement(bytes: Buffer, tag?: number): DerNode {
  const reader = new DerReader(bytes);
  const node = reader.take(tag);
  reader.finish();
  return node;
}

/** All elements inside a constructed one. */
export function childrenOf(node: DerNode): DerNode[] {
  const reader = new DerReader(node.content);
  const children: DerNode[] = [];
  while (!reader.done) children.push(reader.take());
  return children;
}

/** As `childrenOf`, for rows that must not be empty (SIZE (1..MAX)). */
export function someChildrenOf(node: DerNode): DerNode[] {
  const children = childrenOf(node);
  if (children.length === 0) throw new DerError('an empty list where one element is required');
  return children;
}

/** As `childrenOf`, for rows that strangers fill: more than `most` are refused before they cost anything. */
export function fewChildrenOf(node: DerNode, most: number): DerNode[] {
  const reader = new DerReader(node.content);
  const children: DerNode[] = [];
  while (!reader.done) {
    if (children.length === most) throw new DerError(`more than ${most} elements`);
    children.push(reader.take());
  }
  return children;
}
