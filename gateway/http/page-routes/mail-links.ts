/**
 * Where links in mails lead people: answering a document, and confirming what a mail would do. Looking (GET, HEAD) changes nothing, for
 * programs follow links, too; the token in the address is what nobody else can make a browser send (no cookie is asked for).
 * Source: RFC 9110 section 9.2.1 (safe methods); issue "The e-mail gateway", part 2.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { Problem } from '../../../schemas/problems/problem.js';
import { cutText } from '../../../schemas/words/cut-text.js';
import { type LinkedAnswer, linkedAnswers } from '../../mail/answer-tokens.js';
import { answerByLink, viewAnswerLink } from '../../mailbox/answers/answer-by-link.js';
import { confirm } from '../../mailbox/confirmations/confirmations.js';
import { viewConfirmation } from '../../mailbox/confirmations/view-confirmation.js';
import { type LinkContent, MailLinkPage } from '../../web/pages/mail-link.js';
import { fieldOf } from '../accept-forms.js';
import {
  answerPage,
  confirmationPage,
  maxReasonLength,
  missingPage,
  recordedPage,
  refusedPage,
} from './answer-pages.js';
import type { Pages } from './pages.js';
import { queryText } from './query-text.js';

const statusOf = { unknown: 404, ended: 410 } as const;

/** The token is in the address: no other site is told of it, and nobody keeps the page. */
const headers = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
};

/** For one address: a person reads meanwhile. */
const options = { secretInAddress: true, perMinute: 60 };

const tokenOf = ({ params }: FastifyRequest): string => (params as { token: string }).token;

const readAnswer = (text: string): LinkedAnswer | null => linkedAnswers.find((code) => code === text) ?? null;

class LinkPages {
  constructor(private readonly pages: Pages) {}

  register(): void {
    const { pages } = this;
    const { ctx } = pages;
    pages.on('GET /tra-loi/:token', (request, reply) => this.#viewAnswer(request, reply), options);
    pages.on('POST /tra-loi/:token', (request, reply) => this.#answer(request, reply), options);
    pages.on('GET /xac-nhan/:token', (request, reply) => this.#showConfirmation(request, reply), options);
    pages.on(
      'POST /xac-nhan/:token',
      async (request, reply) => {
        await confirm(ctx, tokenOf(request));
        return this.#showConfirmation(request, reply);
      },
      options,
    );
    pages.app.addHook('onRequest', async (request, reply) => {
      if (request.routeOptions.config.secretInAddress === true) reply.headers(headers);
    });
  }

  #send(request: FastifyRequest, reply: FastifyReply, content: LinkContent, status = 200): FastifyReply {
    const page = { ...this.pages.pageOf(request, reply), address: request.url };
    return this.pages.send(reply, MailLinkPage({ page, content }), status);
  }

  async #viewAnswer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const link = await viewAnswerLink(this.pages.ctx, tokenOf(request));
    if (link.kind !== 'open') return this.#send(request, reply, missingPage(link.kind), statusOf[link.kind]);
    const content = answerPage(actionOf(request), readAnswer(queryText(request, 'viec')), link.standing);
    return this.#send(request, reply, content);
  }

  async #answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const code = readAnswer(fieldOf(request, 'viec'));
    if (code === null) throw new Problem('invalid_request', { field: 'viec' });
    const reason = cutText(fieldOf(request, 'lydo'), maxReasonLength) || null;
    const result = await answerByLink(this.pages.ctx, tokenOf(request), { code, reason });
    const action = actionOf(request);
    if (result.kind === 'recorded') return this.#send(request, reply, recordedPage(action, code, result.standing));
    if (result.kind !== 'refused') return this.#send(request, reply, missingPage(result.kind), statusOf[result.kind]);
    const { standing, problem } = result;
    return this.#send(request, reply, refusedPage(action, code, standing, problem), catalogue[problem.code].status);
  }

  async #showConfirmation(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const confirmation = await viewConfirmation(this.pages.ctx, tokenOf(request));
    if (confirmation === undefined) return this.#send(request, reply, missingPage('unknown'), statusOf.unknown);
    const page = confirmationPage(actionOf(request), confirmation);
    return this.#send(request, reply, page, confirmation.state === 'ended' ? statusOf.ended : 200);
  }
}

/** Address of the page itself. */
const actionOf = ({ url }: FastifyRequest): string => url.split('?')[0] ?? '';

export const mailLinkPages = (pages: Pages): void => new LinkPages(pages).register();
