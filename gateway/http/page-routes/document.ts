/** The page of a document, what is shown of it beside: a file in the browser's viewer, the print sheet, who has looked. Forms: document-acts.ts. */

import { Problem } from '../../../schemas/problems/problem.js';
import { readAccessHistory } from '../../documents/access-history.js';
import { openFileOf } from '../../documents/open-document.js';
import { viewDocument } from '../../documents/view-document.js';
import { listField } from '../../web/document-address.js';
import { AccessHistoryPage } from '../../web/pages/document/access-history.js';
import { DocumentSheet } from '../../web/pages/document/sheet.js';
import { personOf } from '../access.js';
import { ownBase } from '../own-page.js';
import { sendBytes } from '../send-bytes.js';
import { documentForms } from './document-acts.js';
import { openedFrom } from './opened-from.js';
import type { Pages } from './pages.js';
import { queryText } from './query-text.js';
import { idOf, numberOrNull, sendDocument } from './send-document.js';

const historyRows = 50;

/** Nothing in the viewer reaches further than the file; only pages of ours may frame it. */
const viewerPolicy = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'";

export function documentPages(pages: Pages): void {
  const { ctx } = pages;
  pages.on('GET /van-ban/:id', (request, reply) => sendDocument(pages, request, reply), { shows: 'document' });

  pages.on(
    'GET /van-ban/:id/tep/:n',
    async (request, reply) => {
      const { n } = request.params as { n: string };
      const file = await openFileOf(ctx, personOf(request).principal, idOf(request), numberOrNull(n) ?? 0);
      if (file.mediaType !== 'application/pdf') {
        await file.source.close();
        throw new Problem('not_found', { detail: 'Only PDF files are shown in the page' });
      }
      reply.header('content-security-policy', viewerPolicy);
      return sendBytes(request, reply, file, 'inline');
    },
    { shows: 'file' },
  );

  pages.on(
    'GET /van-ban/:id/phieu',
    async (request, reply) => {
      const person = personOf(request);
      const view = await viewDocument(ctx, person.principal, idOf(request));
      const base = ownBase(request, ctx.config.publicUrl);
      const page = pages.pageOf(request, reply);
      const list = openedFrom(queryText(request, listField, 2_000));
      return pages.send(reply, DocumentSheet({ page, person, view, list, base, now: ctx.now() }));
    },
    { shows: 'sheet' },
  );

  pages.on(
    'GET /van-ban/:id/lich-su-xem',
    async (request, reply) => {
      const { principal } = personOf(request);
      const before = numberOrNull(queryText(request, 'truoc'));
      const history = await readAccessHistory(ctx, principal, idOf(request), before, historyRows);
      const page = pages.pageOf(request, reply);
      const list = openedFrom(queryText(request, listField, 2_000));
      const seesAll = principal.auditor;
      return pages.send(reply, AccessHistoryPage({ page, history, list, seesAll, isFirst: before === null }));
    },
    { shows: 'history' },
  );

  documentForms(pages);
}
