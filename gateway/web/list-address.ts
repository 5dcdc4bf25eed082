/**
 * The addresses of the lists: which filter they ask for, in the words of the pages. Read strictly, so that no list shows more than its
 * address says; written in one order, so that the same filter has one address. Pure.
 */
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import { documentTypeByCode } from '../../schemas/directory/document-types.js';
import { statusKind } from '../../schemas/directory/statuses.js';
import { isUrgency } from '../../schemas/directory/urgency.js';
import { Problem } from '../../schemas/problems/problem.js';
import {
  type Deadline,
  type InboxFilter,
  type InboxView,
  inboxFilter,
  type ListConditions,
  type ListFilter,
  type OutboxFilter,
  type OutboxView,
  outboxFilter,
} from '../documents/lists/list-filter.js';

const inboxNames: Readonly<Record<InboxView, string>> = {
  'to-do': 'can-lam',
  'to-accept': 'cho-tiep-nhan',
  overdue: 'qua-han',
  'to-answer': 'cho-tra-loi',
  unread: 'chua-doc',
  urgent: 'khan',
  'with-deadline': 'co-han',
  assigned: 'da-phan-cong',
  'not-accepted-today': 'cuoi-ngay',
};

const outboxNames: Readonly<Record<OutboxView, string>> = {
  refused: 'bi-tu-choi',
  undelivered: 'chua-gui-duoc',
  'proof-pending': 'cho-dau-thoi-gian',
  awaiting: 'cho-tiep-nhan',
  urgent: 'khan',
  'with-deadline': 'co-han',
};

const deadlineNames: Readonly<Record<Deadline, string>> = {
  overdue: 'qua-han',
  today: 'hom-nay',
  week: 'tuan',
  none: 'khong',
};

/** Names of the fields of the filter's form. */
export const filterFields = {
  view: 'loc',
  q: 'q',
  status: 'trang-thai',
  urgency: 'do-khan',
  deadline: 'han',
  type: 'loai',
  agency: 'co-quan',
  from: 'tu',
  to: 'den',
} as const;

/** Where the list goes on. */
export const cursorField = 'sau';

export const deadlineName = (deadline: Deadline): string => deadlineNames[deadline];

type Reading = Readonly<Record<string, unknown>>;

function textOf(query: Reading, name: string): string {
  const value = query[name];
  return typeof value === 'string' ? value.slice(0, 200).trim() : '';
}

/** The field's value if it is one of those it may have. @throws Problem `invalid_request` naming the field */
function checked(query: Reading, name: string, isKnown: (text: string) => boolean): string | null {
  const text = textOf(query, name);
  if (text === '') return null;
  if (isKnown(text)) return text;
  throw new Problem('invalid_request', { detail: `There is no such filter: ${name}`, field: name });
}

/** The key that has the field's value as its name. @throws Problem as `checked` */
function keyOf<Key extends string>(query: Reading, field: string, names: Readonly<Record<Key, string>>): Key | null {
  const keys = Object.keys(names) as Key[];
  const text = checked(query, field, (name) => keys.some((key) => names[key] === name));
  return keys.find((key) => names[key] === text) ?? null;
}

function readConditions(query: Reading): ListConditions {
  const f = filterFields;
  const urgency = textOf(query, f.urgency);
  if (urgency !== '') checked(query, f.urgency, isUrgency);
  return {
    q: textOf(query, f.q),
    status: checked(query, f.status, (code) => code === 'none' || /^0[1-6]$/.test(statusKind(code)?.code ?? '')),
    urgency: isUrgency(urgency) ? urgency : null,
    deadline: keyOf(query, f.deadline, deadlineNames),
    type: checked(query, f.type, (code) => documentTypeByCode(code) !== undefined),
    agency: textOf(query, f.agency),
    from: checked(query, f.from, isCalendarDate),
    to: checked(query, f.to, isCalendarDate),
  };
}

/** @throws Problem `invalid_request` naming the field that asks for what there is not */
export const readInboxFilter = (query: Reading): InboxFilter =>
  inboxFilter(keyOf(query, filterFields.view, inboxNames), readConditions(query));

/** @throws Problem as `readInboxFilter` */
export const readOutboxFilter = (query: Reading): OutboxFilter =>
  outboxFilter(keyOf(query, filterFields.view, outboxNames), readConditions(query));

const paths = { in: '/van-ban-den', out: '/van-ban-di' } as const;

export const listPath = (box: 'in' | 'out'): string => paths[box];

const viewName = (filter: ListFilter): string | null => {
  if (filter.view === null) return null;
  return filter.box === 'in' ? inboxNames[filter.view] : outboxNames[filter.view];
};

/** What stands behind the question mark for this filter; empty for the whole list. */
export function filterQuery(filter: ListFilter): string {
  const values: Record<keyof typeof filterFields, string | null> = {
    ...filter,
    view: viewName(filter),
    deadline: filter.deadline === null ? null : deadlineNames[filter.deadline],
  };
  const query = new URLSearchParams();
  for (const key of Object.keys(filterFields) as (keyof typeof filterFields)[])
    if (values[key]) query.set(filterFields[key], values[key]);
  return query.toString();
}

/** The address of a list. @param cursor where it goes on; null for its beginning */
export function listAddress(filter: ListFilter, cursor: string | null = null): string {
  const query = [filterQuery(filter), ...(cursor === null ? [] : [`${cursorField}=${encodeURIComponent(cursor)}`])];
  const text = query.filter((part) => part !== '').join('&');
  return text === '' ? paths[filter.box] : `${paths[filter.box]}?${text}`;
}

/** True when more than a named part is asked for. */
export const hasConditions = ({ box: _box, view: _view, ...conditions }: ListFilter): boolean =>
  Object.values(conditions).some((value) => value !== null && value !== '');
