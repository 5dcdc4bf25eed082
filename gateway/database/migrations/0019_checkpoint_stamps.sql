-- Timestamps over checkpoints of the log: whatever an event names existed then, also when the key that sealed it has ended since.

create table checkpoint_stamps (
  size bigint primary key references checkpoints (size),
  token bytea not null,                       -- RFC 3161 TimeStampToken over the SHA-256 of the checkpoint's note
  at timestamptz not null                     -- when it was obtained
);
create index checkpoint_stamps_at on checkpoint_stamps (at);

-- What shows that the keys which sealed messages since the stamp before were good at that time; nobody can obtain it later.
create table checkpoint_evidence (
  size bigint not null references checkpoint_stamps (size),
  evidence bytea not null references evidence (sha256),
  primary key (size, evidence)
);

-- A stamp is an event itself: later stamps show that it is older than the end of its authority.
create index events_stamped on events ((payload->>'token')) where kind = 'log.stamped';

-- Who sealed since when: asked at every stamp.
create index events_sealed on events (position) where kind in ('status.declared', 'request.answered');
