/** The pages of agencies: the directory, one agency and its forms. CSV files: agency-imports.ts. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Agency, holdsOn, vietnamDay } from '../../../agencies/agency.js';
import { selectAgencyStanding, selectLastTest } from '../../../agencies/agency-standing.store.js';
import { type AgencyDraft, addAgency, mergeAgencies, patchAgency } from '../../../agencies/change-agencies.js';
import { findAgencies, getAgency } from '../../../agencies/find-agencies.js';
import { removeWebhook, rotateWebhookSecret, setWebhook } from '../../../agencies/webhook-settings.js';
import { selectWebhook } from '../../../agencies/webhooks.store.js';
import { testChannel } from '../../../deliveries/test-channel.js';
import { keptBytesOf, sentBytesOf } from '../../../documents/quota.js';
import { AgenciesPage } from '../../../web/pages/operator/agencies.js';
import { AgencyPage } from '../../../web/pages/operator/agency.js';
import { detailInWords, detailsOf } from '../../../web/pages/operator/agency-details.js';
import { agencyPath } from '../../../web/pages/operator/agency-props.js';
import type { Fault } from '../../../web/pages/operator/outcome.js';
import { agencyTexts } from '../../../web/texts/operator-agencies.js';
import { fieldOf } from '../../accept-forms.js';
import { personOf } from '../../access.js';
import { mergeTyped, type Values } from '../merge-typed.js';
import type { Pages } from '../pages.js';
import { queryText } from '../query-text.js';
import { attempt, backTo, newsOf, type Show } from './attempt.js';

const path = '/van-hanh/co-quan';
const rowsAPage = 50;
const overlapHours = 24;

const actorOf = (request: FastifyRequest) => personOf(request).principal.actor;
const codeOf = ({ params }: FastifyRequest) => (params as { code: string }).code;
const orNull = (text: string) => (text === '' ? null : text);

/** Shows the directory, with what was wrong when something was. */
export async function showAgencies(pages: Pages, request: FastifyRequest, reply: FastifyReply, fault: Fault | null) {
  const [search, cursor] = [queryText(request, 'q'), queryText(request, 'sau')];
  const query = { q: search, limit: rowsAPage, ...(cursor === '' ? {} : { cursor }) };
  const agencies = await findAgencies(pages.ctx, query);
  const page = pages.pageOf(request, reply);
  const done = newsOf(request, agencyTexts.done);
  const sent = (name: string) => fieldOf(request, name);
  const props = { page, fault, done, search, isFirst: cursor === '', agencies, sent };
  return pages.send(reply, AgenciesPage(props), fault?.status);
}

/** Megabytes as bytes; what is no number is left to the directory to refuse. */
const bytesIn = (text: string) => (text === '' ? null : Math.round(Number(text.replace(',', '.')) * 1_000_000));

/** What each field of the details says of an agency. */
const readers: Readonly<Record<string, (text: string) => Partial<AgencyDraft>>> = {
  ten: (name) => ({ name }),
  thu: (text) => ({ email: orNull(text) }),
  'cap-tren': (text) => ({ parent: orNull(text) }),
  kenh: (channel) => ({ channel }),
  'cap-so': (numbering) => ({ numbering }),
  pdf: (pdfPolicy) => ({ pdfPolicy }),
  'bao-ve-thu': (mailProtection) => ({ mailProtection }),
  'van-ban-thu': (mailPolicy) => ({ mailPolicy }),
  'han-muc-ngay': (text) => ({ quotaDay: bytesIn(text) }),
  'han-muc-thang': (text) => ({ quotaMonth: bytesIn(text) }),
  'han-muc-luu': (text) => ({ quotaTotal: bytesIn(text) }),
};

const draftOf = (code: string, touched: Values): AgencyDraft =>
  Object.assign({ code }, ...Object.entries(touched).map(([name, text]) => readers[name]?.(text)));

/** What somebody else changed meanwhile, to something else than was typed. */
function contestedFault(agency: Agency, names: readonly string[]): Fault {
  const texts = names.map((name) => agencyTexts.one.contested(...detailInWords(agency, name)));
  const text = { vi: texts.map(({ vi }) => vi).join(' '), en: texts.map(({ en }) => en).join(' ') };
  return { text, detail: '', field: names[0] ?? null, status: 409 };
}

