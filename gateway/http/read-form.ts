/** A small form with files, read into memory. Submissions are streamed instead (read-parts.ts). Source: RFC 7578. */
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../schemas/problems/problem.js';
import { multipartFault } from './multipart-fault.js';

type PartsOptions = Parameters<FastifyRequest['parts']>[0];

export interface FormFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  /** Those that were chosen: a browser sends an empty one for none. */
  readonly files: readonly FormFile[];
}

const maxFields = 10;
const maxFieldBytes = 64 * 1024;
const maxFiles = 20;

async function* readableParts(request: FastifyRequest, options: PartsOptions): AsyncGenerator<Multipart> {
  try {
    yield* request.parts(options);
  } catch (error) {
    throw multipartFault(request, error);
  }
}

/**
 * @param maxBytes of all files together
 * @throws Problem `media_type`, `body_too_large`, `file_too_large`; `invalid_request`, `upload_interrupted` for one that cannot be read
 */
export async function readForm(request: FastifyRequest, maxBytes: number): Promise<Form> {
  if (!request.isMultipart()) throw new Problem('media_type');
  const fields = new Map<string, string>();
  const files: FormFile[] = [];
  let left = maxBytes;
  const limits = { fields: maxFields, fieldSize: maxFieldBytes, files: maxFiles, fileSize: maxBytes };
  for await (const part of readableParts(request, { limits })) {
    if (part.type === 'field') {
      if (part.valueTruncated) throw new Problem('body_too_large', { field: part.fieldname });
      fields.set(part.fieldname, String(part.value).replaceAll('\r\n', '\n'));
      continue;
    }
    const bytes = await part.toBuffer().catch((error: unknown) => {
      throw multipartFault(request, error);
    });
    left -= bytes.length;
    if (left < 0) throw new Problem('file_too_large', { detail: `More than ${maxBytes} bytes` });
    if (part.filename !== '') files.push({ name: part.filename, bytes });
  }
  return { fields, files };
}
