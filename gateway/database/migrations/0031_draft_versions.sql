-- Two people at one draft: its version rises with every change a person makes to its fields, and what each held before is kept.
alter table drafts add column version int not null default 0;
create table draft_changes (
  draft uuid not null references drafts (id) on delete cascade,
  version int not null,                               -- of the draft, after the change
  field text not null,
  before text not null,                               -- as it was typed; empty for nothing
  person uuid not null references users (id),
  at timestamptz not null,
  primary key (draft, version, field)
);
