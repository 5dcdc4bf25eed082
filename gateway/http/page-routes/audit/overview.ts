/** The auditor's first page. */
import type { FastifyRequest } from 'fastify';
import { readLogStanding } from '../../../audit/log-standing.js';
import { type AuditQuery, searchDocuments } from '../../../audit/search-documents.js';
import { OverviewPage } from '../../../web/pages/audit/overview.js';
import { directionNames, searchFields } from '../../../web/pages/audit/search-form.js';
import { auditTexts } from '../../../web/texts/audit.js';
import { personOf } from '../../access.js';
import type { Pages } from '../pages.js';
import { queryText } from '../query-text.js';
import { asked } from './asked.js';

const maxLength = 200;

function readQuery(request: FastifyRequest): AuditQuery {
  const text = (key: keyof AuditQuery) => queryText(request, searchFields[key]).trim().slice(0, maxLength);
  const direction = (['sent', 'received'] as const).find((one) => directionNames[one] === text('direction')) ?? 'both';
  return {
    ...{ q: text('q'), agency: text('agency'), direction, from: text('from'), to: text('to') },
    ...{ status: text('status'), type: text('type'), number: text('number'), after: text('after') },
  };
}

const { agency, from, to, other } = auditTexts.fields;
const said = { agency, from, to, status: other, type: other, after: other };

export function overviewPage(pages: Pages): void {
  const { ctx } = pages;
  pages.on('GET /kiem-toan', async (request, reply) => {
    const query = readQuery(request);
    const [standing, { answer: found, errors, status }] = await Promise.all([
      readLogStanding(ctx),
      asked(() => searchDocuments(ctx, personOf(request).principal, query), said),
    ]);
    const page = pages.pageOf(request, reply);
    return pages.send(reply, OverviewPage({ page, standing, query, found, errors }), status);
  });
}
