/**
 * Answers with bytes that never change: entity tag, conditional requests, one range.
 * Source: RFC 9110 sections 8.8.3 (ETag), 13.1.2 (If-None-Match), 13.1.5 (If-Range), 14 (ranges); RFC 6266 (Content-Disposition), RFC 8187.
 */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../schemas/problems/problem.js';
import type { OpenBytes } from '../documents/open-document.js';

interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const outside = Symbol('outside');

/** The one range asked for; undefined for none, several, or one we do not understand: the whole is sent then. */
function readRange(header: string | undefined, size: number): Range | typeof outside | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size);
  return start < end ? { start, end } : outside;
}

/** A range is for GET, and with If-Range only for the bytes the client has begun with. */
function rangeOf(request: FastifyRequest, tag: string, size: number): Range | typeof outside | undefined {
  const { range, 'if-range': ifRange } = request.headers;
  if (request.method !== 'GET' || (ifRange !== undefined && ifRange !== tag)) return undefined;
  return readRange(range, size);
}

/** Whether a browser keeps the bytes as a file or shows them. */
type Disposition = 'attachment' | 'inline';

/** Quoted ASCII for old readers, UTF-8 for the others. */
export function contentDisposition(name: string, disposition: Disposition = 'attachment'): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function isNotModified(request: FastifyRequest, tag: string): boolean {
  const asked = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return asked.includes(tag) || asked.includes('*');
}

/** Sends and closes `bytes`. @throws Problem `range_unsatisfiable` */
export async function sendBytes(
  request: FastifyRequest,
  reply: FastifyReply,
  bytes: OpenBytes,
  disposition?: Disposition,
): Promise<FastifyReply> {
  const { source, sha256, name, mediaType } = bytes;
  const tag = `"${sha256}"`;
  const headers = { etag: tag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' };
  if (isNotModified(request, tag)) {
    await source.close();
    return reply.headers(headers).code(304).send();
  }
  const range = rangeOf(request, tag, source.size);
  if (range === outside) {
    await source.close();
    reply.header('content-range', `bytes */${source.size}`);
    throw new Problem('range_unsatisfiable', { detail: `The file has ${source.size} bytes` });
  }
  if (range !== undefined)
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${source.size}`);
  reply.headers({
    ...headers,
    'content-disposition': contentDisposition(name, disposition),
    'content-type': mediaType,
    'content-length': (range?.end ?? source.size) - (range?.start ?? 0),
  });
  // For HEAD the framework would read a stream to its end to throw it away.
  const stream = request.method === 'HEAD' ? Readable.from([]) : source.stream(range?.start, range?.end);
  stream.once('close', () => void source.close());
  return reply.send(stream);
}

/** Sends and closes bytes that were made for this answer: no ranges, no entity tag. */
export function sendOnce(
  reply: FastifyReply,
  made: Omit<OpenBytes, 'sha256' | 'mediaType'>,
  mediaType: string,
): FastifyReply {
  const stream = made.source.stream();
  stream.once('close', () => void made.source.close());
  return reply
    .headers({
      'content-disposition': contentDisposition(made.name),
      'content-length': made.source.size,
      'cache-control': 'private, no-store',
    })
    .type(mediaType)
    .send(stream);
}

/**
 * The same pieces, after the first one has been made: what is refused at the beginning is still answered as a problem.
 * @throws whatever `pieces` throws before its first piece
 */
export async function begun<T>(pieces: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const first = await pieces.next();
  return (async function* () {
    if (first.done === true) return;
    yield first.value;
    yield* pieces;
  })();
}
