-- Nobody is told of a document before it has arrived, and nobody of what concerns another recipient only. Who sees an event is not
-- part of its leaf in the log, so events written before this rule are narrowed to it.
update events e set agencies = array[d.from_agency] from documents d
where d.id = e.document and e.kind in ('request.opened', 'document.recalled', 'document.replaced');

update events e set agencies = array(
  select a from unnest(e.agencies) a where not exists (
    select from recipients r where r.document = e.document and r.agency = a and r.from_agency <> a
      and (r.inbox_at is null or r.inbox_at > e.at)))
where e.document is not null and e.kind like 'delivery.%' and cardinality(e.agencies) > 1;

-- Number and notation are unique per agency and year, whatever the series. A reservation whose notation is still open counts only
-- for its own series (register_ordinal) until a document gives it one.
drop index register_number;
create unique index register_number on register_entries (agency, year, ltrim(lower(number), '0'), lower(notation))
  where book = 'out' and state <> 'cancelled' and not (state = 'reserved' and document is null and notation = '');

-- Which worker processes are alive: each says every few seconds that it is, and whether it is well.
create table worker_heartbeats (
  id uuid primary key,
  host text not null,
  pid int not null,
  healthy boolean not null,
  started_at timestamptz not null default now(),
  beat_at timestamptz not null default now()
);
