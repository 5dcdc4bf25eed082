/**
 * What people see when a request failed: a page instead of a problem document, wherever a browser shows the answer. Programs never name
 * text/html, and get what RFC 9457 says (problem-response.ts).
 * Source: RFC 9110 sections 12.5.1 (Accept) and 12.5.5 (Vary).
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import type { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { findSignedIn } from '../../identity/sessions.js';
import { ProblemPage } from '../../web/pages/problem.js';
import { readCookie } from '../cookies.js';
import { problemOf, receiveProblem, sendProblem } from '../problem-response.js';
import { pageHeaders, pageOf, sendPage } from './show-page.js';

const namesPages = /(?:^|,)\s*text\/html\s*(?:$|,|;(?!\s*q=0(?:\.0*)?\s*(?:$|[,;])))/i;

/** Whether somebody looks at the answer in a browser. */
const isBrowser = ({ headers }: FastifyRequest): boolean => namesPages.test(headers.accept ?? '');

export function showProblem(
  ctx: GatewayContext,
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { code } = problem;
  receiveProblem(problem, request, reply);
  return sendPage(
    reply,
    ProblemPage({ page: pageOf(ctx, request, reply), code, requestId: request.id }),
    catalogue[code].status,
  );
}

/** Who has a session stays in their own pages; what failed may well be what would tell who that is. */
async function recognize(ctx: GatewayContext, request: FastifyRequest): Promise<void> {
  const cookie = readCookie(ctx.config, request, 'session');
  if (cookie !== null) request.person ??= await findSignedIn(ctx, cookie).catch(() => null);
}

/** Answers what failed before anybody could be recognised. */
export function answerStranger(
  ctx: GatewayContext,
  error: FastifyError | Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.header('vary', 'accept');
  if (!isBrowser(request)) return sendProblem(error, request, reply);
  return showProblem(ctx, problemOf(error), request, reply.headers(pageHeaders));
}

/** Answers what failed outside the pages: at addresses of programs, and where nothing is. */
export async function answerProblem(
  ctx: GatewayContext,
  error: FastifyError | Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (isBrowser(request)) await recognize(ctx, request);
  return answerStranger(ctx, error, request, reply);
}
