/**
 * Fills a gateway's database with as many documents as a province has after years: rows only, as the gateway would have written them,
 * without containers. UUIDs grow with time, as UUIDv7 do.
 */
import type pg from 'pg';

const columns = `id, document_id, from_agency, state, origin, type, number, notation, year, subject, search, promulgation_date, urgency,
  metadata, body_sha256, container_sha256, container_size, dispatch_at, submitted_by, created_at, sealed_at, due_date`;

const topics = [
  ['gửi, nhận văn bản điện tử', 'gui, nhan van ban dien tu'],
  ['dự toán ngân sách', 'du toan ngan sach'],
  ['phòng chống dịch bệnh', 'phong chong dich benh'],
  ['xây dựng nông thôn mới', 'xay dung nong thon moi'],
  ['tuyển sinh đầu cấp', 'tuyen sinh dau cap'],
  ['an toàn giao thông', 'an toan giao thong'],
  ['cải cách hành chính', 'cai cach hanh chinh'],
] as const;

/** A UUIDv7-like id from a number: the same order. */
const idOf = (n: string) =>
  `(lpad(to_hex(1700000000000 + ${n}), 12, '0') || '7000' || '8000' || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** Two a minute, up to now for the millionth: lists have many days. */
const timeOf = (n: string) => `now() - (1000000 - ${n}) * interval '30 seconds'`;

/** One in ten has a deadline, ten days later. */
const dueOf = (n: string) => `case when ${n} % 10 = 0 then (${timeOf(n)})::date + 10 end`;

/** Documents `from`..`to`, from 20 departments in turn, each with two recipients; one in fifty is urgent and unanswered. */
export async function fillArchive(client: pg.Client, from: number, to: number): Promise<void> {
  await client.query(
    `insert into documents (${columns})
     select ${idOf('n')}, 'H30,' || n, sender, 'sealed', 'api', 'CV', n::text, 'STTTT-VP', 2016, subject, folded, date '2016-01-01' + (n % 365)::int,
       case when n % 50 = 0 then 2 else 0 end, '{}'::jsonb, decode(md5(n::text), 'hex'), null, 1000, now(), 'system:bench',
       ${timeOf('n')}, ${timeOf('n')}, ${dueOf('n')}
     from (select n, 'H30.' || lpad((1 + n % 19)::text, 2, '0') as sender,
        'Về việc ' || t.vi || ' số ' || n as subject, 've viec ' || t.folded || ' so ' || n || ' so thong tin va truyen thong' as folded
      from generate_series($1::bigint, $2::bigint) as n
      join unnest($3::text[], $4::text[]) with ordinality as t(vi, folded, i) on t.i = 1 + n % array_length($3::text[], 1)) as made`,
    [from, to, topics.map(([vi]) => vi), topics.map(([, folded]) => folded)],
  );
  await client.query(
    `insert into recipients (document, agency, status, status_at, inbox_at, from_agency, urgency, due_date)
     select d.id, r.agency, case when d.urgency > 0 then '01' else '03' end, now(), d.sealed_at, d.from_agency, d.urgency, d.due_date
     from (select n, ${idOf('n')} as id from generate_series($1::bigint, $2::bigint) as n) g
     join documents d on d.id = g.id
     cross join lateral (select 'H30.' || lpad((1 + (n + k) % 19)::text, 2, '0') as agency from generate_series(1, 2) as k) r`,
    [from, to],
  );
}
