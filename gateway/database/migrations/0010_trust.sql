-- The trust store has a history: which anchors held when, who changed that, and a version for reports to name.
create table trust_changes (
  version int primary key,                    -- of the trust store from this change on; no gaps
  at timestamptz not null,
  fingerprint text not null references certificates (fingerprint),
  trusted boolean not null,                   -- what it is from then on
  actor text not null,
  reason text
);
create index trust_changes_fingerprint on trust_changes (fingerprint, version);
insert into trust_changes (version, at, fingerprint, trusted, actor, reason)
  select row_number() over (order by created_at, fingerprint), created_at, fingerprint, true, 'system:migration', 'trusted before changes were noted'
  from certificates where trusted;

-- People of an agency sign too, and are no seals.
alter table certificates drop constraint certificates_kind_check;
alter table certificates add constraint certificates_kind_check
  check (kind in ('root', 'issuing', 'seal', 'personal', 'receipt', 'checkpoint', 'timestamp', 'ocsp'));

-- Of each certificate in use that ends soon it is said once for each threshold, whoever looks first.
create table expiry_warnings (
  fingerprint text not null references certificates (fingerprint),
  days int not null,
  warned_at timestamptz not null,
  primary key (fingerprint, days)
);
