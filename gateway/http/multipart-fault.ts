/** What is wrong with a form that cannot be read: how it is written, or that it ends too early. Source: RFC 7578. */
import type { FastifyError, FastifyRequest } from 'fastify';
import { Problem } from '../../schemas/problems/problem.js';
import { problemOf } from './problem-response.js';

/** The problem behind what the reader of the form threw; what is known as one stays. */
export function multipartFault({ raw }: FastifyRequest, error: unknown): Problem {
  const known = problemOf(error as FastifyError | Problem);
  if (known.code !== 'internal') return known;
  const isCut = raw.destroyed && !raw.complete;
  return new Problem(isCut ? 'upload_interrupted' : 'invalid_request', {
    detail: 'The form cannot be read',
    cause: error,
  });
}
