/**
 * The one pass over an `.edxml` file: contents of attachments decoded to disk, everything else kept for the parser.
 * Broken base64 is noted, not thrown: a fault of the XML itself is the better answer and is found later.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { asStorageFull } from '../asice/disk-full.js';
import { Problem } from '../problems/problem.js';
import { defaultXmlLimits } from '../xml/parse-xml.js';
import { Base64Decoder } from './base64-decoder.js';
import { PayloadCutter, type PayloadEvent } from './payload-cutter.js';

export interface DecodedPayload {
  /** What stands for it in the rest of the file. */
  readonly token: string;
  /** Where it was decoded to. */
  readonly path: string;
  /** Line of the file where it starts. */
  readonly line: number;
  /** Decoded bytes. */
  readonly size: number;
  /** Why it is not base64. */
  readonly fault: string | undefined;
}

export interface DecodeOptions {
  readonly folder: string;
  readonly maxBytes: number;
  readonly maxPayloads: number;
}

/**
 * Reads the file once.
 * @returns the file without contents, and the contents in its order
 * @throws Problem `edxml_too_large`, `edxml_attachment` (too many), `xml_too_large`, `xml_malformed` (not UTF-8), `storage_full`
 */
export async function decodePayloads(
  bytes: AsyncIterable<Uint8Array>,
  { folder, maxBytes, maxPayloads }: DecodeOptions,
): Promise<{ rest: Buffer; payloads: readonly DecodedPayload[] }> {
  const cutter = new PayloadCutter(defaultXmlLimits.maxBytes);
  const writer = new PayloadWriter(folder, maxPayloads, (index) => cutter.token(index));
  let size = 0;
  try {
    for await (const piece of bytes) {
      const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      if (size === 0) refuseWideEncoding(chunk);
      size += chunk.length;
      if (size > maxBytes) throw new Problem('edxml_too_large', { detail: `More than ${maxBytes} bytes` });
      for (const event of cutter.cut(chunk)) await writer.take(event);
    }
    // A file that is cut short inside a content: the parser will say so.
    await writer.take({ kind: 'end' });
  } catch (error) {
    await writer.close();
    throw asStorageFull(error);
  }
  return { rest: cutter.rest(), payloads: writer.payloads };
}

/** The cutter reads bytes as ASCII letters; in UTF-16 and UTF-32 it would see none. */
function refuseWideEncoding(start: Buffer): void {
  const mark = start.toString('hex', 0, 2);
  if (mark === 'feff' || mark === 'fffe' || start.subarray(0, 4).includes(0)) {
    throw new Problem('xml_malformed', { detail: 'Line 1: the file is not UTF-8' });
  }
}

class PayloadWriter {
  readonly payloads: DecodedPayload[] = [];
  #current:
    | { file: FileHandle; decoder: Base64Decoder; size: number; facts: Pick<DecodedPayload, 'token' | 'path' | 'line'> }
    | undefined;

  constructor(
    private readonly folder: string,
    private readonly maxPayloads: number,
    private readonly tokenOf: (index: number) => string,
  ) {}

  async take(event: PayloadEvent): Promise<void> {
    if (event.kind === 'start') await this.#start(event.index, event.line);
    else if (event.kind === 'data') await this.#write(event.bytes);
    else await this.#finish();
  }

  async close(): Promise<void> {
    await this.#current?.file.close();
    this.#current = undefined;
  }

  async #start(index: number, line: number): Promise<void> {
    if (index >= this.maxPayloads) {
      throw new Problem('edxml_attachment', { detail: `More than ${this.maxPayloads} attachments` });
    }
    const path = join(this.folder, `${index}`);
    const facts = { token: this.tokenOf(index), path, line };
    this.#current = { file: await open(path, 'wx', 0o600), decoder: new Base64Decoder(), size: 0, facts };
  }

  async #write(text: Uint8Array): Promise<void> {
    if (this.#current !== undefined) await this.#append(this.#current.decoder.write(text));
  }

  async #finish(): Promise<void> {
    if (this.#current === undefined) return;
    await this.#append(this.#current.decoder.finish());
    const { facts, size, decoder } = this.#current;
    this.payloads.push({ ...facts, size, fault: decoder.fault });
    await this.close();
  }

  async #append(bytes: Buffer): Promise<void> {
    if (this.#current === undefined || bytes.length === 0) return;
    this.#current.size += bytes.length;
    await this.#current.file.writeFile(bytes);
  }
}
