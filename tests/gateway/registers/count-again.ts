/**
 * The report counted once more, from the tables in which documents, statuses, books and events are written down, by the words printed with
 * it (share-definitions.ts, texts of the report): an acceptance is a status 03, an arrival a status 01, a mail what an event gives as proof.
 * Shares no statement, function or trigger with what it judges; the books say only what came on paper.
 */
import type { Queryable } from '../../../gateway/database/database.js';

export interface Wish {
  /** YYYY-MM, both included. */
  readonly from: string;
  readonly to: string;
  /** Null: the whole province. */
  readonly agency: string | null;
  /** YYYY-MM-DD: what arrived on it may still be answered in time. */
  readonly today: string;
}

export interface Media {
  electronicOnly: number;
  electronicAndPaper: number;
  paper: number;
}

export interface Answered {
  sameDay: number;
  late: number;
}

export interface Medians {
  deliver: number | null;
  accept: number | null;
  complete: number | null;
}

export interface Recount {
  readonly months: Readonly<Record<string, Media>>;
  readonly agencies: Readonly<Record<string, Media & Answered>>;
  readonly total: Media;
  /** Of the last month that has documents. */
  readonly answered: Answered;
  readonly medians: Medians;
  readonly byMail: number;
}

const local = (at: string) => `(${at} at time zone interval '7 hours')`;
const monthOf = (at: string) => `to_char(${local(at)}, 'YYYY-MM')`;

const arrivals = `arrivals as (
  select document, agency, at, ${monthOf('at')} as month, ${local('at')}::date as day from statuses where code = '01')`;

/** Accepted, and not taken back with the recipient's consent; of paper whatever stands in the book. */
const incoming = `with ${arrivals}
  select agency, month, medium, count(*)::int as count from (
    select a.agency, a.month, case when d.metadata->>'paper' = 'follows' then 'electronicAndPaper' else 'electronicOnly' end as medium
    from arrivals a join documents d on d.id = a.document join recipients r on r.document = a.document and r.agency = a.agency
    where (a.document, a.agency) in (select document, agency from statuses where code = '03')
      and not (coalesce(r.request_kind, '') = 'recall' and coalesce(r.request, '') = 'agreed')
    union all
    select agency, substr(coalesce(entry->>'arrivedOn', ${local('created_at')}::date::text), 1, 7), 'paper'
    from register_entries where book = 'in' and document is null and state = 'issued') f
  where month between $1 and $2 and ($3::text is null or agency = $3) group by 1, 2, 3`;

/** Who agreed when to give a document back, as the event of the answer says: the messages alone do not tell what they answer. */
const returns = `returns as (
  select s.document, s.agency, ${local('s.at')}::date as day
  from events e join statuses s on e.payload->'messages' ? s.message_sha256
  where e.kind = 'request.answered' and e.payload->>'request' <> 'update' and s.code = '15')`;

const answers = `with ${arrivals}, ${returns}, acknowledged as (
    select document, agency, min(${local('at')}::date) as day from statuses where code in ('02', '03') group by 1, 2),
  answered as (
    select a.*, k.day is not distinct from a.day as in_time,
      k.day is null and (a.document, a.agency, a.day) in (select document, agency, day from returns) as is_back
    from arrivals a left join acknowledged k using (document, agency))
  select agency, month, count(*) filter (where in_time)::int as "sameDay",
    count(*) filter (where not in_time and not is_back and day <> $4::date)::int as late
  from answered where month between $1 and $2 and ($3::text is null or agency = $3) group by 1, 2`;

const secondsUntil = (code: string) =>
  `extract(epoch from (select s.at from statuses s where s.document = a.document and s.agency = a.agency and s.code = '${code}') - a.at)`;
const middleOf = (seconds: string) => `percentile_cont(0.5) within group (order by ${seconds})::float8`;

const medians = `with ${arrivals}
  select ${middleOf('extract(epoch from a.at - greatest(d.sealed_at, d.dispatch_at))')} as deliver,
    ${middleOf(secondsUntil('03'))} as accept, ${middleOf(secondsUntil('06'))} as complete
  from arrivals a join documents d on d.id = a.document where a.month = $1 and ($2::text is null or a.agency = $2)`;

