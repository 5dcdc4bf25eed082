/** Exports for auditors: counted first, then written while they are sent. One at a time for each person. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isProblem } from '../../../../schemas/problems/problem.js';
import { exportDocuments } from '../../../audit/export-documents.js';
import { type ExportQuery, measureExport } from '../../../audit/measure-export.js';
import { recordView } from '../../../documents/access-history.js';
import { ExportPage } from '../../../web/pages/audit/export.js';
import { auditTexts } from '../../../web/texts/audit.js';
import { fieldOf } from '../../accept-forms.js';
import { personOf } from '../../access.js';
import { limitAtOnce } from '../../limit-at-once.js';
import { begun, contentDisposition } from '../../send-bytes.js';
import type { Pages } from '../pages.js';
import { queryText } from '../query-text.js';
import { asked } from './asked.js';

const atOnce = { inAll: 2, perClient: 1 };
/** Whoever takes nothing for so long keeps others from exporting. */
const stalledMs = 5 * 60_000;
const maxLength = 200;

const { agency, from, to } = auditTexts.fields;
const said = { agency, from, to };

const queryOf = (read: (name: string) => string): ExportQuery => ({
  agency: read('co-quan').trim().slice(0, maxLength),
  from: read('tu').trim().slice(0, maxLength),
  to: read('den').trim().slice(0, maxLength),
});

/** What another choice of days or agency mends: the page says which. */
const isToChoose = (error: unknown): boolean =>
  (['invalid_request', 'unknown_agency', 'export_too_large', 'not_found'] as const).some((code) =>
    isProblem(error, code),
  );

export function exportPages(pages: Pages): void {
  const { ctx } = pages;
  const whileThereIsRoom = limitAtOnce(atOnce);

  const readerIn = (request: FastifyRequest) => {
    const person = personOf(request);
    const noteView = (document: string) => recordView(ctx, person, { document, part: 'export', address: request.ip });
    return { principal: person.principal, noteView };
  };

  async function show(request: FastifyRequest, reply: FastifyReply, query: ExportQuery) {
    const isAsked = request.method === 'POST' || Object.values(query).some((text) => text !== '');
    const { principal } = personOf(request);
    const { answer, errors, status } = isAsked
      ? await asked(() => measureExport(ctx, principal, query), said)
      : { answer: null, errors: {}, status: 200 };
    const isTooMuch = answer?.isTooMuch === true;
    const page = pages.pageOf(request, reply);
    return pages.send(reply, ExportPage({ page, query, measured: answer, errors }), isTooMuch ? 422 : status);
  }

  pages.on('GET /kiem-toan/xuat', (request, reply) =>
    show(
      request,
      reply,
      queryOf((name) => queryText(request, name)),
    ),
  );

  pages.on('POST /kiem-toan/xuat', (request, reply) => {
    const query = queryOf((name) => fieldOf(request, name));
    const person = personOf(request);
    return new Promise<FastifyReply>((resolve, reject) => {
      // The place is free again when the answer has ended, however it did.
      whileThereIsRoom(person.id, async () => {
        const { name, pieces } = await exportDocuments(ctx, readerIn(request), query);
        const stream = Readable.from(await begun(pieces));
        reply.headers({ 'content-disposition': contentDisposition(name) }).type('application/zip');
        reply.raw.setTimeout(stalledMs, () => stream.destroy());
        resolve(reply.send(stream));
        await once(stream, 'close');
      }).catch((error: unknown) => (isToChoose(error) ? resolve(show(request, reply, query)) : reject(error)));
    });
  });
}
