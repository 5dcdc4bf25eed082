/**
 * Where links in mails lead people: answering a document, and confirming what a mail would do. Looking (GET, HEAD) changes nothing, for
 * programs follow links, too; the token in the address is what nobody else can make a browser send (no cookie is asked for).
 * Source: RFC 9110 section 9.2.1 (safe methods); issue "The e-mail gateway", part 2.
 */
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { cutText } from '../../../schemas/mail/cut-text.js';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { type LinkedAnswer, linkedAnswers } from '../../mail/answer-tokens.js';
import { answerByLink, viewAnswerLink } from '../../mailbox/answers/answer-by-link.js';
import { confirm } from '../../mailbox/confirmations/confirmations.js';
import { viewConfirmation } from '../../mailbox/confirmations/view-confirmation.js';
import { acceptForms, fieldOf } from '../accept-forms.js';
import {
  answerPage,
  confirmationPage,
  maxReasonLength,
  missingPage,
  problemPage,
  recordedPage,
  refusedPage,
} from '../answer-pages.js';
import { type MailPage, writeMailPage } from '../mail-page.js';
import { problemOf } from '../problem-response.js';

/** For one address: a person reads meanwhile. */
const perMinute = 60;
const statusOf = { unknown: 404, ended: 410 } as const;

/** The token is in the address: no other site is told of it, and nobody keeps the page. */
const headers = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
};

const options = {
  config: { access: 'public', rateLimit: { max: perMinute, timeWindow: 60_000 } },
  schema: { hide: true },
} as const;

const send = (reply: FastifyReply, page: MailPage, status = 200) =>
  reply.code(status).headers(headers).type('text/html; charset=utf-8').send(writeMailPage(page));

const readAnswer = (text: string): LinkedAnswer | null => linkedAnswers.find((code) => code === text) ?? null;

type Asked = { Params: { token: string }; Querystring: { viec?: unknown } };

function answerRoutes(scope: FastifyInstance, ctx: GatewayContext): void {
  const actionOf = (token: string) => `/tra-loi/${encodeURIComponent(token)}`;

  scope.get<Asked>('/tra-loi/:token', options, async ({ params: { token }, query }, reply) => {
    const link = await viewAnswerLink(ctx, token);
    if (link.kind !== 'open') return send(reply, missingPage(link.kind), statusOf[link.kind]);
    return send(reply, answerPage(actionOf(token), readAnswer(String(query.viec ?? '')), link.standing));
  });

  scope.post<Asked>('/tra-loi/:token', options, async (request, reply) => {
    const { token } = request.params;
    const code = readAnswer(fieldOf(request, 'viec'));
    if (code === null) throw new Problem('invalid_request', { field: 'viec' });
    const reason = cutText(fieldOf(request, 'lydo'), maxReasonLength) || null;
    const result = await answerByLink(ctx, token, { code, reason });
    if (result.kind === 'recorded') return send(reply, recordedPage(actionOf(token), code, result.standing));
    if (result.kind !== 'refused') return send(reply, missingPage(result.kind), statusOf[result.kind]);
    const { standing, problem } = result;
    return send(reply, refusedPage(actionOf(token), code, standing, problem), catalogue[problem.code].status);
  });
}

function confirmationRoutes(scope: FastifyInstance, ctx: GatewayContext): void {
  const show = (reply: FastifyReply, token: string, confirmation: Awaited<ReturnType<typeof viewConfirmation>>) => {
    if (confirmation === undefined) return send(reply, missingPage('unknown'), statusOf.unknown);
    const page = confirmationPage(`/xac-nhan/${encodeURIComponent(token)}`, confirmation);
    return send(reply, page, confirmation.state === 'ended' ? statusOf.ended : 200);
  };

  scope.get<Asked>('/xac-nhan/:token', options, async ({ params: { token } }, reply) =>
    show(reply, token, await viewConfirmation(ctx, token)),
  );
  scope.post<Asked>('/xac-nhan/:token', options, async ({ params: { token } }, reply) => {
    await confirm(ctx, token);
    return show(reply, token, await viewConfirmation(ctx, token));
  });
}

export function mailPageRoutes(app: FastifyInstance, ctx: GatewayContext): void {
  app.register(async (scope) => {
    acceptForms(scope);
    scope.setErrorHandler((error: FastifyError | Problem, request, reply) => {
      const problem = problemOf(error);
      const { status } = catalogue[problem.code];
      if (status >= 500) request.log.error({ err: problem, code: problem.code }, 'a page failed');
      return send(reply, problemPage(problem), status);
    });
    answerRoutes(scope, ctx);
    confirmationRoutes(scope, ctx);
  });
}
