/**
 * Random access to the bytes of a PDF by small pieces: what was read a moment ago is not read again. Never holds the whole file.
 * Knows where objects begin and end, not what they mean.
 * Source: ISO 32000-2:2020 sections 7.3.8 (streams), 7.3.10 (indirect objects).
 */
import type { ByteSource } from '../../../schemas/asice/byte-source.js';
import { NeedsMoreBytes, ObjectParser } from './parse-object.js';
import { isDictionary, PdfStream, type PdfValue, pdfMalformed } from './pdf-values.js';
import { tooComplex, type WorkLimit } from './work-limit.js';

const blockBytes = 64 * 1024;
const maxBlocks = 64;
const firstWindowBytes = 2 * 1024;
/** Of beginning to read somewhere, in bytes looked at. */
const parseCost = 256;
/** An object without its stream data. A signature with every revocation answer inside is the largest anybody makes. */
const maxObjectBytes = 16 * 1024 * 1024;
const maxStreamBytes = 32 * 1024 * 1024;

export interface IndirectObject {
  readonly number: number;
  readonly generation: number;
  readonly value: PdfValue;
  /** Where it ends in the file; for a stream, where its data begins. */
  readonly end: number;
}

export class PdfBytes {
  readonly #blocks: Map<number, Buffer>;

  private constructor(
    private readonly source: ByteSource,
    readonly size: number,
    readonly work: WorkLimit,
    blocks: Map<number, Buffer>,
  ) {
    this.#blocks = blocks;
  }

  static of(source: ByteSource, work: WorkLimit): PdfBytes {
    return new PdfBytes(source, source.size, work, new Map());
  }

  /** The same bytes as they were when the file ended at `end`. */
  upTo(end: number): PdfBytes {
    return new PdfBytes(this.source, Math.min(end, this.size), this.work, this.#blocks);
  }

  /** Up to `length` bytes from `offset`; fewer at the end. */
  async window(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.size);
    if (offset >= end) return Buffer.alloc(0);
    const start = Math.floor(offset / blockBytes) * blockBytes;
    if (end > start + blockBytes) return this.source.read(offset, end - offset);
    const block = await this.#block(start);
    return block.subarray(offset - start, end - start);
  }

  async #block(start: number): Promise<Buffer> {
    const known = this.#blocks.get(start);
    if (known !== undefined) return known;
    const block = await this.source.read(start, Math.min(blockBytes, this.source.size - start));
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size >= maxBlocks && oldest !== undefined) this.#blocks.delete(oldest);
    this.#blocks.set(start, block);
    return block;
  }

  /** The bytes between two places, as a stream. */
  stream(start: number, end: number): AsyncIterable<Buffer> {
    return this.source.stream(start, Math.min(end, this.size));
  }

  /**
   * Lets `read` parse from `offset`, with as many bytes as it turns out to need.
   * @throws Problem `pdf_malformed`, `pdf_too_complex`
   */
  async parse<T>(offset: number, read: (parser: ObjectParser) => T): Promise<T> {
    if (offset >= this.size) throw pdfMalformed('An object lies outside the file');
    for (let length = firstWindowBytes; length <= maxObjectBytes; length *= 4) {
      const bytes = await this.window(offset, length);
      const parser = new ObjectParser(bytes, offset, offset + bytes.length >= this.size);
      try {
        return read(parser);
      } catch (error) {
        if (!(error instanceof NeedsMoreBytes)) throw error;
      } finally {
        this.work.spend('parsedBytes', parser.cost + parseCost);
      }
    }
    throw tooComplex(`an object of more than ${maxObjectBytes} bytes`);
  }

  /** `12 0 obj … endobj`, or up to the data of a stream. @throws Problem `pdf_malformed`, `pdf_too_complex` */
  async indirectObjectAt(offset: number): Promise<IndirectObject> {
    return this.parse(offset, (parser) => {
      const number = parser.readCount();
      const generation = parser.readCount();
      parser.expect('obj');
      const value = parser.readValue();
      if (!isDictionary(value) || !parser.takeIf('stream')) {
        parser.expect('endobj');
        return { number, generation, value, end: offset + parser.consumed };
      }
      parser.skipStreamLineEnd();
      const end = offset + parser.consumed;
      return { number, generation, value: new PdfStream(value, end), end };
    });
  }

  /** The data of a stream as it stands in the file. @throws Problem `pdf_too_complex` when that is too much to hold */
  async streamData({ dataOffset }: PdfStream, length: number): Promise<Buffer> {
    if (length > maxStreamBytes) throw tooComplex(`a stream of more than ${maxStreamBytes} bytes to look into`);
    return this.window(dataOffset, length);
  }

  /** Where a stream object ends whose data is `length` bytes. @throws Problem `pdf_malformed` when it does not end there */
  async streamObjectEnd({ dataOffset }: PdfStream, length: number): Promise<number> {
    const at = dataOffset + length;
    return this.parse(at, (parser) => {
      parser.expect('endstream');
      parser.expect('endobj');
      return at + parser.consumed;
    });
  }
}
