/**
 * Who may call a route: every route declares it in its config. A caller is recognised first, so that limits count by who it is, and
 * turned away after them, so that they count strangers too. Pages know people by the cookie of their session; the API knows programs
 * by their token, and people where nothing is changed: a cookie is sent along whoever made the request.
 * Which rows a caller may see is decided by the rooms behind the routes.
 */
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope, type Scope } from '../identity/access.js';
import { findSignedIn, type SignedIn } from '../identity/sessions.js';
import { authenticate } from '../identity/tokens.js';
import { readCookie } from './cookies.js';

/**
 * `public`: nobody needs to be known. `token`: any valid token; the room behind decides. `person`: anybody who is signed in.
 * Otherwise the scope that is needed.
 */
export type Access = 'public' | 'token' | 'person' | Scope;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
    /** A page for people: a cookie tells who they are, also where nobody needs to be known. */
    page?: true;
    /** Part of a page, the same for everybody: nobody is looked up for it. */
    sameForAll?: boolean;
  }
  interface FastifyRequest {
    principal: Principal | null;
    /** Who is signed in, when a session tells who asks. */
    person: SignedIn | null;
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
  app.decorateRequest('person', null);
  app.decorateRequest('stranger', null);
  app.addHook('onRoute', (route: RouteOptions) => {
    if (accessOf(route) === undefined) {
      throw new Error(`the route ${String(route.method)} ${route.url} does not declare who may call it`);
    }
  });
  app.addHook('onRequest', async (request) => {
    const access = accessAsked(request);
    const { page: isPage = false, sameForAll = false } = request.routeOptions.config;
    if (access === 'public' && (sameForAll || !isPage)) return;
    try {
      await recognize(ctx, request, isPage);
    } catch (error) {
      if (!isProblem(error, 'unauthenticated')) throw error;
      if (access !== 'public') request.stranger = error;
    }
  });
  app.addHook('preParsing', async (request) => {
    const access = accessAsked(request);
    if (request.stranger !== null) throw request.stranger;
    if (access !== 'public' && access !== 'token' && access !== 'person') requireScope(callerOf(request), access);
  });
}

/** @throws Problem `unauthenticated` */
async function recognize(ctx: GatewayContext, request: FastifyRequest, isPage: boolean): Promise<void> {
  const isLooking = request.method === 'GET' || request.method === 'HEAD';
  const cookie = readCookie(ctx.config, request, 'session');
  if (cookie !== null && (isPage || (isLooking && request.headers.authorization === undefined)))
    request.person = await findSignedIn(ctx, cookie);
  if (isPage && request.person === null) throw new Problem('unauthenticated');
  request.principal = request.person?.principal ?? (await authenticate(ctx, bearerOf(request)));
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

/** Who is signed in, on a page that is for them only. */
export function personOf({ person }: FastifyRequest): SignedIn {
  if (person === null) throw new Error('the page is open to people who are not signed in');
  return person;
}
