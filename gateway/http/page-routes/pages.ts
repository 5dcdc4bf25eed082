/**
 * What all routes of pages share: registered from the table of permissions, answered in the reader's language, guarded by headers of
 * their own; forms are checked before anything is done. Problems become pages; who is not signed in is asked to, and comes back.
 * Source: RFC 9110 section 15.4.4 (303 after a form).
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import type { Counts, Page } from '../../web/page.js';
import { type PageName, pagePermissions } from '../../web/page-permissions.js';
import { acceptForms } from '../accept-forms.js';
import { requireFormToken } from '../form-token.js';
import { requireOwnForm } from '../own-page.js';
import { problemOf, stopReceiving } from '../problem-response.js';
import { readCounts } from './counts.js';
import { keepNewsHonest } from './news.js';
import { pageHeaders, pageOf, sendPage } from './show-page.js';
import { showProblem } from './show-problem.js';

/** For one address or person: people read meanwhile. */
const perMinute = 300;
const formsPerMinute = 60;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A form that is read by its handler while it comes, token included. */
    bringsFile?: boolean;
    /** Whoever has the address may do what the form does: no cookie is asked for, and so no token. */
    secretInAddress?: boolean;
    /** Answers with something that has no navigation: files, parts of a page, the stream of changes. */
    isPart?: boolean;
  }
}

interface PageOptions {
  /** What of the document `:id` it shows (record-views.ts). */
  readonly shows?: string;
  /** The form brings a file: its handler asks for the token, where what is done is done in somebody's name. */
  readonly bringsFile?: boolean;
  readonly secretInAddress?: boolean;
  readonly isPart?: boolean;
  readonly sameForAll?: boolean;
  /** For one address or person, instead of what holds for all. */
  readonly perMinute?: number;
}

/** What script sends beside forms shows by a field of the header where it comes from. */
const tokenHeader = 'x-form-token';

export class Pages {
  constructor(
    readonly app: FastifyInstance,
    readonly ctx: GatewayContext,
  ) {
    acceptForms(app);
    keepNewsHonest(app, ctx.config);
    app.addHook('onRequest', async (_request, reply) => void reply.headers(pageHeaders));
    app.decorateRequest('counts');
    app.addHook('preHandler', async (request) => {
      const { method, headers: sent } = request;
      if (method === 'PUT' || method === 'PATCH')
        requireFormToken(ctx.config, request, String(sent[tokenHeader] ?? ''));
      else if (method !== 'POST') request.counts = await countsOf(ctx, request);
      else if (request.routeOptions.config.secretInAddress === true) return;
      else if (request.routeOptions.config.bringsFile === true) requireOwnForm(request, ctx.config.publicUrl);
      else requireFormToken(ctx.config, request);
    });
    app.setErrorHandler((error: FastifyError | Problem, request, reply) => this.#answerProblem(error, request, reply));
  }

  /** Registers one page or form as the table says. */
  on(name: PageName, handler: RouteHandlerMethod, options: PageOptions = {}): void {
    const [method = '', url = ''] = name.split(' ');
    const { perMinute: max = method === 'POST' ? formsPerMinute : perMinute, ...kind } = options;
    this.app.route({
      method,
      url,
      config: { ...kind, access: pagePermissions[name], page: true, rateLimit: { max, timeWindow: 60_000 } },
      schema: { hide: true },
      handler,
    });
  }

  pageOf(request: FastifyRequest, reply: FastifyReply): Page {
    return pageOf(this.ctx, request, reply);
  }

  send(reply: FastifyReply, page: VNode, status = 200): FastifyReply {
    return sendPage(reply, page, status);
  }

  /** A part of a page, for its script. */
  sendPart(reply: FastifyReply, part: VNode): FastifyReply {
    return reply.type('text/html; charset=utf-8').send(renderToString(part));
  }

  #answerProblem(error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const problem = problemOf(error);
    if (problem.code !== 'unauthenticated') return showProblem(this.ctx, problem, request, reply);
    stopReceiving(request);
    return reply.redirect(signInAddress(request), 303);
  }
}

const countsOf = (ctx: GatewayContext, { person, routeOptions }: FastifyRequest): Promise<Counts> | Counts =>
  person === null || routeOptions.config.isPart === true ? {} : readCounts(ctx, person);

/**
 * Where somebody signs in and comes back to what they wanted to see; what a form would have done is not done later, but its page is come back
 * to. An address that is too long to come back to is not sent along.
 */
function signInAddress({ method, url, headers: { referer = '', host } }: FastifyRequest): string {
  const goal = ownAddress(method === 'GET' ? url : pathOn(host, referer));
  return goal === '/' ? '/dang-nhap' : `/dang-nhap?${new URLSearchParams({ ve: goal })}`;
}

/** Path and query of an address on this host; the first page for every other one. */
function pathOn(host: string | undefined, address: string): string {
  if (!URL.canParse(address)) return '/';
  const url = new URL(address);
  return url.host === host ? `${url.pathname}${url.search}` : '/';
}

/** An address of this gateway, or its first page: nobody is led elsewhere. */
export function ownAddress(text: string): string {
  const base = 'http://own.invalid';
  if (!text.startsWith('/') || text.length > 2_000 || !URL.canParse(text, base)) return '/';
  const { origin, pathname, search } = new URL(text, base);
  return origin === base && !pathname.startsWith('//') ? `${pathname}${search}` : '/';
}
