/**
 * Every failed request is answered with a problem document: a stable code, a text for people, nothing of our inside.
 * Source: RFC 9457; the catalogue in schemas/problems.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { catalogue, type ProblemCode } from '../../schemas/problems/catalogue.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';

interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly field?: string;
  readonly requestId: string;
}

const retryAfterSeconds = 2;
const lingerMs = 10_000;

/** Faults that the framework finds before our code sees the request. */
const frameworkCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_REQ_FILE_TOO_LARGE: 'file_too_large',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_REOPENED_CLOSE_SERVER: 'shutting_down',
  ECONNRESET: 'upload_interrupted',
  ERR_STREAM_PREMATURE_CLOSE: 'upload_interrupted',
};

/** What a request failed with, in our words. */
export function problemOf(error: FastifyError | Problem): Problem {
  if (isProblem(error)) return error;
  const known = frameworkCodes[error.code];
  if (known !== undefined) return new Problem(known, { cause: error });
  if (error.validation !== undefined) {
    const [first] = error.validation;
    const field = first?.instancePath.slice(1).replaceAll('/', '.') ?? '';
    return new Problem('invalid_request', { detail: error.message, ...(field === '' ? {} : { field }), cause: error });
  }
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new Problem('invalid_request', { detail: error.message, cause: error });
  return new Problem('internal', { cause: error });
}

const prefersEnglish = (request: FastifyRequest) => /^\s*en\b/i.test(request.headers['accept-language'] ?? '');

function documentOf(problem: Problem, request: FastifyRequest): ProblemDocument {
  const { status, title, titleVi } = catalogue[problem.code];
  return {
    type: `urn:congvan:problem:${problem.code}`,
    title: prefersEnglish(request) ? title : titleVi,
    status,
    detail: problem.detail,
    code: problem.code,
    ...(problem.field === undefined ? {} : { field: problem.field }),
    requestId: request.id,
  };
}

/**
 * A client that is still sending is answered at once; what it goes on sending is thrown away for a while. Closing the connection
 * under it would make its system drop our answer unread (RFC 9112 section 9.6).
 */
export function stopReceiving({ raw }: FastifyRequest): void {
  if (raw.complete || raw.destroyed) return;
  const deadline = setTimeout(() => raw.socket.destroy(), lingerMs).unref();
  raw.once('close', () => clearTimeout(deadline));
  raw.unpipe();
  raw.resume();
}

/** What is done with every request that failed, however it is answered. */
export function receiveProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const { code, field } = problem;
  const { status, retry } = catalogue[code];
  if (status >= 500) request.log.error({ err: problem, code }, 'a request failed');
  else request.log.info({ code, field }, 'a request was refused');
  stopReceiving(request);
  if (retry) reply.header('retry-after', retryAfterSeconds);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
}

export function sendProblem(error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  const document = documentOf(problem, request);
  receiveProblem(problem, request, reply);
  return reply.code(document.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(document));
}
