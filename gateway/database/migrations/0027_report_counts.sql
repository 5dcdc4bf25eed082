-- The report's figures kept as they arise, so that a report over a million documents adds up days instead of documents. Whatever
-- changes a fact writes how the counts change in the same transaction; a worker folds the changes into the counts. A report adds both
-- up in one snapshot, so it is exact at any moment. What counts as what is said here and nowhere else.

create table report_counts (
  agency text not null references agencies (code),
  day date not null,                          -- in Vietnam; of times the first of the month
  measure text not null,                      -- sent-*, received-*, reason-*, arrived, same-day, *-time, by-mail
  bucket smallint not null,                   -- of times: time_bucket; 0 otherwise
  count int not null,
  primary key (agency, day, measure, bucket)
);
create table report_changes (
  agency text not null,
  day date not null,
  measure text not null,
  bucket smallint not null,
  change smallint not null
);

-- Codes outside the state are those of the Party (A) and of political and social organisations (I, J): Decision 20/2020/QĐ-TTg,
-- groups of level 1, in both official forms. A code of another shape counts as a state agency: the directory took it in.
create function is_state_agency(code text) returns boolean language sql immutable
  return code !~ '^([AIJ]\d{2}(\.|$)|\d{3}\.\d{2}\.\d{2}\.[AIJ]\d{2}$)';

create function vietnam_day(at timestamptz) returns date language sql stable
  return (at at time zone 'Asia/Ho_Chi_Minh')::date;

-- Twenty steps for each factor e: what lies in one step differs by 5 %. exp((bucket + 0.5) / 20) leads back to seconds.
create function time_bucket(span interval) returns smallint language sql immutable
  return floor(ln(greatest(extract(epoch from span), 1)) * 20)::smallint;

-- What an entry of a register counts for. A document has state agencies among its recipients or only others ("other"); what an agency
-- sends to nobody but itself does not count. Never changes for a document once it is sealed, whatever becomes of it.
create function counts_of_entry(e register_entries)
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
  cross join lateral (
    select 'sent-' || k.medium || case when f.to_state then '-state' else '-other' end as measure
    where e.book = 'out' and f.to_state is not null union all
    select 'received-' || k.medium where e.book = 'in' union all
    select 'reason-' || (e.entry->>'paperReason') where e.book = 'out' and not f.is_electronic and e.entry ? 'paperReason' union all
    select 'by-mail' where e.book = 'out' and f.origin = 'mail') m
  where f.day is not null and (f.is_electronic or e.medium = 'paper')
$$;

-- What a status counts for: arrival, acknowledgement on the same day (Decree 30/2020/NĐ-CP article 21), times, and who acts by mail.
create function counts_of_status(s statuses)
returns table (agency text, day date, measure text, bucket smallint) language sql stable as $$
  select m.agency, m.day, m.measure, m.bucket
  from recipients r join documents d on d.id = r.document
  cross join lateral (select vietnam_day(r.inbox_at) as arrived, date_trunc('month', vietnam_day(r.inbox_at))::date as month) a
  cross join lateral (
    select s.agency, a.arrived as day, 'arrived' as measure, 0::smallint as bucket where s.code = '01' union all
    select s.agency, a.arrived, 'same-day', 0::smallint where s.code in ('02', '03') and vietnam_day(s.at) = a.arrived union all
    select s.agency, a.month, 'deliver-time', time_bucket(s.at - greatest(d.sealed_at, d.dispatch_at)) where s.code = '01' union all
    select s.agency, a.month, 'accept-time', time_bucket(s.at - r.inbox_at) where s.code = '03' union all
    select s.agency, a.month, 'complete-time', time_bucket(s.at - r.inbox_at) where s.code = '06' union all
    select s.author, vietnam_day(s.at), 'by-mail', 0::smallint where s.actor like 'mail:%' or s.actor like 'link:%') m
  where r.document = s.document and r.agency = s.agency and r.inbox_at is not null
$$;

create function note_entry_counts() returns trigger language plpgsql as $$
begin
  insert into report_changes
    select c.agency, c.day, c.measure, c.bucket, -1 from counts_of_entry(old) c where tg_op <> 'INSERT' union all
    select c.agency, c.day, c.measure, c.bucket, 1 from counts_of_entry(new) c;
  return null;
end $$;
create function note_status_counts() returns trigger language plpgsql as $$
begin
  insert into report_changes select c.agency, c.day, c.measure, c.bucket, 1 from counts_of_status(new) c;
  return null;
end $$;

-- After the statement: the same one writes documents, recipients and entries.
create trigger register_entries_insert_counts after insert on register_entries
  for each row when (new.state = 'issued') execute function note_entry_counts();
create trigger register_entries_update_counts after update on register_entries
  for each row when (old.state = 'issued' or new.state = 'issued') execute function note_entry_counts();
create trigger statuses_counts after insert on statuses
  for each row execute function note_status_counts();

insert into report_counts
  select c.agency, c.day, c.measure, c.bucket, count(*) from (
    select c.* from register_entries e cross join lateral counts_of_entry(e) c union all
    select c.* from statuses s cross join lateral counts_of_status(s) c) c
  group by 1, 2, 3, 4;

-- Answers to a document, for the follow-up book: found by the agency they answer.
create index documents_answers on documents using gin ((metadata->'responseFor') jsonb_path_ops)
  where metadata->'responseFor' <> '[]' and state in ('sealed', 'recalled', 'replaced');

alter table register_entries add column cancelled_by text; -- token or user; null for what the gateway cancelled by itself
