/**
 * Routes that show something of a document declare what (`config.shows`), and every look of a person is recorded before the answer
 * leaves: what cannot be recorded is not shown. Programs (tokens) stand in the log of requests.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.js';
import { recordView } from '../documents/access-history.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What of the document `:id` the route shows. */
    shows?: string;
  }
}

function partOf({ routeOptions, params }: FastifyRequest): string | undefined {
  const { n } = params as { n?: number };
  const shows = routeOptions.config.shows;
  return n === undefined ? shows : `${shows}/${n}`;
}

export function recordViews(app: FastifyInstance, ctx: GatewayContext): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { person, method, ip, routeOptions } = request;
    if (routeOptions.config.shows === undefined || person === null || method !== 'GET') return payload;
    // Each piece of a file counts: those of one look are one, as all looks within a few minutes (access-history.ts).
    if (reply.statusCode >= 400) return payload;
    const { id } = request.params as { id: string };
    await recordView(ctx, person, { document: id, part: partOf(request) ?? '', address: ip });
    return payload;
  });
}
