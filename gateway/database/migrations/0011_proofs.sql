-- What keeps a seal provable after its certificates have ended: timestamps and revocation data, obtained after the document was sent.

-- One row a document. A document that never needed one (reserved, cancelled) has none.
create table proofs (
  document uuid primary key references documents (id),
  state text not null default 'pending' check (state in ('pending', 'timestamped', 'complete', 'unsupported')),
  attempt int not null default 0,             -- fencing token: raised by every claim
  failures int not null default 0,            -- since the last step that succeeded
  next_at timestamptz not null default now(), -- next step due; while one is under way, when it is given up
  reason text,                                -- why the last step failed, or why there will be no proof
  proven_at timestamptz,                      -- time of the timestamp over the seal
  updated_at timestamptz not null default now()
);
create index proofs_due on proofs (next_at, document) where state <> 'unsupported';
create index proofs_open on proofs (state) where state in ('pending', 'timestamped');

-- Each item once: many documents share a revocation list.
create table evidence (
  sha256 bytea primary key,
  kind text not null check (kind in ('timestamp', 'archive', 'certificate', 'crl', 'ocsp')),
  der bytea not null,
  created_at timestamptz not null default now()
);
create table proof_evidence (
  document uuid not null references proofs (document),
  ordinal int not null,                       -- the order in which items are added to the signature
  evidence bytea not null references evidence (sha256),
  primary key (document, ordinal)
);

insert into proofs (document) select id from documents where state not in ('sealing', 'cancelled');
