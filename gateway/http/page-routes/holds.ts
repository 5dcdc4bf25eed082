/** The operator's page of legal holds, and its forms. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../../../schemas/problems/problem.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { nameActors } from '../../identity/name-actors.js';
import { liftHold, listHolds, placeHold } from '../../retention/holds.js';
import type { HoldRow } from '../../retention/holds.store.js';
import { type HoldField, HoldsPage, type HoldsPageProps } from '../../web/pages/holds.js';
import { holdFaults } from '../../web/texts/hold-faults.js';
import { retentionTexts } from '../../web/texts/retention.js';
import { fieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { orShow, statusOf } from './form-faults.js';
import type { Pages } from './pages.js';
import { queryChoice } from './query-text.js';

const path = '/van-hanh/giu-ho-so';
const news: Readonly<Record<string, Bilingual>> = {
  giu: retentionTexts.donePlaced,
  thoi: retentionTexts.doneLifted,
};

/** The field a problem of the domain is about. */
const fields: Readonly<Record<string, HoldField>> = {
  document: 'van-ban',
  agency: 'co-quan',
  from: 'tu',
  to: 'den',
  reason: 'ly-do',
};
const fieldNames = Object.values(fields);

/** Whoever placed or lifted one of them. */
export const actorsOf = (holds: readonly HoldRow[]): string[] =>
  holds.flatMap(({ placedBy, liftedBy }) => (liftedBy === null ? [placedBy] : [placedBy, liftedBy]));

type Fault = NonNullable<HoldsPageProps['fault']> & { readonly status: number };

/** What the operator can mend; null for everything else. */
function faultOf(problem: Problem, form: string): Fault | null {
  const { code, field = '' } = problem;
  const at = fields[field] ?? null;
  const text = holdFaults[at ?? code];
  return text === undefined ? null : { form, field: at, text, status: statusOf(problem) };
}

export function holdPages(pages: Pages): void {
  const { ctx } = pages;

  async function show(request: FastifyRequest, reply: FastifyReply, fault: Fault | null) {
    const holds = await listHolds(ctx);
    const nameOf = await nameActors(ctx, actorsOf(holds));
    const sent = Object.fromEntries(fieldNames.map((name) => [name, fieldOf(request, name)]));
    const page = pages.pageOf(request, reply);
    const done = queryChoice(request, 'xong', news);
    return pages.send(reply, HoldsPage({ page, holds, nameOf, done, fault, sent }), fault?.status ?? 200);
  }

  const attempt = (request: FastifyRequest, reply: FastifyReply, form: string, work: () => Promise<string>) =>
    orShow(
      async () => reply.redirect(`${path}?xong=${await work()}`, 303),
      (problem) => faultOf(problem, form),
      (fault) => show(request, reply, fault),
    );

  pages.on('GET /van-hanh/giu-ho-so', (request, reply) => show(request, reply, null));

  pages.on('POST /van-hanh/giu-ho-so', (request, reply) => {
    const form = fieldOf(request, 'loai') === 'document' ? 'document' : 'agency';
    return attempt(request, reply, form, async () => {
      const thing =
        form === 'document'
          ? { document: fieldOf(request, 'van-ban') }
          : { agency: fieldOf(request, 'co-quan'), from: fieldOf(request, 'tu'), to: fieldOf(request, 'den') };
      await placeHold(ctx, personOf(request).principal, thing, fieldOf(request, 'ly-do'));
      return 'giu';
    });
  });

  pages.on('POST /van-hanh/giu-ho-so/:hold/thoi', (request, reply) => {
    const { hold } = request.params as { hold: string };
    return attempt(request, reply, hold, async () => {
      await liftHold(ctx, personOf(request).principal, hold, fieldOf(request, 'ly-do'));
      return 'thoi';
    });
  });
}
