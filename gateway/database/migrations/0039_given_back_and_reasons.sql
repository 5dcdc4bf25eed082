-- What the report counts, said anew in two places (the rest of 0027 stands):
-- A document its recipient gave back on the day of its arrival, before it had accepted or refused it, is not waited for any more
-- (given-back, by day of arrival): what was sent by mistake and taken back at once made its recipient late for ever.
-- Why documents went on paper is counted by the measure that counts those documents (sent-paper-state-large), so that a share and its
-- reasons are about the same ones. Counts named reason-* are no more.
create or replace function counts_of_entry(e register_entries)
returns table (agency text, day date, measure text, bucket smallint) language sql stable as $$
  with fact as (
    select d.id is not null as is_electronic, d.origin,
      coalesce(d.metadata->>'paper' = 'follows', false) or e.medium = 'both' as has_paper,
      case when e.book = 'out' then coalesce(d.promulgation_date, (e.entry->>'date')::date)
        else coalesce(vietnam_day(r.inbox_at), (e.entry->>'arrivedOn')::date, vietnam_day(e.created_at)) end as day,
      case when d.id is null then coalesce(e.entry->'toStateAgency' = 'true', false) else (
        select bool_or(is_state_agency(x.agency)) from recipients x where x.document = d.id and x.agency <> d.from_agency)
      end as to_state
    from (select) one
    left join documents d on d.id = e.document and d.state in ('sealed', 'recalled', 'replaced')
    left join recipients r on e.book = 'in' and r.document = d.id and r.agency = e.agency
    where e.state = 'issued')
  select e.agency, f.day, m.measure, 0::smallint
  from fact f
  cross join lateral (select case when not f.is_electronic then 'paper' when f.has_paper then 'both' else 'electronic' end as medium) k
  cross join lateral (select 'sent-' || k.medium || case when f.to_state then '-state' else '-other' end as measure) sent
  cross join lateral (
    select sent.measure where e.book = 'out' and f.to_state is not null union all
    select sent.measure || '-' || (e.entry->>'paperReason')
      where e.book = 'out' and not f.is_electronic and e.entry->>'paperReason' is not null union all
    select 'received-' || k.medium where e.book = 'in' union all
    select 'by-mail' where e.book = 'out' and f.origin = 'mail') m
  where f.day is not null and (f.is_electronic or e.medium = 'paper')
$$;

-- A 15 answers an update, too, which gives nothing back: of a copy that was given back it is the last one, since nothing follows it.
-- Its own time counts; that of the request moves when a recall comes after a replacement.
create or replace function counts_of_status(s statuses)
returns table (agency text, day date, measure text, bucket smallint) language sql stable as $$
  select m.agency, m.day, m.measure, m.bucket
  from recipients r join documents d on d.id = r.document
  cross join lateral (select vietnam_day(r.inbox_at) as arrived, date_trunc('month', vietnam_day(r.inbox_at))::date as month) a
  cross join lateral (
    select s.agency, a.arrived as day, 'arrived' as measure, 0::smallint as bucket where s.code = '01' union all
    select s.agency, a.arrived, 'same-day', 0::smallint where s.code in ('02', '03') and vietnam_day(s.at) = a.arrived union all
    select s.agency, a.arrived, 'given-back', 0::smallint where s.code = '15' and vietnam_day(s.at) = a.arrived
      and r.status = '01' and r.request = 'agreed' and r.request_kind in ('recall', 'replace') and not exists (
        select from statuses l
        where l.document = s.document and l.agency = s.agency and l.code = '15' and (l.at, l.id) > (s.at, s.id)) union all
    select s.agency, a.month, 'deliver-time', time_bucket(s.at - greatest(d.sealed_at, d.dispatch_at)) where s.code = '01' union all
    select s.agency, a.month, 'accept-time', time_bucket(s.at - r.inbox_at) where s.code = '03' union all
    select s.agency, a.month, 'complete-time', time_bucket(s.at - r.inbox_at) where s.code = '06' union all
    select s.author, vietnam_day(s.at), 'by-mail', 0::smallint where s.actor like 'mail:%' or s.actor like 'link:%') m
  where r.document = s.document and r.agency = s.agency and r.inbox_at is not null
$$;

-- Only what is counted otherwise is counted anew. Nothing is written meanwhile; locked in the order in which writers take them.
lock table statuses, register_entries, report_changes, report_counts in share row exclusive mode;
delete from report_changes where measure like 'reason-%';
delete from report_counts where measure like 'reason-%';
insert into report_counts
  select c.agency, c.day, c.measure, c.bucket, count(*) from (
    select c.* from register_entries e cross join lateral counts_of_entry(e) c
    where e.book = 'out' and e.state = 'issued' and e.entry ? 'paperReason' and c.measure like 'sent-paper-%-%' union all
    select c.* from statuses s cross join lateral counts_of_status(s) c where s.code = '15' and c.measure = 'given-back') c
  group by 1, 2, 3, 4;
