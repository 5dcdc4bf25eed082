/**
 * Which list a document was opened from: its address travels along as `tu`, so that one comes back to it and goes on in it. The place in it is
 * looked for on one page of the list, and so costs what the list did.
 */
import { isProblem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { findDocuments } from '../../documents/find-documents.js';
import { listInbox, listOutbox } from '../../documents/lists/list-documents.js';
import { pageRows } from '../../documents/lists/list-filter.js';
import type { Principal } from '../../identity/access.js';
import { cursorField, listPath, readInboxFilter, readOutboxFilter } from '../../web/list-address.js';
import type { PlaceInList } from '../../web/pages/document/document-props.js';
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

/** The page of a list that its address shows. @throws Problem `invalid_request` for an address no list gave */
async function readList(ctx: GatewayContext, principal: Principal, address: string): Promise<ListPage | null> {
  const [path = '', search = ''] = address.split('?');
  const box = boxOf(path);
  if (box === null) return null;
  const query = Object.fromEntries(new URLSearchParams(search));
  const cursor = query[cursorField] ?? null;
  if (principal.auditor) {
    const q = (query['q'] ?? '').slice(0, 200);
    return findDocuments(ctx, principal, { box, q, limit: pageRows, ...(cursor === null ? {} : { cursor }) });
  }
  const paging = { cursor, limit: pageRows };
  return box === 'in'
    ? listInbox(ctx, principal, readInboxFilter(query), paging)
    : listOutbox(ctx, principal, readOutboxFilter(query), paging);
}

function placeOn({ items, next }: ListPage, id: string): PlaceInList | null {
  const at = items.findIndex((one) => one.id === id);
  if (at < 0) return null;
  const idAt = (index: number) => items[index]?.id ?? null;
  return { place: at + 1, of: items.length, hasMore: next !== null, previous: idAt(at - 1), next: idAt(at + 1) };
}

/** Where a document stands in the list it was opened from; null when it is there no more, or the list cannot be read any more. */
export async function readPlace(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  list: string | null,
): Promise<PlaceInList | null> {
  try {
    const page = list === null ? null : await readList(ctx, principal, list);
    return page === null ? null : placeOn(page, id);
  } catch (error) {
    if (isProblem(error, 'invalid_request')) return null;
    throw error;
  }
}
