/**
 * Takes one uploaded file: name, type and size are judged while it streams once into the growing container.
 * Keeps nothing in memory but the first bytes. Time limits of a silent client are the caller's.
 */
import { Readable } from 'node:stream';
import type { ContainerWriter, WrittenEntry } from '../../../schemas/asice/container-writer.js';
import { printable } from '../../../schemas/asice/entry-names.js';
import { isProblem, Problem } from '../../../schemas/problems/problem.js';
import { unstampedName } from './check-file-name.js';
import type { ContentInspector } from './inspect-content.js';
import { type FileInspection, inspectionOf } from './inspect-file.js';
import { sniffBytes, sniffType } from './sniff-type.js';

/** 2 GiB, the product's default limit for one file. */
const defaultMaxFileBytes = 2 * 1024 ** 3;

export interface ReceivedFile extends WrittenEntry {
  readonly mediaType: string;
  /** Signature dictionaries seen in a PDF; 0 for other types. Not yet verified. */
  readonly pdfSignatures: number;
  /** A secrecy mark standing alone on a line of a text file: the document must be refused. */
  readonly secretMark?: string;
}

/**
 * Receives one file into the container. On any failure the container is given up and its file removed.
 * @throws Problem `file_empty`, `file_name`, `secret_refused` (a name that is a stamp), `file_type`, `file_too_large`, `zip_duplicate` (two files of one name),
 *   `upload_interrupted` (the stream failed), `storage_full`
 */
export async function receiveFile(
  writer: ContainerWriter,
  stream: Readable,
  { name, maxBytes = defaultMaxFileBytes }: { name: string; maxBytes?: number },
): Promise<ReceivedFile> {
  try {
    return await receive(writer, stream, unstampedName(name), maxBytes);
  } catch (error) {
    stream.destroy();
    await writer.abort();
    throw error;
  }
}

async function receive(
  writer: ContainerWriter,
  stream: Readable,
  name: string,
  maxBytes: number,
): Promise<ReceivedFile> {
  const { mediaType, inspection, content } = await inspectStream(stream, name);
  const entry = await writer.addStream(name, mediaType, Readable.from(content), { maxBytes });
  const received = { ...entry, mediaType, pdfSignatures: inspection.pdfSignatures() };
  const secretMark = inspection.secretMark();
  return secretMark === undefined ? received : { ...received, secretMark };
}

export interface InspectedStream {
  readonly mediaType: string;
  /** Says what was found, once the content has passed. */
  readonly inspection: FileInspection;
  readonly content: AsyncIterable<Buffer>;
}

/**
 * Judges a file by its first bytes, and the rest while it passes.
 * @throws Problem `file_empty`, `file_type`; the content throws `file_type`, `upload_interrupted`
 */
export async function inspectStream(stream: Readable, name: string): Promise<InspectedStream> {
  const chunks = interruptible(stream, name);
  const head = await readHead(chunks);
  if (head.length === 0) throw new Problem('file_empty', { field: printable(name) });
  const type = await sniffType(head.subarray(0, sniffBytes), name);
  const inspection = inspectionOf(type, printable(name));
  return { mediaType: type.mediaType, inspection, content: inspected(head, chunks, inspection.inspectors) };
}

/** The stream's chunks; its failure becomes the problem a client can act on. */
export async function* interruptible(stream: Readable, name: string): AsyncGenerator<Buffer> {
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (cause) {
    throw isProblem(cause) ? cause : new Problem('upload_interrupted', { field: printable(name), cause });
  }
}

async function readHead(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let length = 0; length < sniffBytes; ) {
    const next = await chunks.next();
    if (next.done === true) break;
    parts.push(next.value);
    length += next.value.length;
  }
  return Buffer.concat(parts);
}

async function* inspected(
  head: Buffer,
  rest: AsyncGenerator<Buffer>,
  inspectors: readonly ContentInspector[],
): AsyncGenerator<Buffer> {
  for (const inspector of inspectors) inspector.see(head);
  yield head;
  for await (const chunk of rest) {
    for (const inspector of inspectors) inspector.see(chunk);
    yield chunk;
  }
  for (const inspector of inspectors) await inspector.end();
}
