/** Searching everything an agency received and sent: a page, and what its field shows while one types. */
import type { FastifyRequest } from 'fastify';
import { listInbox, listOutbox } from '../../documents/lists/list-documents.js';
import { inboxFilter, outboxFilter } from '../../documents/lists/list-filter.js';
import { type Found, mostSuggested, SearchPage, Suggestions } from '../../web/pages/search.js';
import { personOf } from '../access.js';
import type { Pages } from './pages.js';
import { queryText } from './query-text.js';

/** Rows of each box on the page. */
const foundRows = 20;
/** Below it nearly everything is found. */
const fewestLetters = 2;

const wordsOf = (request: FastifyRequest) => queryText(request, 'q').trim();

export function searchPages(pages: Pages): void {
  const { ctx } = pages;

  async function find(request: FastifyRequest, words: string, limit: number): Promise<Found> {
    const { principal } = personOf(request);
    const [received, sent] = await Promise.all([
      listInbox(ctx, principal, inboxFilter(null, { q: words }), { cursor: null, limit }),
      listOutbox(ctx, principal, outboxFilter(null, { q: words }), { cursor: null, limit }),
    ]);
    return { received, sent };
  }

  pages.on('GET /tim', async (request, reply) => {
    const words = wordsOf(request);
    // Auditors have no box of their own: theirs is everybody's list.
    if (personOf(request).agency === null)
      return reply.redirect(`/van-ban-di?${new URLSearchParams({ q: words })}`, 303);
    const found = words.length < fewestLetters ? null : await find(request, words, foundRows);
    return pages.send(reply, SearchPage({ page: pages.pageOf(request, reply), now: ctx.now(), words, found }));
  });

  pages.on(
    'GET /tim/goi-y',
    async (request, reply) => {
      const words = wordsOf(request);
      if (words.length < fewestLetters || personOf(request).agency === null) return reply.code(204).send();
      const found = await find(request, words, mostSuggested);
      return pages.sendPart(reply, Suggestions({ page: pages.pageOf(request, reply), words, found }));
    },
    { isPart: true },
  );
}
