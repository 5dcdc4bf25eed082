/** The page of settings: what runs, what is trusted and since when, who changed what. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../../../schemas/problems/problem.js';
import { shownSettings } from '../../../config-shown.js';
import { selectOperationEvents } from '../../../evidence/operation-events.store.js';
import { namesOfActors } from '../../../identity/actor-names.js';
import { addAnchor, removeAnchor } from '../../../identity/trust.js';
import { selectAnchorsAt, selectTrustHistory } from '../../../identity/trust.store.js';
import type { Fault } from '../../../web/pages/operator/outcome.js';
import { SettingsPage } from '../../../web/pages/operator/settings.js';
import { settingTexts } from '../../../web/texts/operator-settings.js';
import { fieldOf } from '../../accept-forms.js';
import { personOf } from '../../access.js';
import type { Pages } from '../pages.js';
import { queryText } from '../query-text.js';
import { attempt, backTo, newsOf, reasonIn } from './attempt.js';
import { certificatesIn } from './certificates.js';
import { readPageForm } from './read-page-form.js';

const path = '/van-hanh/cai-dat';
const rowsAPage = 30;
const maxBytes = 256 * 1024;

export function settingPages(pages: Pages): void {
  const { ctx } = pages;

  const decided = (request: FastifyRequest, reason: string | null) => ({
    actor: personOf(request).principal.actor,
    at: ctx.now(),
    ...(reason === null ? {} : { reason }),
  });

  async function show(request: FastifyRequest, reply: FastifyReply, fault: Fault | null) {
    const before = /^\d{1,15}$/.exec(queryText(request, 'sau'))?.[0];
    const [{ version, anchors }, history, found] = await Promise.all([
      selectAnchorsAt(ctx.database, ctx.now()),
      selectTrustHistory(ctx.database, rowsAPage),
      selectOperationEvents(ctx.database, before === undefined ? null : Number(before), rowsAPage + 1),
    ]);
    const events = found.slice(0, rowsAPage);
    const actors = [
      ...events.map(({ payload }) => String(payload['actor'] ?? '')),
      ...history.map(({ actor }) => actor),
    ];
    const nameOf = await namesOfActors(ctx.database, actors);
    const next = found.length > rowsAPage ? (events.at(-1)?.id ?? null) : null;
    const settings = shownSettings(ctx.config);
    const page = pages.pageOf(request, reply);
    const done = newsOf(request, settingTexts.done);
    const props = { page, fault, done, settings, version, anchors, history, events, next, nameOf };
    return pages.send(reply, SettingsPage(props), fault?.status);
  }

  pages.on('GET /van-hanh/cai-dat', (request, reply) => show(request, reply, null));

  pages.on(
    'POST /van-hanh/cai-dat/tin-cay',
    (request, reply) =>
      attempt(request, reply, show, async () => {
        const { fields, files } = await readPageForm(ctx.config, request, maxBytes);
        const [certificate] = certificatesIn(files[0]?.bytes ?? Buffer.alloc(0));
        if (certificate === undefined) throw new Problem('certificate_malformed', { field: 'tep' });
        await addAnchor(ctx.database, certificate, decided(request, reasonIn(fields.get('ly-do')?.trim() ?? '')));
        return backTo(reply, path, 'tin');
      }),
    { bringsFile: true },
  );

  pages.on('POST /van-hanh/cai-dat/tin-cay/:fingerprint/bo', (request, reply) =>
    attempt(request, reply, show, async () => {
      const { fingerprint } = request.params as { fingerprint: string };
      await removeAnchor(ctx.database, fingerprint, decided(request, reasonIn(fieldOf(request, 'ly-do'))));
      return backTo(reply, path, 'thoi-tin');
    }),
  );
}
