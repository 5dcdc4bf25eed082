/** The drafts of an agency, page by page. */
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import type { GatewayContext } from '../context.js';
import type { Writer } from './draft.js';
import { countDrafts, type ListedDraft, selectDrafts } from './drafts.store.js';

export interface DraftList {
  readonly items: readonly ListedDraft[];
  /** Of all pages. */
  readonly count: number;
  /** For the next page; null at the end. */
  readonly next: string | null;
}

const pageSize = 50;

/** As the rows' own: PostgreSQL knows fewer days than JavaScript. */
const isInstant = (text: string) =>
  isCalendarDate(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;

/** @param after `next` of the page before; anything else is the beginning */
export async function listDrafts({ database }: GatewayContext, { agency }: Writer, after = ''): Promise<DraftList> {
  const before = isInstant(after) ? after : null;
  const [rows, count] = await Promise.all([
    selectDrafts(database, agency, { before, limit: pageSize + 1 }),
    countDrafts(database, agency),
  ]);
  const items = rows.slice(0, pageSize);
  return { items, count, next: rows.length > pageSize ? (items.at(-1)?.updatedAt ?? null) : null };
}