export function agencyPages(pages: Pages): void {
  const { ctx } = pages;

  async function showOne(
    request: FastifyRequest,
    reply: FastifyReply,
    fault: Fault | null,
    { secret = null, typed = {} }: { readonly secret?: string | null; readonly typed?: Values } = {},
  ): Promise<FastifyReply> {
    const agency = await getAgency(ctx, codeOf(request));
    const { code } = agency;
    const [standing, sent, kept, webhook, lastTest] = await Promise.all([
      selectAgencyStanding(ctx.database, code),
      sentBytesOf(ctx, code),
      keptBytesOf(ctx, code),
      selectWebhook(ctx.database, code),
      selectLastTest(ctx.database, code),
    ]);
    const shown = webhook === undefined ? null : { url: webhook.url, payload: webhook.payload };
    const page = pages.pageOf(request, reply);
    const isOpen = holdsOn(agency, vietnamDay(ctx.now()));
    const done = newsOf(request, agencyTexts.done);
    const facts = { agency, typed, isOpen, standing, sent, kept, webhook: shown, lastTest, secret };
    return pages.send(reply, AgencyPage({ page, fault, done, ...facts }), fault?.status);
  }

  const show = (request: FastifyRequest, reply: FastifyReply, fault: Fault | null) =>
    showAgencies(pages, request, reply, fault);
  pages.on('GET /van-hanh/co-quan', (request, reply) => show(request, reply, null));
  pages.on('GET /van-hanh/co-quan/:code', (request, reply) => showOne(request, reply, null));

  pages.on('POST /van-hanh/co-quan/them', (request, reply) =>
    attempt(request, reply, show, async () => {
      const draft = {
        code: fieldOf(request, 'ma'),
        name: fieldOf(request, 'ten'),
        parent: orNull(fieldOf(request, 'cap-tren')),
        email: orNull(fieldOf(request, 'thu')),
      };
      const agency = await addAgency(ctx, draft, actorOf(request));
      return backTo(reply, agencyPath(agency), 'them');
    }),
  );

  pages.on('POST /van-hanh/co-quan/:code', async (request, reply) => {
    const agency = await getAgency(ctx, codeOf(request));
    const { touched, contested } = mergeTyped(request, detailsOf(agency));
    const showTyped: Show = (...asked) => showOne(...asked, { typed: touched });
    if (contested.length > 0) return showTyped(request, reply, contestedFault(agency, contested));
    return attempt(request, reply, showTyped, async () => {
      const isTouched = Object.keys(touched).length > 0;
      if (isTouched) await patchAgency(ctx, draftOf(agency.code, touched), actorOf(request));
      return backTo(reply, agencyPath(agency), 'sua');
    });
  });

  /** Each does one thing to the agency of the address. */
  const acts = {
    'POST /van-hanh/co-quan/:code/dong': [
      'dong',
      (request) =>
        patchAgency(ctx, { code: codeOf(request), validTo: fieldOf(request, 'ngay-cuoi') }, actorOf(request)),
    ],
    'POST /van-hanh/co-quan/:code/mo-lai': [
      'mo-lai',
      (request) => patchAgency(ctx, { code: codeOf(request), validTo: null, successor: null }, actorOf(request)),
    ],
    'POST /van-hanh/co-quan/:code/sap-nhap': [
      'sap-nhap',
      (request) => {
        const merger = { into: fieldOf(request, 'vao'), lastDay: fieldOf(request, 'ngay-cuoi') };
        return mergeAgencies(ctx, { agencies: [codeOf(request)], ...merger }, actorOf(request));
      },
    ],
    'POST /van-hanh/co-quan/:code/webhook/bo': [
      'bo-webhook',
      (request) => removeWebhook(ctx, codeOf(request), actorOf(request)),
    ],
    'POST /van-hanh/co-quan/:code/gui-thu': [
      'gui-thu',
      (request) => testChannel(ctx, codeOf(request), actorOf(request)),
    ],
  } satisfies Record<string, readonly [done: string, act: (request: FastifyRequest) => Promise<unknown>]>;
  for (const [name, [done, act]] of Object.entries(acts))
    pages.on(name as keyof typeof acts, (request, reply) =>
      attempt(request, reply, showOne, async () => {
        await act(request);
        return backTo(reply, `${path}/${encodeURIComponent(codeOf(request))}`, done);
      }),
    );

  /** A secret is shown by the answer itself, and never again. */
  pages.on('POST /van-hanh/co-quan/:code/webhook', (request, reply) =>
    attempt(request, reply, showOne, async () => {
      const payload = fieldOf(request, 'gui-gi') === 'notice' ? 'notice' : 'container';
      const draft = { agency: codeOf(request), url: fieldOf(request, 'dia-chi'), payload } as const;
      const secret = await setWebhook(ctx, draft, actorOf(request));
      return secret === null
        ? backTo(reply, agencyPath({ code: codeOf(request) }), 'webhook')
        : showOne(request, reply, null, { secret });
    }),
  );
  pages.on('POST /van-hanh/co-quan/:code/webhook/doi-khoa', (request, reply) =>
    attempt(request, reply, showOne, async () =>
      showOne(request, reply, null, {
        secret: await rotateWebhookSecret(ctx, codeOf(request), overlapHours, actorOf(request)),
      }),
    ),
  );
}
