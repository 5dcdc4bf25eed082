/** The operator's pages: health first, then what can be done about it. */
import { watchHealth } from '../../../health/overview.js';
import { HealthPage } from '../../../web/pages/operator/health.js';
import type { Pages } from '../pages.js';
import { agencyPages } from './agencies.js';
import { agencyImportPages } from './agency-imports.js';
import { certificatePages } from './certificates.js';
import { deliveryPages } from './deliveries.js';
import { mailPages } from './mails.js';
import { settingPages } from './settings.js';

export function operatorPages(pages: Pages): void {
  const look = watchHealth(pages.ctx);
  pages.on('GET /van-hanh', async (request, reply) =>
    pages.send(reply, HealthPage({ page: pages.pageOf(request, reply), health: await look() })),
  );
  deliveryPages(pages);
  mailPages(pages);
  agencyPages(pages);
  agencyImportPages(pages);
  certificatePages(pages);
  settingPages(pages);
}
