/** The drafts of an agency, page by page. */
import { validate as isUuid } from 'uuid';
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import type { GatewayContext } from '../context.js';
import type { Writer } from './draft.js';
import { countDrafts, type DraftPlace, type ListedDraft, selectDrafts } from './drafts.store.js';

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

const writePlace = ({ updatedAt, id }: DraftPlace): string => `${updatedAt},${id}`;

/** Null for what this list did not write. */
function readPlace(text: string): DraftPlace | null {
  const [updatedAt = '', id = ''] = text.split(',');
  return isInstant(updatedAt) && isUuid(id) ? { updatedAt, id } : null;
}

/** @param after `next` of the page before; anything else is the beginning */
export async function listDrafts({ database }: GatewayContext, { agency }: Writer, after = ''): Promise<DraftList> {
  const [rows, count] = await Promise.all([
    selectDrafts(database, agency, { before: readPlace(after), limit: pageSize + 1 }),
    countDrafts(database, agency),
  ]);
  const items = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? items.at(-1) : undefined;
  return { items, count, next: last === undefined ? null : writePlace(last) };
}
