/**
 * Fills the registers and statuses of an archive (fill-archive.ts): every document entered, one entry in nine on paper only, one in ten
 * with paper; arrivals and acceptances of each first recipient. Rows as the gateway would have written them; the report's figures are
 * counted afterwards.
 */
import type pg from 'pg';

/** For documents `from`..`to` that lie in the archive. */
export async function fillBooks(client: pg.Client, from: number, to: number): Promise<void> {
  await client.query('alter table register_entries disable trigger user');
  await client.query('alter table statuses disable trigger user');
  await client.query(
    `insert into register_entries (id, agency, book, year, number, notation, state, medium, document, entry, created_by)
     select gen_random_uuid(), d.from_agency, 'out', 2016, d.number, d.notation, 'issued',
       case when d.number::int % 9 = 0 then 'paper' when d.number::int % 10 = 0 then 'both' else 'electronic' end,
       case when d.number::int % 9 = 0 then null else d.id end,
       case when d.number::int % 9 = 0
         then jsonb_build_object('date', d.promulgation_date, 'toStateAgency', true, 'paperReason', 'large') else '{}'::jsonb end, 'system:bench'
     from documents d where d.number::int between $1 and $2`,
    [from, to],
  );
  await client.query(
    `insert into statuses (id, document, agency, author, code, actor, at, message, message_sha256)
     select gen_random_uuid(), d.id, r.agency, r.agency, s.code, 'system:bench', d.sealed_at + s.after, '', ''
     from documents d
     cross join lateral (select agency from recipients where document = d.id order by agency limit 1) r
     cross join lateral (values ('01', interval '3 s'), ('03', make_interval(secs => 60 + d.number::int % 90000))) as s(code, after)
     where d.number::int between $1 and $2`,
    [from, to],
  );
  await client.query(
    "update recipients r set inbox_at = d.sealed_at + interval '3 s' from documents d where d.id = r.document and d.number::int between $1 and $2",
    [from, to],
  );
  await client.query('alter table register_entries enable trigger user');
  await client.query('alter table statuses enable trigger user');
}
