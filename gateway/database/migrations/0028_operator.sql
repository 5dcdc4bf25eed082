-- What the operator's pages need: limits for agencies, a CSV file that waits for its confirmation, the operator's own events.
alter table agencies add column quota_day bigint check (quota_day > 0);     -- bytes of containers in a day of Vietnam; null: no limit
alter table agencies add column quota_month bigint check (quota_month > 0); -- in a calendar month of Vietnam

-- A directory file between its preview and its confirmation; forgotten after a day.
create table agency_imports (
  id uuid primary key,
  content bytea not null,
  created_by text not null,
  created_at timestamptz not null default now()
);

-- What was changed about the gateway itself is looked for newest first, among millions of events of documents.
create index events_operation on events (id) where document is null;
