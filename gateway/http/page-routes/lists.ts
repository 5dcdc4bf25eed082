/** Incoming and outgoing documents of an agency, and the filters its people name. What is done to several at once: list-forms.ts. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isProblem } from '../../../schemas/problems/problem.js';
import { findDocuments } from '../../documents/find-documents.js';
import { countInboxParts, countOutboxParts, listInbox, listOutbox } from '../../documents/lists/list-documents.js';
import {
  type InboxView,
  inboxFilter,
  type OutboxView,
  outboxFilter,
  pageRows,
} from '../../documents/lists/list-filter.js';
import { forgetFilter, listSavedFilters, saveFilter } from '../../documents/lists/saved-filters.js';
import { cursorField, filterQuery, listPath, readInboxFilter, readOutboxFilter } from '../../web/list-address.js';
import { BoxPage } from '../../web/pages/box.js';
import { InboxPage, OutboxPage } from '../../web/pages/list.js';
import type { Tab } from '../../web/parts/list-tabs.js';
import { inboxTabs, listTexts, outboxTabs } from '../../web/texts/lists.js';
import { fieldOf } from '../accept-forms.js';
import { personOf } from '../access.js';
import { newsOf, withNews } from './list-news.js';
import type { Pages } from './pages.js';
import { queryText } from './query-text.js';

type Query = Readonly<Record<string, unknown>>;

const cursorOf = (request: FastifyRequest): string | null => queryText(request, cursorField) || null;

/** Tabs of the inbox, in this order; what is shown is one of them, too. */
export function inboxViewsFor(role: string, shown: InboxView | null): (InboxView | null)[] {
  const usual = [null, 'to-do', 'unread', 'urgent', ...(role === 'leader' ? ['assigned'] : []), 'with-deadline'];
  return [...new Set([...(usual as (InboxView | null)[]), shown])];
}

const outboxViewsFor = (shown: OutboxView | null): (OutboxView | null)[] => [
  ...new Set<OutboxView | null>([null, 'awaiting', 'refused', 'undelivered', 'urgent', shown]),
];

export const inboxTabsOf = (views: readonly (InboxView | null)[], counts: readonly number[]): Tab[] =>
  views.map((view, n) => ({
    filter: inboxFilter(view),
    name: view === null ? listTexts.all : inboxTabs[view],
    count: counts[n] ?? 0,
  }));

const outboxTabsOf = (views: readonly (OutboxView | null)[], counts: readonly number[]): Tab[] =>
  views.map((view, n) => ({
    filter: outboxFilter(view),
    name: view === null ? listTexts.all : outboxTabs[view],
    count: counts[n] ?? 0,
  }));

export function listPages(pages: Pages): void {
  const { ctx } = pages;

  async function showInbox(request: FastifyRequest, reply: FastifyReply) {
    const person = personOf(request);
    const { principal } = person;
    const filter = readInboxFilter(request.query as Query);
    const cursor = cursorOf(request);
    const views = inboxViewsFor(person.role, filter.view);
    const [listed, [toAccept = 0, ...counts], saved] = await Promise.all([
      listInbox(ctx, principal, filter, { cursor, limit: pageRows }),
      countInboxParts(ctx, principal, ['to-accept', ...views]),
      listSavedFilters(ctx, person, 'in'),
    ]);
    const tabs = inboxTabsOf(views, counts);
    const page = pages.pageOf(request, reply);
    const state = { now: ctx.now(), isFirst: cursor === null, news: newsOf(request) };
    return pages.send(reply, InboxPage({ page, person, filter, listed, tabs, saved, toAccept, ...state }));
  }

  async function showOutbox(request: FastifyRequest, reply: FastifyReply) {
    const person = personOf(request);
    const { principal } = person;
    const filter = readOutboxFilter(request.query as Query);
    const cursor = cursorOf(request);
    const views = outboxViewsFor(filter.view);
    const [listed, counts, saved] = await Promise.all([
      listOutbox(ctx, principal, filter, { cursor, limit: pageRows }),
      countOutboxParts(ctx, principal, views),
      listSavedFilters(ctx, person, 'out'),
    ]);
    const tabs = outboxTabsOf(views, counts);
    const page = pages.pageOf(request, reply);
    const state = { now: ctx.now(), isFirst: cursor === null, news: newsOf(request) };
    return pages.send(reply, OutboxPage({ page, person, filter, listed, tabs, saved, ...state }));
  }

  /** Auditors see every agency's. */
  async function showEverybodys(request: FastifyRequest, reply: FastifyReply, box: 'in' | 'out') {
    const [search, cursor] = [queryText(request, 'q'), cursorOf(request)];
    const query = { box, q: search, limit: pageRows, ...(cursor === null ? {} : { cursor }) };
    const documents = await findDocuments(ctx, personOf(request).principal, query);
    const page = pages.pageOf(request, reply);
    return pages.send(reply, BoxPage({ page, box, search, isFirst: cursor === null, documents }));
  }

  pages.on('GET /van-ban-den', (request, reply) =>
    personOf(request).agency === null ? showEverybodys(request, reply, 'in') : showInbox(request, reply),
  );
  pages.on('GET /van-ban-di', (request, reply) =>
    personOf(request).agency === null ? showEverybodys(request, reply, 'out') : showOutbox(request, reply),
  );
  filterForms(pages);
}

const boxOf = (request: FastifyRequest): 'in' | 'out' => (fieldOf(request, 'hop') === 'out' ? 'out' : 'in');

function filterForms(pages: Pages): void {
  const { ctx } = pages;

  pages.on('POST /bo-loc', async (request, reply) => {
    const box = boxOf(request);
    const asked = Object.fromEntries(new URLSearchParams(fieldOf(request, 'dieu-kien')));
    const query = filterQuery(box === 'in' ? readInboxFilter(asked) : readOutboxFilter(asked));
    const list = query === '' ? listPath(box) : `${listPath(box)}?${query}`;
    try {
      await saveFilter(ctx, personOf(request), { box, name: fieldOf(request, 'ten'), query });
      return reply.redirect(withNews(list, 'da-luu'), 303);
    } catch (error) {
      if (!isProblem(error, 'invalid_request')) throw error;
      return reply.redirect(withNews(list, 'chua-luu'), 303);
    }
  });

  pages.on('POST /bo-loc/:filter/xoa', async (request, reply) => {
    const { filter } = request.params as { filter: string };
    await forgetFilter(ctx, personOf(request), filter);
    return reply.redirect(withNews(listPath(boxOf(request)), 'da-xoa'), 303);
  });
}
