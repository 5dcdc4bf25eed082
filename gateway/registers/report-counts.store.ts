/**
 * The report's figures (migrations 0027, 0039): counts by agency, day and measure, and the changes not folded into them yet. Every reading
 * adds both up in one statement, so that folding is never seen.
 */
import type { Queryable } from '../database/database.js';

/** Which counts are added up. `agencies` null: all. Days are YYYY-MM-DD, both included. */
export interface CountRange {
  readonly from: string;
  readonly to: string;
  readonly agencies: readonly string[] | null;
  readonly measures: readonly string[];
}

const counted = `counted as (
  select agency, day, measure, bucket, count from report_counts
    where day between $1::date and $2::date and measure = any ($4::text[]) and ($3::text[] is null or agency = any ($3))
  union all
  select agency, day, measure, bucket, change from report_changes
    where day between $1::date and $2::date and measure = any ($4::text[]) and ($3::text[] is null or agency = any ($3)))`;

const valuesOf = ({ from, to, agencies, measures }: CountRange) => [from, to, agencies, measures];

export interface KeyedCount {
  /** Agency code or YYYY-MM. */
  key: string;
  /** Of the agency. */
  name: string | null;
  measure: string;
  count: number;
}

export async function selectCountsByAgency(db: Queryable, range: CountRange): Promise<KeyedCount[]> {
  const { rows } = await db.query<KeyedCount>(
    `with ${counted}
     select c.agency as key, a.name, c.measure, c.count from (
       select agency, measure, sum(count)::int as count from counted group by 1, 2 having sum(count) <> 0) c
     left join agencies a on a.code = c.agency order by c.agency`,
    valuesOf(range),
  );
  return rows;
}

export async function selectCountsByMonth(db: Queryable, range: CountRange): Promise<KeyedCount[]> {
  const { rows } = await db.query<KeyedCount>(
    `with ${counted}
     select to_char(month, 'YYYY-MM') as key, null as name, measure, count from (
       select date_trunc('month', day) as month, measure, sum(count)::int as count from counted
       group by 1, 2 having sum(count) <> 0) c order by 1`,
    valuesOf(range),
  );
  return rows;
}

export interface BucketCount {
  measure: string;
  /** 20 × ln(seconds), rounded down. */
  bucket: number;
  count: number;
}

export async function selectBuckets(db: Queryable, range: CountRange): Promise<BucketCount[]> {
  const { rows } = await db.query<BucketCount>(
    `with ${counted} select measure, bucket, sum(count)::int as count from counted
     group by 1, 2 having sum(count) > 0 order by 1, 2`,
    valuesOf(range),
  );
  return rows;
}

/** Agencies that take part on a day. */
export async function countAgencies(db: Queryable, day: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from agencies
     where coalesce(valid_from, $1::date) <= $1 and coalesce(valid_to, $1::date) >= $1`,
    [day],
  );
  return rows[0]?.count ?? 0;
}

/** True for the one transaction that may change the counts. */
async function mayFold(tx: Queryable): Promise<boolean> {
  const { rows } = await tx.query<{ free: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('report_counts')) as free`,
  );
  return rows[0]?.free === true;
}

/**
 * Moves changes into the counts, unless somebody else does just now.
 * @returns how many
 */
export async function foldChanges(tx: Queryable, limit: number): Promise<number> {
  if (!(await mayFold(tx))) return 0;
  const { rows } = await tx.query<{ folded: number }>(
    `with taken as (
       delete from report_changes where ctid = any (array(select ctid from report_changes limit $1))
       returning agency, day, measure, bucket, change),
     summed as (
       select agency, day, measure, bucket, sum(change)::int as count from taken group by 1, 2, 3, 4 having sum(change) <> 0),
     kept as (
       insert into report_counts (agency, day, measure, bucket, count) select * from summed order by 1, 2, 3, 4
       on conflict (agency, day, measure, bucket) do update set count = report_counts.count + excluded.count)
     select count(*)::int as folded from taken`,
    [limit],
  );
  return rows[0]?.folded ?? 0;
}

const facts = `facts as (
  select c.agency, c.day, c.measure, c.bucket, count(*) as count from (
    select c.* from register_entries e cross join lateral counts_of_entry(e) c union all
    select c.* from statuses s cross join lateral counts_of_status(s) c) c
  group by 1, 2, 3, 4)`;

/** What reads everything takes longer than statements usually may. */
const takeTime = (tx: Queryable) => tx.query('set local statement_timeout = 0');

/** How many counts are not what the registers and statuses themselves say. Reads all of them, inside a transaction. */
export async function countDifferences(tx: Queryable): Promise<number> {
  await takeTime(tx);
  const { rows } = await tx.query<{ count: number }>(
    `with ${facts}, kept as (
       select agency, day, measure, bucket, sum(count) as count from (
         select agency, day, measure, bucket, count from report_counts union all
         select agency, day, measure, bucket, change from report_changes) k
       group by 1, 2, 3, 4)
     select count(*)::int as count from facts f full join kept k using (agency, day, measure, bucket)
     where coalesce(f.count, 0) <> coalesce(k.count, 0)`,
  );
  return rows[0]?.count ?? 0;
}

/** Counts everything anew; documents and statuses wait meanwhile. Locks in the order in which writers and folding do. */
export async function recountAll(tx: Queryable): Promise<void> {
  await takeTime(tx);
  await tx.query('lock table statuses, register_entries, report_changes, report_counts in share row exclusive mode');
  await tx.query('delete from report_changes');
  await tx.query('delete from report_counts');
  await tx.query(
    `with ${facts} insert into report_counts (agency, day, measure, bucket, count)
     select agency, day, measure, bucket, count from facts`,
  );
}
