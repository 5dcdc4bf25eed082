/**
 * Who may call a route: every route declares it in its config, and one hook enforces it.
 * Which rows a caller may see is decided by the rooms behind the routes.
 */
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
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
  app.addHook('onRoute', (route: RouteOptions) => {
    if (accessOf(route) === undefined) {
      throw new Error(`the route ${String(route.method)} ${route.url} does not declare who may call it`);
    }
  });
  app.addHook('onRequest', async (request) => {
    const { url, config } = request.routeOptions;
    const access = accessOf({ ...(url === undefined ? {} : { url }), config }) ?? 'public';
    if (access === 'public') return;
    request.principal = await authenticate(ctx, bearerOf(request));
    if (access !== 'token') requireScope(request.principal, access);
  });
}

/** The caller of a route that needs a token. */
export function callerOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('the route is public and has no caller');
  return request.principal;
}
