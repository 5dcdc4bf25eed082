/**
 * What all routes of pages share: registered from the table of permissions, answered in the reader's language, guarded by headers of
 * their own; forms are checked before anything is done. Problems become pages; who is not signed in is asked to, and comes back.
 * Source: Content Security Policy Level 3; RFC 9110 section 15.4.4 (303 after a form).
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import type { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { readLanguage, readTheme } from '../../web/language.js';
import type { Counts, Page } from '../../web/page.js';
import { type PageName, pagePermissions } from '../../web/page-permissions.js';
import { ProblemPage } from '../../web/pages/problem.js';
import { acceptForms } from '../accept-forms.js';
import { readCookie } from '../cookies.js';
import { giveFormToken, requireFormToken } from '../form-token.js';
import { requireOwnForm } from '../own-page.js';
import { problemOf, stopReceiving } from '../problem-response.js';
import { readCounts } from './counts.js';

/** Nothing from elsewhere, nothing written into the page; what is shown is for this reader now, and stays in no cache. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cache-control': 'private, no-store',
  // Without it browsers hide where a form comes from, from us too.
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

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
    app.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
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

  /** What the pages need to know of this request. */
  pageOf(request: FastifyRequest, reply: FastifyReply): Page {
    const { config } = this.ctx;
    const language = readLanguage(readCookie(config, request, 'language'));
    let token: string | undefined;
    return {
      language,
      theme: readTheme(readCookie(config, request, 'theme')),
      person: request.person,
      counts: request.counts ?? {},
      address: shownAddress(request),
      formToken: () => {
        token ??= giveFormToken(config, request, reply);
        return token;
      },
      say: (text) => text[language],
    };
  }

  send(reply: FastifyReply, page: VNode, status = 200): FastifyReply {
    return reply
      .code(status)
      .type('text/html; charset=utf-8')
      .send(`<!DOCTYPE html>\n${renderToString(page)}`);
  }

  /** A part of a page, for its script. */
  sendPart(reply: FastifyReply, part: VNode): FastifyReply {
    return reply.type('text/html; charset=utf-8').send(renderToString(part));
  }

  #answerProblem(error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const problem = problemOf(error);
    const { code } = problem;
    const { status } = catalogue[code];
    stopReceiving(request);
    if (code === 'unauthenticated') return reply.redirect(signInAddress(request), 303);
    if (status >= 500) request.log.error({ err: problem, code }, 'a page failed');
    else request.log.info({ code, field: problem.field }, 'a page was refused');
    return this.send(reply, ProblemPage({ page: this.pageOf(request, reply), code, requestId: request.id }), status);
  }
}

const countsOf = (ctx: GatewayContext, { person, routeOptions }: FastifyRequest): Promise<Counts> | Counts =>
  person === null || routeOptions.config.isPart === true ? {} : readCounts(ctx, person);

/** The page that is shown: a form shows the one it stands on. */
const shownAddress = ({ method, url }: FastifyRequest): string =>
  method === 'GET' ? url : `/${url.split(/[/?]/)[1] ?? ''}`;

/**
 * Where somebody signs in and comes back to what they wanted to see; what a form would have done is not done later, and an address that is
 * too long to come back to is not sent along.
 */
function signInAddress({ method, url }: FastifyRequest): string {
  const goal = method === 'GET' ? ownAddress(url) : '/';
  return goal === '/' ? '/dang-nhap' : `/dang-nhap?${new URLSearchParams({ ve: goal })}`;
}

/** An address of this gateway, or its first page: nobody is led elsewhere. */
export function ownAddress(text: string): string {
  const base = 'http://own.invalid';
  if (!text.startsWith('/') || text.length > 2_000 || !URL.canParse(text, base)) return '/';
  const { origin, pathname, search } = new URL(text, base);
  return origin === base && !pathname.startsWith('//') ? `${pathname}${search}` : '/';
}
