/**
 * A multipart submission, part by part as it arrives: `metadata` first, then files, each streamed on as it comes.
 * Source: RFC 7578; interface design, `POST /api/v1/documents`.
 */
import type { Multipart } from '@fastify/multipart';
import type { FastifyError, FastifyRequest } from 'fastify';
import { Problem } from '../../schemas/problems/problem.js';
import type { Submission } from '../documents/submission.js';
import type { SubmitAnswer } from '../documents/submit-answer.js';
import { multipartFault } from './multipart-fault.js';

const maxMetadataBytes = 1024 * 1024;

export interface SubmissionHead {
  /** As parsed; still to be checked. */
  readonly metadata: unknown;
  /** Other fields that came before the files, e.g. `reason`. */
  readonly fields: Readonly<Record<string, string>>;
}

const notJson = 'The part "metadata" is not JSON';

const wrong = (detail: string, field: string) => new Problem('invalid_request', { detail, field });

/** A field may come as a plain field or, from some clients, as a part with a file name. */
async function textOf(part: Multipart): Promise<string> {
  if (part.type === 'field') {
    if (part.valueTruncated) throw new Problem('body_too_large', { field: part.fieldname });
    return String(part.value);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of part.file as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxMetadataBytes) throw new Problem('body_too_large', { field: part.fieldname });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A field that says of itself that it is JSON has been parsed by the framework. */
async function jsonOf(part: Multipart): Promise<unknown> {
  if (part.type === 'field' && typeof part.value === 'object' && !part.valueTruncated) return part.value;
  const text = await textOf(part);
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(notJson, 'metadata');
  }
}

/** Collects what comes before the first file. */
class Head {
  #metadata: { readonly value: unknown } | undefined;
  readonly #fields: Record<string, string> = {};

  async take(part: Multipart): Promise<void> {
    if (part.fieldname === 'metadata') this.#metadata = { value: await jsonOf(part) };
    else this.#fields[part.fieldname] = await textOf(part);
  }

  complete(): SubmissionHead {
    if (this.#metadata === undefined) throw wrong('The part "metadata" must come before the files', 'metadata');
    return { metadata: this.#metadata.value, fields: this.#fields };
  }
}

/** The parts one after the other. @throws Problem `invalid_request`, `upload_interrupted` */
async function* partsOf(request: FastifyRequest): AsyncGenerator<Multipart> {
  try {
    yield* request.parts({
      // Paths are refused like any other name nobody should have, not tidied up.
      preservePath: true,
      limits: { fieldSize: maxMetadataBytes, fields: 10, fileSize: Number.MAX_SAFE_INTEGER, parts: 2000 },
    });
  } catch (error) {
    // A field that says of itself that it is JSON is parsed before it comes here.
    throw (error as FastifyError).code === 'FST_INVALID_JSON_FIELD_ERROR'
      ? wrong(notJson, 'metadata')
      : multipartFault(request, error);
  }
}

/**
 * Feeds a multipart request into a submission.
 * @param begin called when everything before the first file is known
 * @throws Problem `invalid_request`, `body_too_large`, `upload_interrupted`; what the submission throws, after it was given up
 */
export async function submitParts(
  request: FastifyRequest,
  begin: (head: SubmissionHead) => Promise<Submission>,
): Promise<SubmitAnswer> {
  const head = new Head();
  let submission: Submission | undefined;
  try {
    for await (const part of partsOf(request)) {
      if (part.fieldname !== 'file' || part.type !== 'file') {
        if (submission !== undefined)
          throw wrong(`The part "${part.fieldname.slice(0, 60)}" comes after the files`, part.fieldname.slice(0, 60));
        await head.take(part);
        continue;
      }
      submission ??= await begin(head.complete());
      await submission.addFile(part.filename ?? '', part.file);
    }
    if (submission === undefined) throw wrong('There is no part "file"', 'file');
    return await submission.complete();
  } catch (error) {
    await submission?.abort();
    throw error;
  }
}
