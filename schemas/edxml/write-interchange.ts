/**
 * Writes a whole `.edxml` file as it streams out: the message, then the attachments in base64.
 * Nothing but one chunk is in memory. Does not sign.
 * Source: QCVN 102:2016/BTTTT, AttachmentEncoded; spelling and order of the axis' client library.
 */
import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ByteSource } from '../asice/byte-source.js';
import { encodeCentralHeader, encodeEnd, encodeLocalHeader, saturated32 } from '../asice/zip-records.js';
import { Problem } from '../problems/problem.js';
import { escapeText } from '../xml/escape-xml.js';
import { contentIdForm } from './leaf-forms.js';
import { type EdxmlMessage, edxmlNamespace, edxmlPrefix, type FileReference } from './message.js';
import { maxInterchangeBytes } from './read-interchange.js';
import { writeDocumentEnvelope } from './write-document.js';
import type { WrittenEnvelope } from './xml-output.js';

/** The content of one file, in the order of `message.files`. */
export interface InterchangeContent {
  readonly name: string;
  readonly mediaType: string;
  readonly description?: string;
  readonly source: ByteSource;
}

export interface WriteOptions {
  /** `zip`: each attachment inside a ZIP as `<uuid>.<ext>`, as the axis' own client does; `raw`: the bytes themselves. */
  readonly wrap: 'zip' | 'raw';
}

const zipType = 'application/zip';
/** A multiple of 3, so that only the last piece of base64 has padding. */
const pieceBytes = 48 * 1024;

/**
 * The bytes of the file. The manifest is made from `files`; what the message says about files is replaced.
 * @throws Problem `edxml_too_large` when the file would be larger than 50 MB; `invalid_request` as the document's writer
 */
export async function* writeInterchange(
  message: EdxmlMessage,
  files: readonly InterchangeContent[],
  { wrap }: WriteOptions,
): AsyncGenerator<Buffer> {
  const references = files.map((file, index) => referenceTo(file, index, wrap));
  const envelope = writeDocumentEnvelope({ ...message, files: references });
  let size = 0;
  for await (const piece of assemble(envelope, files, references, wrap)) {
    size += piece.length;
    if (size > maxInterchangeBytes) {
      throw new Problem('edxml_too_large', {
        detail: `With its attachments it has more than ${maxInterchangeBytes} bytes`,
      });
    }
    yield piece;
  }
}

async function* assemble(
  { start, end }: WrittenEnvelope,
  files: readonly InterchangeContent[],
  references: readonly FileReference[],
  wrap: WriteOptions['wrap'],
): AsyncGenerator<Buffer> {
  yield Buffer.from(`${start}  <AttachmentEncoded>\n`);
  for (const [index, file] of files.entries()) {
    const reference = references[index];
    if (reference === undefined) continue;
    yield Buffer.from(attachmentStart(reference));
    yield* inBase64(wrap === 'zip' ? wrapped(file) : file.source.stream());
    yield Buffer.from(`</${edxmlPrefix}:ContentTransferEncoded>\n    </Attachment>\n`);
  }
  yield Buffer.from(`  </AttachmentEncoded>\n${end}`);
}

function referenceTo(file: InterchangeContent, index: number, wrap: WriteOptions['wrap']): FileReference {
  return {
    contentId: `att-${index + 1}`,
    contentType: wrap === 'zip' ? zipType : file.mediaType,
    description: file.description ?? file.name,
    name: file.name,
  };
}

function attachmentStart({ contentId, name = '', description = '', contentType = zipType }: FileReference): string {
  const leaves = [
    ['ContentId', contentIdForm.format(contentId)],
    ['AttachmentName', name],
    ['Description', description],
    ['ContentType', contentType],
  ] as const;
  const lines = leaves.map(([element, text]) => `      <${element}>${escapeText(text)}</${element}>\n`);
  const content = `<${edxmlPrefix}:ContentTransferEncoded xmlns:${edxmlPrefix}="${edxmlNamespace}">`;
  return `    <Attachment>\n${lines.join('')}      ${content}`;
}

/** A ZIP with the file stored in it. Its checksum stands before the content, so the source is read twice. */
async function* wrapped({ name, source }: InterchangeContent): AsyncGenerator<Buffer> {
  const extension = /\.[0-9A-Za-z]+$/.exec(name)?.[0] ?? '';
  let checksum = 0;
  for await (const chunk of source.stream()) checksum = crc32(chunk, checksum);
  const entry = { nameBytes: Buffer.from(`${randomUUID()}${extension}`), crc32: checksum, size: source.size };
  const header = encodeLocalHeader(entry, false);
  const central = encodeCentralHeader({ ...entry, headerOffset: 0 }, saturated32);
  yield header;
  yield* source.stream() as AsyncIterable<Buffer>;
  yield central;
  yield encodeEnd(1, header.length + source.size, central.length, saturated32);
}

async function* inBase64(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const joined = Buffer.concat([rest, chunk]);
    const whole = joined.length - (joined.length % 3);
    for (let at = 0; at < whole; at += pieceBytes) yield encoded(joined.subarray(at, Math.min(at + pieceBytes, whole)));
    rest = Buffer.from(joined.subarray(whole));
  }
  yield encoded(rest);
}

function encoded(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('base64'), 'latin1');
}
