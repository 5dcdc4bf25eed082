/**
 * The lists people work with: one page of an agency's inbox or outbox, and how many documents each part of it holds.
 * Programs have find-documents.ts, whose order is another one.
 */

import { validate as isUuid } from 'uuid';
import { isCalendarDate } from '../../../schemas/directory/calendar-date.js';
import { searchWords } from '../../../schemas/directory/search-words.js';
import { priorityOf, type Urgency, urgencyByPriority } from '../../../schemas/directory/urgency.js';
import { Problem } from '../../../schemas/problems/problem.js';
import { vietnamDay } from '../../agencies/agency.js';
import type { GatewayContext } from '../../context.js';
import { isInstant } from '../../database/instant.js';
import { actingAgency, type Principal, requireScope } from '../../identity/access.js';
import { countInbox, type InboxPlace, type InboxQuery, type InboxRow, selectInbox } from './inbox.store.js';
import {
  type InboxFilter,
  type InboxView,
  inboxFilter,
  type ListConditions,
  mostCounted,
  type OutboxFilter,
  type OutboxView,
  pageRows,
} from './list-filter.js';
import { countOutbox, type OutboxQuery, type OutboxRow, selectOutbox } from './outbox.store.js';

/** Rows that are looked at for words before the reader is asked whether to go on. */
const searchWindow = 4_000;

export interface Received extends Omit<InboxRow, 'urgency' | 'attention' | 'arrived'> {
  readonly urgency: Urgency;
}

export interface Sent extends Omit<OutboxRow, 'urgency'> {
  readonly urgency: Urgency;
}

export interface Listed<Item> {
  readonly items: readonly Item[];
  /** Cursor of the next page; null at the end. A page may be short, even empty, and still have a next one. */
  readonly next: string | null;
}

interface Paging {
  readonly cursor: string | null;
  readonly limit: number;
}

/** What the stores need of the conditions. */
const readConditions = ({ urgency, q, agency, ...rest }: ListConditions) => ({
  ...rest,
  urgency: urgency === null ? null : priorityOf(urgency),
  words: searchWords(q),
  agencyWords: searchWords(agency),
});

const named = <Row extends { urgency: number }>(row: Row) => ({
  ...row,
  urgency: urgencyByPriority(row.urgency)?.code ?? ('normal' as const),
});

/** @throws Problem `missing_scope`, `wrong_agency` for somebody of no agency */
function readerOf(ctx: GatewayContext, principal: Principal) {
  requireScope(principal, 'documents:read');
  return { agency: actingAgency(principal), today: vietnamDay(ctx.now()) };
}

/**
 * A page of the inbox: newest day first, in each day what is urgent and waits first.
 * @throws Problem `missing_scope`, `wrong_agency`; `invalid_request` for a cursor this list did not give
 */
