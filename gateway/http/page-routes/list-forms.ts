/** What is done to several documents of a list at once: accepted, or called dealt with. */
import type { FastifyRequest } from 'fastify';
import { catalogue, type ProblemCode } from '../../../schemas/problems/catalogue.js';
import type { RecipientStatus } from '../../documents/lifecycle.js';
import { type Acceptance, acceptDocuments } from '../../documents/lists/accept-documents.js';
import { findReceived } from '../../documents/lists/list-documents.js';
import { pageRows } from '../../documents/lists/list-filter.js';
import { noteSeenTo } from '../../documents/lists/note-troubles.js';
import { AcceptancePage } from '../../web/pages/acceptance.js';
import { shownUntilField } from '../../web/pages/list.js';
import { fieldOf, fieldsOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { withNews } from './list-news.js';
import { ownAddress, type Pages } from './pages.js';
import { goalText } from './query-text.js';

/** What happened, in the address of the page that shows it: `id` for an accepted document, `id:code` for another. */
const writeOutcome = (acceptances: readonly Acceptance[]): string =>
  acceptances.map(({ document, problem }) => (problem === null ? document : `${document}:${problem}`)).join(',');

function readOutcome(text: string): Acceptance[] {
  return text
    .split(',')
    .slice(0, pageRows)
    .map((part) => {
      const [document = '', code = ''] = part.split(':');
      return { document, problem: Object.hasOwn(catalogue, code) ? (code as ProblemCode) : null };
    });
}

/** States in which a document has not been accepted. */
const notAccepted: readonly RecipientStatus[] = [null, '01', '02'];

const listOf = (request: FastifyRequest) => ownAddress(fieldOf(request, 've'));

export function listForms(pages: Pages): void {
  const { ctx } = pages;

  pages.on('POST /van-ban-den/tiep-nhan', async (request, reply) => {
    const chosen = fieldsOf(request, 'chon');
    if (chosen.length === 0) return reply.redirect(withNews(listOf(request), 'chua-chon'), 303);
    const acceptances = await acceptDocuments(ctx, personOf(request).principal, chosen);
    const query = new URLSearchParams({ 'ket-qua': writeOutcome(acceptances), ve: listOf(request) });
    return reply.redirect(`/van-ban-den/tiep-nhan?${query}`, 303);
  });

  pages.on('GET /van-ban-den/tiep-nhan', async (request, reply) => {
    const { 'ket-qua': outcome } = request.query as { 'ket-qua'?: unknown };
    const acceptances = readOutcome(typeof outcome === 'string' ? outcome : '');
    const received = await findReceived(
      ctx,
      personOf(request).principal,
      acceptances.map(({ document }) => document),
    );
    const documents = acceptances.flatMap(({ document: id, problem }) => {
      const document = received.find((one) => one.id === id);
      // What the address calls accepted and is not was never accepted: an address anybody can write says nothing.
      const isSo = problem !== null || !notAccepted.includes(document?.status ?? null);
      return document === undefined || !isSo ? [] : [{ document, problem }];
    });
    const list = ownAddress(goalText(request) || '/van-ban-den');
    return pages.send(reply, AcceptancePage({ page: pages.pageOf(request, reply), documents, list }));
  });

  pages.on('POST /van-ban-di/da-xu-ly', async (request, reply) => {
    const chosen = fieldsOf(request, 'chon');
    if (chosen.length === 0) return reply.redirect(withNews(listOf(request), 'chua-chon'), 303);
    const seen = { documents: chosen, until: fieldOf(request, shownUntilField) };
    const noted = await noteSeenTo(ctx, personOf(request).principal, seen);
    return reply.redirect(withNews(listOf(request), `bo-${noted}`), 303);
  });
}
