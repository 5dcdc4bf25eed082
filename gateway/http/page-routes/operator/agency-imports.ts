/** A directory file: taken, shown as what it would change, written once it is confirmed. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../../../schemas/problems/problem.js';
import { confirmImport, keepImport, previewImport } from '../../../agencies/agency-imports.js';
import { ImportPreviewPage } from '../../../web/pages/operator/import-preview.js';
import type { Fault } from '../../../web/pages/operator/outcome.js';
import { personOf } from '../../access.js';
import type { Pages } from '../pages.js';
import { showAgencies } from './agencies.js';
import { attempt, backTo } from './attempt.js';
import { readPageForm } from './read-page-form.js';

const path = '/van-hanh/co-quan';
/** Some 50,000 agencies. */
const maxBytes = 8 * 1024 ** 2;

export function agencyImportPages(pages: Pages): void {
  const { ctx } = pages;
  const idOf = ({ params }: FastifyRequest) => (params as { import: string }).import;
  const actorOf = (request: FastifyRequest) => personOf(request).principal.actor;
  const showList = (request: FastifyRequest, reply: FastifyReply, fault: Fault | null) =>
    showAgencies(pages, request, reply, fault);

  pages.on(
    'POST /van-hanh/co-quan/nhap',
    (request, reply) =>
      attempt(request, reply, showList, async () => {
        const { files } = await readPageForm(ctx.config, request, maxBytes);
        const [file] = files;
        if (file === undefined) throw new Problem('file_empty', { field: 'tep' });
        const id = await keepImport(ctx, file.bytes, actorOf(request));
        return reply.redirect(`${path}/nhap/${id}`, 303);
      }),
    { bringsFile: true },
  );

  async function show(request: FastifyRequest, reply: FastifyReply, fault: Fault | null) {
    const preview = await previewImport(ctx, idOf(request));
    const page = pages.pageOf(request, reply);
    return pages.send(reply, ImportPreviewPage({ page, fault, done: null, preview }), fault?.status);
  }
  pages.on('GET /van-hanh/co-quan/nhap/:import', (request, reply) => show(request, reply, null));

  pages.on('POST /van-hanh/co-quan/nhap/:import', (request, reply) =>
    attempt(request, reply, show, async () => {
      await confirmImport(ctx, idOf(request), actorOf(request));
      return backTo(reply, path, 'nhap');
    }),
  );
}
