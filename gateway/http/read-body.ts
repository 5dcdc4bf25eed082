/** A body that is read as it comes, whatever its type. */
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../schemas/problems/problem.js';

/**
 * The chunks of a streamed body. Whoever stops reading early leaves the connection open, so that the answer still reaches the
 * client; a plain loop over the request would close it.
 * @throws Problem `media_type` when the body was parsed as something else
 */
export function chunksOf(request: FastifyRequest): AsyncIterable<Buffer> {
  if (request.body instanceof Readable) return request.body.iterator({ destroyOnReturn: false });
  throw new Problem('media_type');
}
