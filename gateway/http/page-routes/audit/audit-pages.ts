/** The auditor's pages: everything to read, nothing to change. */
import { nameActors } from '../../../identity/name-actors.js';
import { listHolds } from '../../../retention/holds.js';
import { readRetention } from '../../../retention/retention.js';
import { RetentionPage } from '../../../web/pages/audit/retention.js';
import { actorsOf } from '../holds.js';
import type { Pages } from '../pages.js';
import { documentProofPages } from './document-proof.js';
import { exportPages } from './export.js';
import { logPage } from './log.js';
import { overviewPage } from './overview.js';
import { trustPage } from './trust.js';

export function auditPages(pages: Pages): void {
  const { ctx } = pages;
  overviewPage(pages);
  documentProofPages(pages);
  logPage(pages);
  exportPages(pages);
  trustPage(pages);
  pages.on('GET /kiem-toan/luu-tru', async (request, reply) => {
    const [rules, holds] = await Promise.all([readRetention(ctx), listHolds(ctx)]);
    const nameOf = await nameActors(ctx, actorsOf(holds));
    return pages.send(reply, RetentionPage({ page: pages.pageOf(request, reply), rules, holds, nameOf }));
  });
}
