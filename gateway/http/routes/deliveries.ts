/** The operator's view: deliveries, retries, pausing and resuming channels. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { GatewayContext } from '../../context.js';
import {
  listDeliveries,
  listPauses,
  pauseChannel,
  resumeChannel,
  retryDelivery,
} from '../../deliveries/operate-deliveries.js';
import type { DeliveryState } from '../../documents/lifecycle.js';
import { requireOversight } from '../../identity/access.js';
import { callerOf } from '../access.js';
import { anyObject, documentParams, page, pageQuery } from '../schemas.js';

const tags = ['operation'];
const access = 'deliveries:manage';
const none = { 204: Type.Null() };

export function deliveryRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.get<{ Querystring: { state?: DeliveryState; cursor?: string; limit?: number } }>(
    '/api/v1/deliveries',
    {
      config: { access: 'deliveries:read' },
      schema: {
        tags,
        summary: 'Deliveries, newest first',
        querystring: Type.Object({
          state: Type.Optional(Type.Enum(['queued', 'sending', 'sent', 'delivered', 'failed', 'cancelled'])),
          ...pageQuery,
          cursor: Type.Optional(Type.String({ format: 'uuid', description: '`next` of the page before' })),
        }),
        response: { 200: page },
      },
    },
    (request) => {
      // Agencies see their own deliveries on each document; the whole list belongs to those who run or audit the gateway.
      requireOversight(callerOf(request));
      const { state, cursor, limit } = request.query;
      return listDeliveries(ctx, { state: state ?? null }, cursor ?? null, limit ?? 50);
    },
  );

  app.post<{ Params: { id: string } }>(
    '/api/v1/deliveries/:id/retry',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Send a delivery again that failed, was sent by mail or was pushed',
        description:
          'Under the same delivery id (a mail keeps its Message-ID), as a new attempt; what the sender took back is not sent again.',
        params: documentParams,
        response: none,
      },
    },
    async (request, reply) => {
      await retryDelivery(ctx, request.params.id, callerOf(request).actor);
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/v1/channels/pauses',
    {
      config: { access: 'deliveries:read' },
      schema: {
        tags,
        summary: 'Paused channels',
        response: { 200: Type.Object({ items: Type.Array(anyObject) }) },
      },
    },
    async () => ({ items: await listPauses(ctx) }),
  );

  app.post<{ Params: { name: string }; Body: { reason?: string } | null }>(
    '/api/v1/channels/:name/pause',
    {
      config: { access },
      schema: { tags, summary: 'Pause a channel; what is being sent is finished', response: none },
    },
    async (request, reply) => {
      await pauseChannel(ctx, request.params.name, callerOf(request).actor, request.body?.reason ?? null);
      return reply.code(204).send();
    },
  );

  app.post<{ Params: { name: string } }>(
    '/api/v1/channels/:name/resume',
    { config: { access }, schema: { tags, summary: 'Let a paused channel go on', response: none } },
    async (request, reply) => {
      await resumeChannel(ctx, request.params.name, callerOf(request).actor);
      return reply.code(204).send();
    },
  );
}
