/**
 * Who may call a route: every route declares it in its config. A caller is recognised first, so that limits count by who it is, and
 * turned away after them, so that they count strangers too.
 * Which rows a caller may see is decided by the rooms behind the routes.
 */
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { isProblem, type Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope, type Scope } from '../identity/access.js';
import { authenticate } from '../identity/tokens.js';

/** `public`: no token. `token`: any valid token; the room behind decides. Otherwise the scope that is needed. */
export type Access = 'public' | 'token' | Scope;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    principal: Principal | null;
    /** Why the caller is nobody we know, on a route that needs a token. */
    stranger: Problem | null;
  }
}

/** Routes that libraries add by themselves, public by nature: documentation and its files. */
const libraryRoutes = /^\/api\/docs(\/|$)/;

/** What a route declares; undefined when it declares nothing. */
export function accessOf({ url = '', config }: Pick<Partial<RouteOptions>, 'url' | 'config'>): Access | undefined {
  return config?.access ?? (libraryRoutes.test(url) ? 'public' : undefined);
}

/** A bearer token, or nothing. */
function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** A route without a declaration is a fault of ours, found at start. */
export function enforceAccess(app: FastifyInstance, ctx: GatewayContext): void {
  app.decorateRequest('principal', null);
  app.decorateRequest('stranger', null);
  app.addHook('onRoute', (route: RouteOptions) => {
    if (accessOf(route) === undefined) {
      throw new Error(`the route ${String(route.method)} ${route.url} does not declare who may call it`);
    }
  });
  app.addHook('onRequest', async (request) => {
    if (accessAsked(request) === 'public') return;
    try {
      request.principal = await authenticate(ctx, bearerOf(request));
    } catch (error) {
      if (!isProblem(error, 'unauthenticated')) throw error;
      request.stranger = error;
    }
  });
  app.addHook('preParsing', async (request) => {
    const access = accessAsked(request);
    if (request.stranger !== null) throw request.stranger;
    if (access !== 'public' && access !== 'token') requireScope(callerOf(request), access);
  });
}

function accessAsked({ routeOptions: { url, config } }: FastifyRequest): Access {
  return accessOf({ ...(url === undefined ? {} : { url }), config }) ?? 'public';
}

/** The caller of a public route, for an answer that is not everybody's. @throws Problem `unauthenticated` */
export async function identifyCaller(ctx: GatewayContext, request: FastifyRequest): Promise<Principal> {
  request.principal = await authenticate(ctx, bearerOf(request));
  return request.principal;
}

/** The caller of a route that needs a token. */
export function callerOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('the route is public and has no caller');
  return request.principal;
}
