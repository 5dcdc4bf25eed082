/** Is it alive, is it ready, how is it doing: for load balancers, health checks and Prometheus. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { GatewayContext } from '../../context.js';
import { type OwnWorkers, watchReadiness } from '../../health/readiness.js';
import { createMetrics } from '../metrics.js';

const tags = ['operation'];
const readiness = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Record(Type.String(), Type.Boolean()),
  workers: Type.Optional(
    Type.Object(
      {
        where: Type.Literal('elsewhere'),
        alive: Type.Integer(),
        secondsSinceBeat: Type.Union([Type.Number(), Type.Null()]),
      },
      { description: 'Where workers run in other processes; then they do not decide whether this one is ready' },
    ),
  ),
});

export function operationRoutes(app: FastifyInstance, ctx: GatewayContext, ownWorkers: OwnWorkers): void {
  const metrics = createMetrics(app, ctx);
  const look = watchReadiness(ctx, ownWorkers);
  app.get(
    '/healthz',
    { config: { access: 'public', rateLimit: false }, schema: { tags, summary: 'Alive' } },
    async () => ({ status: 'ok' }),
  );

  app.get(
    '/readyz',
    {
      config: { access: 'public', rateLimit: false },
      schema: {
        tags,
        summary: 'Ready to accept documents',
        response: { 200: readiness, 503: readiness },
      },
    },
    async (_request, reply) => {
      const seen = await look();
      return reply.code(seen.ready ? 200 : 503).send(seen);
    },
  );

  app.get(
    '/metrics',
    { config: { access: 'public', rateLimit: false }, schema: { tags, summary: 'Prometheus metrics' } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  );
}
