/**
 * Documents of all agencies as an auditor searches them: the newest first, along an index where there is one (all, an agency's as
 * sender or recipient, a number), the other conditions tried on a window of rows, so that no question costs more than a window.
 */

import type { Queryable } from '../database/database.js';
import { containing } from '../database/like-patterns.js';
import type { DocumentState } from '../documents/lifecycle.js';
import { visible } from '../documents/visible.store.js';

export type Direction = 'sent' | 'received' | 'both';

export interface FoundFilter {
  /** Code; null for all. */
  readonly agency: string | null;
  /** What the agency had to do with it; without an agency all are `both`. */
  readonly direction: Direction;
  readonly firstId: string | null;
  /** Not included. */
  readonly endId: string | null;
  /** Folded words, each of which must occur. */
  readonly words: readonly string[];
  readonly type: string | null;
  /** In lower case, without leading zeros. */
  readonly number: string | null;
  /** edXML status at some recipient (with direction `received`: at the agency); `none` before arrival. */
  readonly status: string | null;
  /** Rows looked at, and rows wanted. */
  readonly window: number;
  readonly limit: number;
}

export interface FoundRow {
  id: string;
  from: string;
  fromName: string;
  type: string;
  number: string;
  notation: string;
  subject: string;
  date: string;
  urgency: number;
  state: DocumentState;
  sentAt: string;
  /** Recipients by status, `none` before arrival. */
  statuses: Record<string, number>;
}

export interface FoundRows {
  readonly rows: FoundRow[];
  /** The last row looked at, when the window was used up before the page was full. */
  readonly windowEnd: string | null;
}

const inRange = (column: string) => `($2::uuid is null or ${column} >= $2) and ($3::uuid is null or ${column} < $3)`;
const hasNumber = `($6::text is null or ltrim(lower(number), '0') = $6)`;

const everything = `select id from documents where $1::text is null and ${visible} and ${inRange('id')} and ${hasNumber}
  order by id desc limit $7`;
const sent = `select id from documents where from_agency = $1 and ${visible} and ${inRange('id')} order by id desc limit $7`;
/** The inbox's index begins with what is urgent and not accepted: each of its parts is in the order of ids. */
const received = `select document as id from generate_series(0, 4) as level cross join lateral (
    select document from recipients where agency = $1 and attention = level and inbox_at is not null and ${inRange('document')}
    order by document desc limit $7) r
  order by document desc limit $7`;

function candidates({ agency, direction }: FoundFilter): string {
  if (agency === null) return everything;
  if (direction === 'both') return `select id from ((${sent}) union (${received})) either order by id desc limit $7`;
  return direction === 'sent' ? sent : received;
}

const statusCondition = `($5::text is null or exists (select from recipients r where r.document = d.id
  and coalesce(r.status, 'none') = $5 and (not $10::boolean or r.agency = $1)))`;

/** The next rows, the newest first. */
export async function selectFound(db: Queryable, filter: FoundFilter): Promise<FoundRows> {
  const { rows } = await db.query<FoundRow & { looked: number; lookedTo: string | null }>(
    `with candidates as materialized (${candidates(filter)}),
     page as (
       select d.id, d.from_agency as "from", s.name as "fromName", d.type, d.number, d.notation, d.subject, d.promulgation_date as date,
         d.urgency, d.state, d.sealed_at as "sentAt"
       from candidates c join documents d on d.id = c.id join agencies s on s.code = d.from_agency
       where d.${visible} and d.search like all ($4::text[]) and ($8::text is null or d.type = $8) and ${hasNumber} and ${statusCondition}
       order by c.id desc limit $9)
     select page.*, (select jsonb_object_agg(key, n) from (
         select coalesce(status, 'none') as key, count(*) as n from recipients where document = page.id group by 1) k) as statuses,
       w.looked, w."lookedTo"
     from (select count(*)::int as looked, (array_agg(id order by id))[1] as "lookedTo" from candidates) w
     left join page on true order by page.id desc`,
    [
      filter.agency,
      filter.firstId,
      filter.endId,
      containing(filter.words),
      filter.status,
      filter.number,
      filter.window,
      filter.type,
      filter.limit,
      filter.agency !== null && filter.direction === 'received',
    ],
  );
  const found = rows.filter(({ id }) => id !== null).map(({ looked: _n, lookedTo: _t, ...row }) => row);
  const [head] = rows;
  const isUsedUp = head !== undefined && head.looked >= filter.window && found.length < filter.limit;
  return { rows: found, windowEnd: isUsedUp ? head.lookedTo : null };
}
