/** The first page, by who opens it; and what every page needs: its files and the reader's choice of language and colours. */
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../../schemas/problems/problem.js';
import { attentionCounts, readAttention } from '../../documents/lists/attention.js';
import {
  countInboxParts,
  type Listed,
  listByDeadline,
  listInbox,
  type Received,
} from '../../documents/lists/list-documents.js';
import { type InboxOrder, type InboxView, inboxFilter } from '../../documents/lists/list-filter.js';
import type { SignedIn } from '../../identity/sessions.js';
import { readLanguage, readTheme } from '../../web/language.js';
import { filesVersion, pageFiles } from '../../web/page-files.js';
import { HomePage } from '../../web/pages/home.js';
import { WelcomePage } from '../../web/pages/welcome.js';
import { writeCookie } from '../cookies.js';
import { inboxTabsOf, inboxViewsFor } from './lists.js';
import { ownAddress, type Pages } from './pages.js';
import { goalText, queryText } from './query-text.js';

const homeRows = 20;

/** What a leader looks for first: what is urgent, and what is with somebody. */
const leaderParts: readonly (InboxView | null)[] = ['urgent', 'assigned', null];

/** For one address: behind it a whole office may open its first page of the day. They come from memory. */
const filesPerMinute = 6_000;

/** Source: RFC 9110, section 12.5.3; a weight of nothing refuses it. */
const takesGzip = ({ headers }: FastifyRequest): boolean =>
  String(headers['accept-encoding'] ?? '')
    .split(',')
    .some((one) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$)[\d.]+\s*)?$/i.test(one));

export function homePages(pages: Pages, hasMailboxes: boolean): void {
  const { ctx } = pages;

  const readPart = async (
    { principal }: SignedIn,
    view: InboxView | null,
    order: InboxOrder,
  ): Promise<Listed<Received>> =>
    view === null && order === 'deadline'
      ? { items: await listByDeadline(ctx, principal, homeRows), next: null }
      : listInbox(ctx, principal, inboxFilter(view), { cursor: null, limit: homeRows });

  async function readHome(person: SignedIn, agency: string, order: InboxOrder) {
    const { principal, role } = person;
    const views = inboxViewsFor(role, null);
    const parts = role === 'leader' ? leaderParts : [null];
    const [attention, counts, ...lists] = await Promise.all([
      attentionCounts(ctx, agency).then((counted) => readAttention(ctx, agency, counted)),
      countInboxParts(ctx, principal, views),
      ...parts.map((view) => readPart(person, view, order)),
    ]);
    return {
      order,
      attention,
      tabs: inboxTabsOf(views, counts),
      parts: lists.map((listed, n) => ({ view: parts[n] ?? null, listed })),
    };
  }

  pages.on('GET /', async (request, reply) => {
    const { person } = request;
    if (person === null) return pages.send(reply, WelcomePage({ page: pages.pageOf(request, reply), hasMailboxes }));
    // Who works for no agency has nothing to accept: their day begins with how the gateway does, or with what its log shows.
    if (person.agency === null) return reply.redirect(person.principal.auditor ? '/kiem-toan' : '/van-hanh', 303);
    const order = queryText(request, 'xep') === 'han' ? 'deadline' : 'arrival';
    const home = await readHome(person, person.agency.code, order);
    return pages.send(reply, HomePage({ page: pages.pageOf(request, reply), person, now: ctx.now(), ...home }));
  });

  pages.on('GET /tuy-chon', async (request, reply) => {
    const [language, theme] = [queryText(request, 'ngon-ngu'), queryText(request, 'mau-nen')];
    if (language !== '') writeCookie(ctx.config, reply, 'language', readLanguage(language));
    if (theme !== '') writeCookie(ctx.config, reply, 'theme', readTheme(theme));
    return reply.redirect(ownAddress(goalText(request)), 303);
  });

  pages.on(
    'GET /giao-dien/:version/:file',
    async (request, reply) => {
      const { version, file } = request.params as { version: string; file: string };
      const found = version === filesVersion ? pageFiles.get(file) : undefined;
      if (found === undefined) throw new Problem('not_found', { detail: 'There is nothing at this address' });
      const { type, bytes, gzipped } = found;
      reply.type(type).headers({ 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding' });
      // Only these: pages hold the form's token beside what was typed, and their length would tell of it (BREACH).
      if (gzipped === null || !takesGzip(request)) return reply.send(bytes);
      return reply.header('content-encoding', 'gzip').send(gzipped);
    },
    { isPart: true, sameForAll: true, perMinute: filesPerMinute },
  );
}
