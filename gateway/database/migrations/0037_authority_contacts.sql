-- How timestamp authorities and OCSP responders answered last.
create table authority_contacts (
  kind text not null check (kind in ('timestamp', 'ocsp')),
  address text not null,
  succeeded_at timestamptz,
  failed_at timestamptz,
  fault text,                                 -- of the last failure
  primary key (kind, address),
  check ((failed_at is null) = (fault is null) and coalesce(succeeded_at, failed_at) is not null)
);
