/**
 * Which list a document was opened from: its address travels along as `tu`, so that one comes back to it and goes on in it. The place in it is
 * looked for on one page of the list, and at that page's ends on the one behind or before it: it costs what the list did, twice at most.
 */
import { isProblem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { findDocuments } from '../../documents/find-documents.js';
import { inboxBefore, listInbox, listOutbox, outboxBefore } from '../../documents/lists/list-documents.js';
import { pageRows } from '../../documents/lists/list-filter.js';
import type { Principal } from '../../identity/access.js';
import { cursorField, listPath, readInboxFilter, readOutboxFilter } from '../../web/list-address.js';
import type { PlaceInList, StepInList } from '../../web/pages/document/document-props.js';
import { ownAddress } from './pages.js';

const boxOf = (path: string): 'in' | 'out' | null =>
  path === listPath('in') ? 'in' : path === listPath('out') ? 'out' : null;

/** Null for an address that is no list of documents. */
export function openedFrom(text: string): string | null {
  const address = text === '' ? '' : ownAddress(text);
  return boxOf(address.split('?')[0] ?? '') !== null || text === '/' ? address : null;
}

interface ListPage {
  readonly items: readonly { readonly id: string }[];
  readonly next: string | null;
}

/** What the address of a list says. */
interface AskedList {
  readonly box: 'in' | 'out';
  readonly query: Readonly<Record<string, string>>;
  readonly cursor: string | null;
}

function listAt(address: string): AskedList | null {
  const [path = '', search = ''] = address.split('?');
  const box = boxOf(path);
  const query = Object.fromEntries(new URLSearchParams(search));
  return box === null ? null : { box, query, cursor: query[cursorField] ?? null };
}

/** The address of the same list, beginning elsewhere. */
function addressFrom({ box, query: { [cursorField]: _old, ...query } }: AskedList, cursor: string | null): string {
  const text = new URLSearchParams({ ...query, ...(cursor === null ? {} : { [cursorField]: cursor }) }).toString();
  return text === '' ? listPath(box) : `${listPath(box)}?${text}`;
}

/** The page of a list that its address shows. @throws Problem `invalid_request` for an address no list gave */
async function readList(
  ctx: GatewayContext,
  principal: Principal,
  { box, query, cursor }: AskedList,
): Promise<ListPage> {
  if (principal.auditor) {
    const q = (query['q'] ?? '').slice(0, 200);
    return findDocuments(ctx, principal, { box, q, limit: pageRows, ...(cursor === null ? {} : { cursor }) });
  }
  const paging = { cursor, limit: pageRows };
  return box === 'in'
    ? listInbox(ctx, principal, readInboxFilter(query), paging)
    : listOutbox(ctx, principal, readOutboxFilter(query), paging);
}

/** The first document of the page behind; null where that page is empty or there is none. */
async function stepOn(
  ctx: GatewayContext,
  principal: Principal,
  asked: AskedList,
  next: string | null,
): Promise<StepInList | null> {
  if (next === null) return null;
  const [first] = (await readList(ctx, principal, { ...asked, cursor: next })).items;
  return first === undefined ? null : { id: first.id, list: addressFrom(asked, next) };
}

/** The last document of the page before. Auditors' lists go one way only. */
async function stepBack(ctx: GatewayContext, principal: Principal, asked: AskedList): Promise<StepInList | null> {
  const { box, query, cursor } = asked;
  if (cursor === null || principal.auditor) return null;
  const before =
    box === 'in'
      ? await inboxBefore(ctx, principal, readInboxFilter(query), cursor)
      : await outboxBefore(ctx, principal, readOutboxFilter(query), cursor);
  const last = before.items.at(-1);
  return last === undefined ? null : { id: last.id, list: addressFrom(asked, before.cursor) };
}

async function findPlace(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  asked: AskedList,
): Promise<PlaceInList | null> {
  const { items, next } = await readList(ctx, principal, asked);
  const at = items.findIndex((one) => one.id === id);
  if (at < 0) return null;
  const list = addressFrom(asked, asked.cursor);
  const stepTo = (index: number) => (items[index] === undefined ? null : { id: items[index].id, list });
  const [previous, following] = await Promise.all([
    stepTo(at - 1) ?? stepBack(ctx, principal, asked),
    stepTo(at + 1) ?? stepOn(ctx, principal, asked, next),
  ]);
  return { place: at + 1, of: items.length, hasMore: next !== null, previous, next: following };
}

/** Where a document stands in the list it was opened from; null when it is there no more, or the list cannot be read any more. */
export async function readPlace(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  list: string | null,
): Promise<PlaceInList | null> {
  const asked = list === null ? null : listAt(list);
  try {
    return asked === null ? null : await findPlace(ctx, principal, id, asked);
  } catch (error) {
    if (isProblem(error, 'invalid_request')) return null;
    throw error;
  }
}
