/** The list of drafts, and throwing one away. */

import { discardDraft } from '../../drafts/change-draft.js';
import { writerOf } from '../../drafts/draft.js';
import { listDrafts } from '../../drafts/list-drafts.js';
import { DraftsPage } from '../../web/pages/drafts.js';
import { personOf } from '../access.js';
import type { Pages } from './pages.js';
import { queryText } from './query-text.js';

export function draftPages(pages: Pages): void {
  const { ctx } = pages;
  pages.on('GET /nhap', async (request, reply) => {
    const page = pages.pageOf(request, reply);
    const writer = writerOf(personOf(request));
    const list = await listDrafts(ctx, writer, queryText(request, 'sau', 1_000));
    const isDiscarded = queryText(request, 'tin') === 'bo';
    return pages.send(reply, DraftsPage({ page, writer, list, keptDays: ctx.config.draftDays, isDiscarded }));
  });

  pages.on('POST /nhap/:draft/bo', async (request, reply) => {
    const { draft } = request.params as { draft: string };
    await discardDraft(ctx, writerOf(personOf(request)), draft);
    return reply.redirect('/nhap?tin=bo', 303);
  });
}
