/** Is it alive, is it ready, how is it doing: for load balancers, Prometheus and people who open the address in a browser. */
import { access, constants } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { isProblem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { pingDatabase } from '../../database/ping.store.js';
import { createMetrics } from '../metrics.js';
import { startPage } from '../start-page.js';

export interface Readiness {
  /** False when this process runs workers and they are not well. */
  readonly workersHealthy: () => boolean;
}

const tags = ['operation'];
const readiness = Type.Object({ ready: Type.Boolean(), checks: Type.Record(Type.String(), Type.Boolean()) });

async function isFine(check: () => Promise<unknown>): Promise<boolean> {
  try {
    await check();
    return true;
  } catch (error) {
    if (isProblem(error) || error instanceof Error) return false;
    throw error;
  }
}

export function operationRoutes(app: FastifyInstance, ctx: GatewayContext, { workersHealthy }: Readiness): void {
  const metrics = createMetrics(app, ctx);
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
      const [database, blobs] = await Promise.all([
        isFine(() => pingDatabase(ctx.database)),
        isFine(() => access(ctx.config.data, constants.W_OK)),
      ]);
      const checks = { database, blobs, workers: workersHealthy() };
      const ready = Object.values(checks).every(Boolean);
      return reply.code(ready ? 200 : 503).send({ ready, checks });
    },
  );

  app.get(
    '/metrics',
    { config: { access: 'public', rateLimit: false }, schema: { tags, summary: 'Prometheus metrics' } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  );

  app.get('/', { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(startPage()),
  );
}
