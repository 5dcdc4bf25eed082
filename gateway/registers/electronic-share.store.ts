/** Counts behind the electronic share: outgoing documents by medium, per agency or month. */
import { outsideStateForm } from '../../schemas/directory/state-agencies.js';
import type { Queryable } from '../database/database.js';
import type { ShareDefinition } from './share-definitions.js';

export interface ShareCounts {
  key: string;
  name: string | null;
  /** Sent through this gateway with a valid seal, no paper following. */
  electronicOnly: number;
  /** Likewise, and on paper too. */
  electronicAndPaper: number;
  /** On paper only, entered in the register; where state agencies count, those marked as sent to one. */
  paper: number;
}

/**
 * Outgoing documents whose date lies within the days (both included); `agencies` null counts all. An electronic document counts
 * when a recipient other than its sender does.
 */
export async function selectShareCounts(
  db: Queryable,
  range: {
    readonly from: string;
    readonly to: string;
    readonly by: 'agency' | 'month';
    readonly agencies: readonly string[] | null;
    readonly recipients: ShareDefinition['recipients'];
  },
): Promise<ShareCounts[]> {
  const { rows } = await db.query<ShareCounts>(
    `with counted as (
       select e.agency, coalesce(d.promulgation_date, (e.entry->>'date')::date) as day, e.medium,
         d.metadata->>'paper' = 'follows' as follows, d.id is not null as sealed,
         case when d.id is not null then exists (
           select from recipients r where r.document = d.id and r.agency <> d.from_agency and ($5::text is null or r.agency !~ $5))
         else $5::text is null or coalesce(e.entry->'toStateAgency' = 'true', false) end as counts
       from register_entries e left join documents d on d.id = e.document and d.state in ('sealed', 'recalled', 'replaced')
       where e.book = 'out' and e.state = 'issued' and ($3::text[] is null or e.agency = any ($3))
         and e.year between extract(year from $1::date)::int and extract(year from $2::date)::int)
     select k.key, a.name,
       count(*) filter (where sealed and medium <> 'both' and not coalesce(follows, false))::int as "electronicOnly",
       count(*) filter (where sealed and (medium = 'both' or coalesce(follows, false)))::int as "electronicAndPaper",
       count(*) filter (where not sealed and medium = 'paper')::int as paper
     from counted c cross join lateral (select case when $4 = 'agency' then c.agency else to_char(c.day, 'YYYY-MM') end as key) k
     left join agencies a on $4 = 'agency' and a.code = c.agency
     where c.counts and c.day between $1::date and $2::date group by k.key, a.name order by k.key`,
    [range.from, range.to, range.agencies, range.by, range.recipients === 'state' ? outsideStateForm : null],
  );
  return rows;
}
