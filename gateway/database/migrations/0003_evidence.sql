-- What can be proven: events, the Merkle log over them, signed checkpoints.

create table events (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  document uuid references documents (id),
  agencies text[] not null,                   -- who may see it in their changes feed
  payload jsonb not null,
  salt bytea not null,
  payload_sha256 bytea not null,              -- SHA-256(salt ‖ canonical payload): the payload can be purged, the tree stays
  position bigint unique                      -- leaf index, given by the sequencer; null until then
);
create index events_unsequenced on events (id) where position is null;
create index events_document on events (document, id) where document is not null;
create index events_agencies on events using gin (agencies) where position is not null;

-- Complete subtrees of the tree (RFC 9162): node (level, index) covers leaves index*2^level … (index+1)*2^level - 1.
create table log_nodes (
  level smallint not null,
  index bigint not null,
  hash bytea not null,
  primary key (level, index)
);

create table checkpoints (
  size bigint primary key,
  root bytea not null,
  note text not null,                         -- signed note, C2SP tlog-checkpoint
  at timestamptz not null default now()
);
