-- The embedded authority signs timestamps and revocation answers, each with a key of its own.
alter table certificates drop constraint certificates_kind_check;
alter table certificates add constraint certificates_kind_check
  check (kind in ('root', 'issuing', 'seal', 'receipt', 'checkpoint', 'timestamp', 'ocsp'));

-- Where in a PKCS#11 token the key of a seal is: module, labels, id, file with the PIN. Never the PIN.
alter table certificates add column token_key jsonb;
alter table certificates add constraint certificates_token_key_check check (token_key is null or holder = 'token');

-- Certificates asked for from outside authorities; the key waits in the key folder or in a token.
create table certificate_requests (
  id uuid primary key,
  agency text not null references agencies (code),
  state text not null default 'pending' check (state in ('pending', 'answered', 'cancelled')),
  public_key text not null,                   -- SHA-256 of the SubjectPublicKeyInfo, hex; also the name of the key file
  token_key jsonb,
  subject text not null,
  der bytea not null,                         -- PKCS#10
  certificate text references certificates (fingerprint),
  created_by text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  check ((state = 'answered') = (certificate is not null))
);
create unique index certificate_requests_pending on certificate_requests (public_key) where state = 'pending';