/** Who answered by a mail or a link in it, as the proof in the event says; whose documents came in by mail. */
const mailing = `select count(distinct agency)::int as count from (
    select s.author as agency, ${monthOf('s.at')} as month
    from events e join statuses s on e.payload->'messages' ? s.message_sha256
    where e.kind = 'status.declared' and e.payload ? 'proof'
    union all
    select from_agency, to_char(promulgation_date, 'YYYY-MM') from documents where origin = 'mail' and sealed_at is not null) m
  where month between $1 and $2 and ($3::text is null or agency = $3)`;

const noMedia = (): Media => ({ electronicOnly: 0, electronicAndPaper: 0, paper: 0 });
const noAnswer = (): Answered => ({ sameDay: 0, late: 0 });

interface IncomingRow {
  agency: string;
  month: string;
  medium: keyof Media;
  count: number;
}
type AnswerRow = Answered & { agency: string; month: string };

function addMedia(rows: readonly IncomingRow[]): Media {
  const sum = noMedia();
  for (const { medium, count } of rows) sum[medium] += count;
  return sum;
}

function addAnswers(rows: readonly AnswerRow[]): Answered {
  const sum = noAnswer();
  for (const { sameDay, late } of rows) {
    sum.sameDay += sameDay;
    sum.late += late;
  }
  return sum;
}

const valuesIn = (rows: readonly IncomingRow[], key: 'agency' | 'month') => [...new Set(rows.map((row) => row[key]))];

export async function countAgain(db: Queryable, { from, to, agency, today }: Wish): Promise<Recount> {
  const { rows } = await db.query<IncomingRow>(incoming, [from, to, agency]);
  const { rows: answered } = await db.query<AnswerRow>(answers, [from, to, agency, today]);
  const last = valuesIn(rows, 'month').sort().at(-1) ?? to;
  const { rows: middles } = await db.query<Medians>(medians, [last, agency]);
  const { rows: mails } = await db.query<{ count: number }>(mailing, [from, to, agency]);
  const ofAgency = (code: string) => ({
    ...addMedia(rows.filter((row) => row.agency === code)),
    ...addAnswers(answered.filter((row) => row.agency === code)),
  });
  return {
    months: Object.fromEntries(
      valuesIn(rows, 'month').map((month) => [month, addMedia(rows.filter((row) => row.month === month))]),
    ),
    agencies: Object.fromEntries(valuesIn(rows, 'agency').map((code) => [code, ofAgency(code)])),
    total: addMedia(rows),
    answered: addAnswers(answered.filter(({ month }) => month === last)),
    medians: middles[0] ?? { deliver: null, accept: null, complete: null },
    byMail: mails[0]?.count ?? 0,
  };
}

/** Why an agency's outgoing documents went on paper, each reason as often as it was given. */
export type Reasons = Readonly<Record<string, number>>;

/**
 * From the books, by agency.
 * @param of `state`: documents marked as sent to a state agency (electronic-share); `all`: every one (all-recipients)
 */
export async function countReasonsAgain(
  db: Queryable,
  { from, to, agency }: Omit<Wish, 'today'>,
  of: 'state' | 'all',
): Promise<Readonly<Record<string, Reasons>>> {
  const { rows } = await db.query<{ agency: string; reasons: Reasons }>(
    `select agency, jsonb_object_agg(reason, count) as reasons from (
       select agency, entry->>'paperReason' as reason, count(*) from register_entries
       where book = 'out' and state = 'issued' and document is null and to_char((entry->>'date')::date, 'YYYY-MM') between $1 and $2
         and ($3::text is null or agency = $3) and ($4 = 'all' or entry->>'toStateAgency' = 'true')
       group by 1, 2) given
     where reason is not null group by 1`,
    [from, to, agency, of],
  );
  return Object.fromEntries(rows.map((row) => [row.agency, row.reasons]));
}
