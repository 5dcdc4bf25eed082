/**
 * BER for what is written before its end is known: elements without a length, closed by an end mark, and octet strings in pieces.
 * Everything of known length is DER (write-der.ts).
 * Source: ITU-T X.690 sections 8.1.3.6 (indefinite form), 8.1.5 (end-of-contents octets) and 8.7.3 (strings in pieces).
 */
import { tags } from './der.js';
import { octets } from './write-der.js';

const indefinite = 0x80;
const constructedBit = 0x20;

/** Tag of an octet string that comes in pieces. */
export const octetsInPieces = tags.octetString | constructedBit;

/** The beginning of constructed elements that lie directly inside each other, outermost first. */
export const opened = (...nested: readonly number[]): Buffer => Buffer.from(nested.flatMap((tag) => [tag, indefinite]));

/** The end of as many. */
export const closed = (count: number): Buffer => Buffer.alloc(2 * count);

/** The pieces of an octet string, one for each chunk, without its own beginning and end. */
export async function* pieces(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of content) if (chunk.length > 0) yield octets(chunk);
}
