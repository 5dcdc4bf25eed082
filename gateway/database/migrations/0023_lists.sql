-- What the lists of people need: by day, what is still to be done, what nobody has opened yet. Each partial index is small, so that the
-- counts beside the lists stay cheap whatever the archive's size.
alter table recipients add column due_date date;             -- of the document: here for the index of deadlines
alter table recipients add column read_at timestamptz;       -- when somebody of the recipient first opened it
alter table recipients add column noted_at timestamptz;      -- when the sender called its trouble (refused, not delivered) dealt with
update recipients r set due_date = d.due_date from documents d where d.id = r.document and d.due_date is not null;
update recipients r set read_at = v.at
  from (select document, agency, min(viewed_at) as at from document_views where agency is not null group by document, agency) v
  where v.document = r.document and v.agency = r.agency;

-- The day people here file it under.
alter table recipients add column inbox_day date
  generated always as ((inbox_at at time zone 'Asia/Ho_Chi_Minh')::date) stored;
-- What the recipient still has to do: one thing at a time.
alter table recipients add column todo text generated always as (case
  when inbox_at is null then null
  when request = 'pending' then 'answer'
  when request = 'agreed' and request_kind <> 'update' then null
  when status = '01' then 'accept'
  when status in ('03', '04', '05') then 'process' end) stored;

create index recipients_day on recipients (agency, inbox_day desc, attention desc, inbox_at desc, document desc)
  where inbox_at is not null;
create index recipients_todo on recipients (agency, todo, inbox_day desc, attention desc, inbox_at desc, document desc)
  where todo in ('accept', 'answer');
create index recipients_unread on recipients (agency, inbox_day desc, attention desc, inbox_at desc, document desc)
  where read_at is null and status = '01';
create index recipients_urgent_todo on recipients (agency, inbox_day desc, attention desc, inbox_at desc, document desc)
  where urgency > 0 and todo is not null;
create index recipients_deadline on recipients (agency, todo, due_date) where due_date is not null and todo is not null;
create index recipients_refused on recipients (from_agency, document desc)
  where status = '02' and noted_at is null and request is distinct from 'agreed';
create index deliveries_troubled on deliveries (from_agency, document)
  where kind = 'document' and (state = 'failed' or (state = 'queued' and deferrals > 0));

-- A person's names for filters: found again beside the tabs.
create table saved_filters (
  id uuid primary key,
  person uuid not null references users (id),
  box text not null check (box in ('in', 'out')),
  name text not null check (length(name) between 1 and 60),
  query text not null,                        -- as it stands in the address of the list, in its canonical order
  created_at timestamptz not null
);
create unique index saved_filters_name on saved_filters (person, box, lower(name));
