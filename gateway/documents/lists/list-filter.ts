/**
 * What a list of documents can be narrowed to. Pure: addresses of pages say it in their own words (web/list-address.ts), the stores
 * beside this file say it in SQL.
 */
import type { Urgency } from '../../../schemas/directory/urgency.js';

/** Named parts of the inbox. Those of `to-do` have somebody waiting for the reader. */
export const inboxViews = [
  'to-do',
  'to-accept',
  'overdue',
  'to-answer',
  'unread',
  'urgent',
  'with-deadline',
  'assigned',
  'not-accepted-today',
] as const;
export type InboxView = (typeof inboxViews)[number];

/** Named parts of the outbox. */
export const outboxViews = ['refused', 'undelivered', 'proof-pending', 'awaiting', 'urgent', 'with-deadline'] as const;
export type OutboxView = (typeof outboxViews)[number];

export const deadlines = ['overdue', 'today', 'week', 'none'] as const;
/** `week`: today and the six days after it. */
export type Deadline = (typeof deadlines)[number];

/** `arrival`: newest day first, in each day what is urgent and waits first. `deadline`: soonest first. */
export type InboxOrder = 'arrival' | 'deadline';

/** Rows of a page. */
export const pageRows = 50;

/** Counts go no further: nobody tells a thousand from more, and each stays a few index entries. */
export const mostCounted = 1_000;

/** Conditions beside the view; null or empty where nothing is asked. */
export interface ListConditions {
  /** 01 … 06, or `none` before arrival: at the reader (inbox), at any recipient (outbox). */
  readonly status: string | null;
  readonly urgency: Urgency | null;
  readonly deadline: Deadline | null;
  /** Code of a document type. */
  readonly type: string | null;
  /** Words of the name or code of the sender (inbox) or of a recipient (outbox). */
  readonly agency: string;
  /** Day of arrival (inbox) or of sending (outbox), YYYY-MM-DD, both ends included. */
  readonly from: string | null;
  readonly to: string | null;
  /** Words of number, subject, agencies; diacritics not needed. */
  readonly q: string;
}

export interface InboxFilter extends ListConditions {
  readonly box: 'in';
  readonly view: InboxView | null;
}

export interface OutboxFilter extends ListConditions {
  readonly box: 'out';
  readonly view: OutboxView | null;
}

export type ListFilter = InboxFilter | OutboxFilter;

const nothing: ListConditions = {
  status: null,
  urgency: null,
  deadline: null,
  type: null,
  agency: '',
  from: null,
  to: null,
  q: '',
};

/** One part of the inbox, or all of it. */
export const inboxFilter = (view: InboxView | null, conditions: Partial<ListConditions> = {}): InboxFilter => ({
  ...nothing,
  ...conditions,
  box: 'in',
  view,
});

/** One part of the outbox, or all of it. */
export const outboxFilter = (view: OutboxView | null, conditions: Partial<ListConditions> = {}): OutboxFilter => ({
  ...nothing,
  ...conditions,
  box: 'out',
  view,
});
