/** The proof of one document, and the report on its signatures. Both are looks, noted before they are shown. */
import type { FastifyRequest } from 'fastify';
import { reportContentPolicy } from '../../../../certs/verdict/html/style.js';
import { writeReportPage } from '../../../../certs/verdict/html/write-report.js';
import { followProof } from '../../../audit/prove-document.js';
import { verifyContainerOf } from '../../../audit/verify-container-of.js';
import { readAccessHistory, recordView } from '../../../documents/access-history.js';
import { DocumentProofPage } from '../../../web/pages/audit/document-proof.js';
import { personOf } from '../../access.js';
import { limitAtOnce } from '../../limit-at-once.js';
import type { Pages } from '../pages.js';
import { queryText } from '../query-text.js';

const viewsAPage = 50;

const idOf = ({ params }: FastifyRequest): string => (params as { id: string }).id;

/** The id of a look; null for anything else. */
function lookIn(request: FastifyRequest): number | null {
  const text = queryText(request, 'xem-truoc');
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

export function documentProofPages(pages: Pages): void {
  const { ctx } = pages;
  const { verificationsAtOnce } = ctx.config;
  const whileThereIsRoom = limitAtOnce({ inAll: verificationsAtOnce, perClient: Math.ceil(verificationsAtOnce / 2) });

  const look = (request: FastifyRequest, part: string) =>
    recordView(ctx, personOf(request), { document: idOf(request), part, address: request.ip });

  pages.on('GET /kiem-toan/van-ban/:id', async (request, reply) => {
    const { principal } = personOf(request);
    const before = lookIn(request);
    const proof = await followProof(ctx, principal, idOf(request));
    await look(request, 'audit-proof');
    const history = await readAccessHistory(ctx, principal, idOf(request), before, viewsAPage);
    const page = pages.pageOf(request, reply);
    return pages.send(reply, DocumentProofPage({ page, now: ctx.now(), proof, history, isNewest: before === null }));
  });

  pages.on('GET /kiem-toan/van-ban/:id/phieu-kiem-tra', async (request, reply) => {
    const { principal, id } = personOf(request);
    const { report, name } = await whileThereIsRoom(id, () => verifyContainerOf(ctx, principal, idOf(request)));
    await look(request, 'report');
    return reply
      .headers({ 'content-security-policy': `${reportContentPolicy}; frame-ancestors 'none'` })
      .type('text/html; charset=utf-8')
      .send(writeReportPage(report, name));
  });
}
