/** Counts behind the electronic share: outgoing documents by medium, per agency or month. */
import type { Queryable } from '../database/database.js';

export interface ShareCounts {
  key: string;
  name: string | null;
  /** Sent through this gateway with a valid seal, no paper following. */
  electronicOnly: number;
  /** Likewise, and on paper too. */
  electronicAndPaper: number;
  /** On paper only, to state agencies, entered in the register. */
  paper: number;
}

/** Outgoing documents whose date lies within the days (both included); `agencies` null counts all. */
export async function selectShareCounts(
  db: Queryable,
  range: {
    readonly from: string;
    readonly to: string;
    readonly by: 'agency' | 'month';
    readonly agencies: readonly string[] | null;
  },
): Promise<ShareCounts[]> {
  const { rows } = await db.query<ShareCounts>(
    `with counted as (
       select e.agency, coalesce(d.promulgation_date, (e.entry->>'date')::date) as day, e.medium,
         d.metadata->>'paper' = 'follows' as follows, d.id is not null as sealed, e.entry->'toStateAgency' = 'true' as "toState"
       from register_entries e left join documents d on d.id = e.document and d.state in ('sealed', 'recalled', 'replaced')
       where e.book = 'out' and e.state = 'issued' and ($3::text[] is null or e.agency = any ($3))
         and e.year between extract(year from $1::date)::int and extract(year from $2::date)::int)
     select k.key, a.name,
       count(*) filter (where sealed and medium <> 'both' and not coalesce(follows, false))::int as "electronicOnly",
       count(*) filter (where sealed and (medium = 'both' or coalesce(follows, false)))::int as "electronicAndPaper",
       count(*) filter (where not sealed and medium = 'paper' and coalesce("toState", false))::int as paper
     from counted c cross join lateral (select case when $4 = 'agency' then c.agency else to_char(c.day, 'YYYY-MM') end as key) k
     left join agencies a on $4 = 'agency' and a.code = c.agency
     where c.day between $1::date and $2::date group by k.key, a.name order by k.key`,
    [range.from, range.to, range.agencies, range.by],
  );
  return rows;
}
