/**
 * A multipart/form-data body that is read from disk while it is sent: the size of a file does not matter.
 * Source: RFC 7578; names of files in UTF-8, quoted as WHATWG HTML ("multipart/form-data encoding algorithm") says.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

export interface MultipartBody {
  readonly contentType: string;
  readonly contentLength: number;
  /** The bytes, to be read once. @param onSent told how many bytes have been handed on */
  chunks(onSent: (bytes: number) => void): AsyncGenerator<Uint8Array>;
}

interface Part {
  readonly head: Buffer;
  readonly size: number;
  readonly content: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const lineEnd = Buffer.from('\r\n');

/** `metadata` first, then the files. @throws NodeJS.ErrnoException for a file that is not there */
export async function multipartBody(metadata: string, files: readonly string[]): Promise<MultipartBody> {
  const boundary = `congvan-${randomBytes(16).toString('hex')}`;
  const text = Buffer.from(metadata);
  const parts: Part[] = [
    {
      head: headOf(boundary, 'name="metadata"', 'application/json'),
      size: text.length,
      content: () => [text],
    },
    ...(await Promise.all(files.map((path) => filePart(boundary, path)))),
  ];
  const end = Buffer.from(`--${boundary}--\r\n`);
  const sizeOf = ({ head, size }: Part) => head.length + size + lineEnd.length;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: parts.reduce((sum, part) => sum + sizeOf(part), end.length),
    chunks: (onSent) => counted(allBytes(parts, end), onSent),
  };
}

async function filePart(boundary: string, path: string): Promise<Part> {
  const { size } = await stat(path);
  const name = basename(path).normalize('NFC').replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  return {
    head: headOf(boundary, `name="file"; filename="${name}"`, 'application/octet-stream'),
    size,
    content: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
  };
}

const headOf = (boundary: string, disposition: string, type: string) =>
  Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n`);

async function* allBytes(parts: readonly Part[], end: Buffer): AsyncGenerator<Uint8Array> {
  for (const { head, content } of parts) {
    yield head;
    yield* content();
    yield lineEnd;
  }
  yield end;
}

async function* counted(bytes: AsyncIterable<Uint8Array>, onSent: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of bytes) {
    yield chunk;
    sent += chunk.length;
    onSent(sent);
  }
}
