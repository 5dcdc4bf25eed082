/**
 * The small HTTP service of a process that has no other: alive, ready, figures; for container health checks and Prometheus.
 * No documents, no tokens.
 */
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { GatewayContext } from '../context.js';
import type { OwnWorkers } from '../health/readiness.js';
import { enforceAccess } from './access.js';
import { noRouteProblem } from './known-routes.js';
import { RequestLog } from './log-requests.js';
import { sendProblem } from './problem-response.js';
import { operationRoutes } from './routes/operation.js';

/** Ready to listen. */
export function createHealthApp(ctx: GatewayContext, ownWorkers: OwnWorkers): FastifyInstance {
  const app = Fastify({
    loggerInstance: ctx.log.child({ part: 'health' }, { level: ctx.config.logLevel }),
    logController: new RequestLog(),
    forceCloseConnections: 'idle',
    genReqId: () => uuidv7(),
    requestIdHeader: false,
  }) as unknown as FastifyInstance;
  app.setErrorHandler<FastifyError>(sendProblem);
  app.setNotFoundHandler((request, reply) => sendProblem(noRouteProblem([]), request, reply));
  app.decorateRequest('documentId', null);
  enforceAccess(app, ctx);
  operationRoutes(app, ctx, ownWorkers);
  return app;
}
