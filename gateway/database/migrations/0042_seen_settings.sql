-- What each kind of process was last started with: what differs at its next start is an event.
create table seen_settings (
  process text primary key,
  settings jsonb,
  started_at timestamptz not null default now()
);
