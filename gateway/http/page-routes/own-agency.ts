/** The page of one's own agency: what an administrator sees of it, and where its document system is reached. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../../schemas/problems/problem.js';
import { getAgency } from '../../agencies/find-agencies.js';
import { removeWebhook, rotateWebhookSecret, setWebhook } from '../../agencies/webhook-settings.js';
import { selectWebhook } from '../../agencies/webhooks.store.js';
import { testWebhook } from '../../channels/webhook-channel.js';
import { keptBytesOf } from '../../documents/quota.js';
import { listCertificates } from '../../identity/certificates.store.js';
import { expiringWithin } from '../../identity/expiry-warnings.js';
import { type AgencyNews, OwnAgencyPage } from '../../web/pages/people/own-agency.js';
import { secretOverlapHours, WebhookSecretPage } from '../../web/pages/people/webhook-section.js';
import { ownAgencyFaults, ownAgencyTexts } from '../../web/texts/own-agency.js';
import { fieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { type Faults, orShowAt } from './form-faults.js';
import type { Pages } from './pages.js';
import { queryChoice } from './query-text.js';

const places = { 'invalid_request url': ['url', ownAgencyFaults.url] } as const;

const news: Readonly<Record<string, AgencyNews>> = {
  luu: { kind: 'done', text: ownAgencyTexts.saved },
  bo: { kind: 'done', text: ownAgencyTexts.removed },
};

/** @throws Problem `missing_scope` for operators, who belong to no agency */
function agencyIn(request: FastifyRequest): string {
  const { agency } = personOf(request);
  if (agency === null) throw new Problem('missing_scope', { detail: 'You belong to no agency' });
  return agency.code;
}

interface Shown {
  readonly told?: AgencyNews | null;
  readonly errors?: Faults;
  readonly status?: number;
}

export function ownAgencyPages(pages: Pages): void {
  const { ctx } = pages;

  async function show(request: FastifyRequest, reply: FastifyReply, { told = null, errors = {}, status = 200 }: Shown) {
    const code = agencyIn(request);
    const [agency, kept, webhook, certificates] = await Promise.all([
      getAgency(ctx, code),
      keptBytesOf(ctx, code),
      selectWebhook(ctx.database, code),
      listCertificates(ctx.database, code),
    ]);
    const page = OwnAgencyPage({
      page: pages.pageOf(request, reply),
      now: ctx.now(),
      agency,
      kept,
      webhook: webhook ?? null,
      certificates: expiringWithin(certificates, Number.POSITIVE_INFINITY, ctx.now()),
      news: told,
      errors,
      sentUrl: status === 200 ? null : fieldOf(request, 'url'),
    });
    return pages.send(reply, page, status);
  }

  const sendSecret = (request: FastifyRequest, reply: FastifyReply, secret: string) =>
    pages.send(reply, WebhookSecretPage({ page: pages.pageOf(request, reply), secret }));

  pages.on('GET /co-quan-toi', (request, reply) => show(request, reply, { told: queryChoice(request, 'xong', news) }));

  pages.on('POST /co-quan-toi/phan-mem', (request, reply) =>
    orShowAt(
      async () => {
        const payload = fieldOf(request, 'payload') === 'notice' ? 'notice' : 'container';
        const draft = { agency: agencyIn(request), url: fieldOf(request, 'url'), payload } as const;
        const secret = await setWebhook(ctx, draft, personOf(request).principal.actor);
        return secret === null ? reply.redirect('/co-quan-toi?xong=luu', 303) : sendSecret(request, reply, secret);
      },
      places,
      (errors, status) => show(request, reply, { errors, status }),
    ),
  );

  pages.on('POST /co-quan-toi/phan-mem/thu', async (request, reply) => {
    const { outcome, detail } = await testWebhook(ctx, agencyIn(request));
    const { testDone, testFailed } = ownAgencyTexts;
    const told: AgencyNews =
      outcome === 'accepted'
        ? { kind: 'done', text: testDone(detail ?? '2xx') }
        : { kind: 'failed', text: testFailed(detail ?? '') };
    return show(request, reply, { told });
  });

  pages.on('POST /co-quan-toi/phan-mem/khoa', async (request, reply) => {
    const { actor } = personOf(request).principal;
    return sendSecret(request, reply, await rotateWebhookSecret(ctx, agencyIn(request), secretOverlapHours, actor));
  });

  pages.on('POST /co-quan-toi/phan-mem/bo', async (request, reply) => {
    await removeWebhook(ctx, agencyIn(request), personOf(request).principal.actor);
    return reply.redirect('/co-quan-toi?xong=bo', 303);
  });
}