export async function listInbox(
  ctx: GatewayContext,
  principal: Principal,
  filter: InboxFilter,
  { cursor, limit }: Paging,
): Promise<Listed<Received>> {
  const { rows, windowEnd } = await selectInbox(ctx.database, {
    ...inboxQuery(ctx, principal, filter),
    after: cursor === null ? null : readPlace(cursor),
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? (page.at(-1) ?? null) : windowEnd;
  return { items: page.map(received), next: last === null ? null : writePlace(last) };
}

function inboxQuery(ctx: GatewayContext, principal: Principal, filter: InboxFilter): InboxQuery {
  const { agencyWords, ...conditions } = readConditions(filter);
  return {
    ...readerOf(ctx, principal),
    ...conditions,
    view: filter.view,
    senderWords: agencyWords,
    only: null,
    order: 'arrival',
    after: null,
    before: null,
    limit: pageRows,
    window: searchWindow,
  };
}

/** These documents of the inbox, as far as they are there; at most a page of them. @throws as `listInbox` */
export async function findReceived(
  ctx: GatewayContext,
  principal: Principal,
  ids: readonly string[],
): Promise<Received[]> {
  const { rows } = await selectInbox(ctx.database, {
    ...inboxQuery(ctx, principal, inboxFilter(null)),
    only: ids.filter((id) => isUuid(id)),
    window: pageRows,
  });
  return rows.map(received);
}

/** What has a deadline and is not done, soonest first: the beginning of it. @throws as `listInbox` */
export async function listByDeadline(ctx: GatewayContext, principal: Principal, limit: number): Promise<Received[]> {
  const { rows } = await selectInbox(ctx.database, {
    ...inboxQuery(ctx, principal, inboxFilter(null)),
    view: 'with-deadline',
    order: 'deadline',
    limit,
    window: limit,
  });
  return rows.map(received);
}

function received({ attention: _attention, arrived: _arrived, ...row }: InboxRow): Received {
  return named(row);
}

const writePlace = ({ day, attention, arrived, id }: InboxPlace): string =>
  Buffer.from([day, attention, arrived, id].join(',')).toString('base64url');

function readPlace(cursor: string): InboxPlace {
  const [day = '', attention = '', arrived = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(',');
  const isPlace = isCalendarDate(day) && /^[0-4]$/.test(attention) && isInstant(arrived) && isUuid(id);
  if (isPlace) return { day, attention: Number(attention), arrived, id };
  throw strangeCursor();
}

const strangeCursor = () =>
  new Problem('invalid_request', { detail: 'The cursor is not one this list gave', field: 'cursor' });

/** A page of the outbox, newest first. @throws as `listInbox` */
export async function listOutbox(
  ctx: GatewayContext,
  principal: Principal,
  filter: OutboxFilter,
  { cursor, limit }: Paging,
): Promise<Listed<Sent>> {
  if (cursor !== null && !isUuid(cursor)) throw strangeCursor();
  const query = { ...outboxQuery(ctx, principal, filter), after: cursor, limit: limit + 1 };
  const { rows, windowEnd } = await selectOutbox(ctx.database, query);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? (page.at(-1)?.id ?? null) : windowEnd;
  return { items: page.map(named), next: last };
}

function outboxQuery(ctx: GatewayContext, principal: Principal, filter: OutboxFilter): OutboxQuery {
  const { agencyWords, ...conditions } = readConditions(filter);
  return {
    ...readerOf(ctx, principal),
    ...conditions,
    view: filter.view,
    recipientWords: agencyWords,
    after: null,
    before: null,
    limit: pageRows,
    window: searchWindow,
  };
}

/** The page of a list that ends where another one begins. */
export interface PageBefore {
  readonly items: readonly { readonly id: string }[];
  /** By which the list begins with it; null at the list's own beginning. */
  readonly cursor: string | null;
}

/** One row more than a page tells where the page begins. Where too many rows had to be looked at nobody knows. */
function pageBefore<Row extends { readonly id: string }>(
  { rows, windowEnd }: { readonly rows: readonly Row[]; readonly windowEnd: unknown },
  cursorOf: (row: Row) => string,
): PageBefore {
  if (windowEnd !== null) return { items: [], cursor: null };
  const [first, ...page] = rows;
  return first !== undefined && rows.length > pageRows
    ? { items: page, cursor: cursorOf(first) }
    : { items: rows, cursor: null };
}

/** What stands before the page of the inbox that this cursor leads to. @throws as `listInbox` */
export async function inboxBefore(
  ctx: GatewayContext,
  principal: Principal,
  filter: InboxFilter,
  cursor: string,
): Promise<PageBefore> {
  const query = { ...inboxQuery(ctx, principal, filter), before: readPlace(cursor), limit: pageRows + 1 };
  return pageBefore(await selectInbox(ctx.database, query), writePlace);
}

/** As `inboxBefore`, of the outbox. */
export async function outboxBefore(
  ctx: GatewayContext,
  principal: Principal,
  filter: OutboxFilter,
  cursor: string,
): Promise<PageBefore> {
  if (!isUuid(cursor)) throw strangeCursor();
  const query = { ...outboxQuery(ctx, principal, filter), before: cursor, limit: pageRows + 1 };
  return pageBefore(await selectOutbox(ctx.database, query), ({ id }) => id);
}

/** How many documents of the inbox are in each part, up to `mostCounted`. @throws as `listInbox` */
export async function countInboxParts(
  ctx: GatewayContext,
  principal: Principal,
  views: readonly (InboxView | null)[],
): Promise<number[]> {
  return countInbox(ctx.database, readerOf(ctx, principal), views, mostCounted);
}

/** How many documents of the outbox are in each part, up to `mostCounted`. @throws as `listInbox` */
export async function countOutboxParts(
  ctx: GatewayContext,
  principal: Principal,
  views: readonly (OutboxView | null)[],
): Promise<number[]> {
  return countOutbox(ctx.database, readerOf(ctx, principal).agency, views, mostCounted);
}
