/**
 * A request that brings one file: as the first part of a form, or as the body itself. It is passed on while it comes, within limits of
 * size and time.
 * Source: RFC 7578.
 */
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { asStorageFull } from '../../schemas/asice/disk-full.js';
import { Problem } from '../../schemas/problems/problem.js';
import { multipartFault } from './multipart-fault.js';
import { chunksOf } from './read-body.js';
import { atSomePace } from './upload-pace.js';

interface Upload {
  readonly content: AsyncIterable<Buffer>;
  /** As the client calls it; null when it does not. */
  readonly name: string | null;
  /** The fields of the form that came before it, by name; of one that came twice the last. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What a form may bring beside its file: a few short fields. */
const formLimits = { files: 1, fields: 10, fieldSize: 4096 };

const fieldsBefore = ({ fields }: MultipartFile): Record<string, string> =>
  Object.fromEntries(
    Object.values(fields)
      .flatMap((one) => one ?? [])
      .flatMap((one) => (one.type === 'field' ? [[one.fieldname, String(one.value)]] : [])),
  );

async function fileOf(request: FastifyRequest, maxBytes: number): Promise<Upload> {
  if (!request.isMultipart()) return { content: chunksOf(request), name: null, fields: {} };
  const fault = (error: unknown): never => {
    throw multipartFault(request, error);
  };
  const part = await request.file({ limits: { ...formLimits, fileSize: maxBytes + 1 } }).catch(fault);
  if (part === undefined) throw new Problem('invalid_request', { detail: 'There is no part "file"', field: 'file' });
  return { content: orFault(part.file, fault), name: part.filename || null, fields: fieldsBefore(part) };
}

/** The same pieces; what keeps them from coming is the form's fault. */
async function* orFault(source: AsyncIterable<Buffer>, fault: (error: unknown) => never): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (error) {
    fault(error);
  }
}

async function* bounded(source: AsyncIterable<Buffer>, { maxBytes, take }: FileLimits): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > maxBytes) throw new Problem('file_too_large', { detail: `More than ${maxBytes} bytes` });
    take?.(chunk.length);
    yield chunk;
  }
  if (total === 0) throw new Problem('file_empty');
}

/** What a form adds around the file. */
const formBytes = 64 * 1024;

/** Before anything is read. @throws Problem `file_too_large` */
export function refuseDeclaredSize(request: FastifyRequest, maxBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes + formBytes)
    throw new Problem('file_too_large', { detail: `More than ${maxBytes} bytes` });
}

export interface FileLimits {
  readonly maxBytes: number;
  /** How long an upload may stand still. */
  readonly idleSeconds: number;
  /** Called before each piece is written; refuses it by throwing. */
  take?(bytes: number): void;
}

/**
 * What the request says of the file, once all of it has been written to what `open` opens when it begins to come.
 * @throws Problem `invalid_request` without a file, `file_too_large`, `file_empty`, `upload_interrupted`, `storage_full`
 */
export function receiveFile(
  request: FastifyRequest,
  limits: FileLimits,
  open: () => Writable,
): Promise<Omit<Upload, 'content'>> {
  return atSomePace(request, limits.idleSeconds * 1000, async (signal) => {
    const { content, name, fields } = await fileOf(request, limits.maxBytes);
    signal.throwIfAborted();
    await pipeline(bounded(content, limits), open(), { signal }).catch((error: unknown) => {
      throw asStorageFull(error);
    });
    return { name, fields };
  });
}
