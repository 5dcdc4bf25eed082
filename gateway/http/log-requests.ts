/**
 * What the log says about requests: one line for each that was answered, with the ids of the document or delivery it was
 * about; one for its beginning at level debug. Never a query, a header or a body: they may hold names and secrets.
 */
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by routes that learn the id only from the answer. */
    documentId: string | null;
  }
}

/** Asked for every few seconds by machines: only worth a line when something is wrong. */
const quietRoutes = new Set(['/healthz', '/readyz', '/metrics']);

function subjectOf({ routeOptions, params, documentId }: FastifyRequest) {
  const { id } = (params ?? {}) as { id?: string };
  const url = routeOptions.url ?? '';
  if (url.startsWith('/api/v1/documents/:id')) return { document: id };
  if (url.startsWith('/api/v1/deliveries/:id')) return { delivery: id };
  return documentId === null ? {} : { document: documentId };
}

export class RequestLog extends LogController {
  override incomingRequest(request: FastifyRequest): void {
    request.log.debug({ method: request.method, route: request.routeOptions.url, ip: request.ip }, 'request');
  }

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const { method, routeOptions, ip, principal } = request;
    const level = quietRoutes.has(routeOptions.url ?? '') && reply.statusCode < 400 ? 'debug' : 'info';
    request.log[level](
      {
        method,
        route: routeOptions.url ?? null,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
        ip,
        ...(principal === null ? {} : { actor: principal.actor }),
        ...subjectOf(request),
        ...(error ? { err: error } : {}),
      },
      'answered',
    );
  }
}
