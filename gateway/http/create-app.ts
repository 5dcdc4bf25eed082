/**
 * The HTTP service: one Fastify instance with its guards, its problem documents, its routes and its description.
 * The routes are thin; what they call lives in the other rooms.
 */
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { DemonstrationMail } from '../demonstration-mail/open-demonstration-mail.js';
import type { OwnWorkers } from '../health/readiness.js';
import { networkOf } from '../identity/network-of.js';
import { enforceAccess } from './access.js';
import { describeApi } from './describe-api.js';
import { KnownRoutes, noRouteProblem } from './known-routes.js';
import { RequestLog } from './log-requests.js';
import { peoplePages } from './page-routes/people-pages.js';
import { answerProblem, answerStranger } from './page-routes/show-problem.js';
import { recordViews } from './record-views.js';
import { authorityRoutes } from './routes/authority.js';
import { deliveryRoutes } from './routes/deliveries.js';
import { directoryRoutes } from './routes/directory.js';
import { documentRoutes } from './routes/documents.js';
import { evidenceRoutes } from './routes/evidence.js';
import { lifecycleRoutes } from './routes/lifecycle.js';
import { linkRoutes } from './routes/links.js';
import { mailRoutes } from './routes/mails.js';
import { operationRoutes } from './routes/operation.js';
import { proposalRoutes } from './routes/proposals.js';
import { registerRoutes } from './routes/registers.js';
import { submitRoutes } from './routes/submit.js';
import { trustRoutes } from './routes/trust.js';
import { verificationRoutes } from './routes/verifications.js';
import { namedMetadataSchema, problemSchema } from './schemas.js';
import { UploadVerifier } from './verify-upload.js';

const maxJsonBytes = 1024 * 1024;
const minuteMs = 60_000;
const maxParameterLength = 1024;

const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'style-src': ["'self'"],
    'font-src': ["'self'"],
    'script-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  },
};

/** A known token counts for itself wherever it comes from; everybody else by network, whatever they say who they are. */
function limitKey({ principal, ip }: FastifyRequest): string {
  return principal === null ? `address:${networkOf(ip)}` : principal.actor;
}

export interface AppParts {
  /** The workers inside this process; null when they run elsewhere. */
  readonly workersHealthy: OwnWorkers;
  /** The demonstration's mailboxes; without them their pages do not exist. */
  readonly demonstrationMail?: DemonstrationMail | null;
}

/** The service, ready to listen. Close it to stop: requests under way are finished. */
export async function createApp(ctx: GatewayContext, parts: AppParts): Promise<FastifyInstance> {
  const { config } = ctx;
  const { workersHealthy, demonstrationMail = null } = parts;
  const app = Fastify({
    loggerInstance: ctx.log.child({ part: 'http' }, { level: config.logLevel }),
    logController: new RequestLog(),
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    bodyLimit: maxJsonBytes,
    // A connection on which nothing moves for so long is dropped, and what it was uploading is cleaned up.
    connectionTimeout: config.uploadIdleSeconds * 1000,
    requestTimeout: 0,
    keepAliveTimeout: 20_000,
    forceCloseConnections: 'idle',
    // A member we do not know is a mistake the client should hear of, not one to drop in silence.
    ajv: { customOptions: { removeAdditional: false } },
    // A request about revocation may stand in the address (RFC 6960 appendix A.1).
    routerOptions: { maxParamLength: maxParameterLength },
    genReqId: () => uuidv7(),
    requestIdHeader: false,
    // An address that cannot be read: nothing has seen the request yet, and nobody read its cookies.
    frameworkErrors: (error, request, reply) =>
      answerStranger(ctx, error, Object.assign(request, { cookies: {}, person: null }), reply),
  }) as unknown as FastifyInstance;
  app.setErrorHandler<FastifyError>((error, request, reply) => answerProblem(ctx, error, request, reply));
  const known = new KnownRoutes();
  known.learnFrom(app);
  app.decorateRequest('documentId', null);
  await app.register(cookie);
  enforceAccess(app, ctx);
  recordViews(app, ctx);
  await app.register(helmet, { contentSecurityPolicy });
  await app.register(rateLimit, {
    max: config.rateLimitRequests,
    timeWindow: minuteMs,
    keyGenerator: limitKey,
    errorResponseBuilder: () => new Problem('rate_limited') as never,
  });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) => {
    const methods = known.methodsAt(request.url);
    if (methods.length > 0) reply.header('allow', methods.join(', '));
    return answerProblem(ctx, noRouteProblem(methods), request, reply);
  });
  await app.register(multipart, { limits: { files: config.maxFiles + 1 }, throwFileSizeLimit: true });
  app.addSchema(problemSchema);
  app.addSchema(namedMetadataSchema);
  await app.register(swagger, describeApi(config));
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true });
  const verifier = new UploadVerifier(ctx);
  await app.register(async (routes) => {
    submitRoutes(routes, ctx);
    documentRoutes(routes, ctx);
    lifecycleRoutes(routes, ctx);
    directoryRoutes(routes, ctx);
    linkRoutes(routes, ctx);
    proposalRoutes(routes, ctx);
    registerRoutes(routes, ctx);
    deliveryRoutes(routes, ctx);
    mailRoutes(routes, ctx);
    evidenceRoutes(routes, ctx);
    verificationRoutes(routes, verifier);
    authorityRoutes(routes, ctx);
    trustRoutes(routes, ctx);
    operationRoutes(routes, ctx, workersHealthy);
    await routes.register(async (scope) => peoplePages(scope, ctx, { verifier, demonstrationMail }));
    routes.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () =>
      routes.swagger(),
    );
  });
  return app;
}
