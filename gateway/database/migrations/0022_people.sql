-- How people sign in, what keeps guessers slow, and who looked at which document.
alter table users add column subject text unique;   -- the account at the OpenID provider (claim `sub`)
create index users_email_folded on users (lower(email));

create table passwords (
  person uuid primary key references users (id),
  hash text not null,                         -- argon2id, in its own text form with salt and cost (RFC 9106)
  set_at timestamptz not null
);

create table second_factors (
  person uuid primary key references users (id),
  secret bytea not null,                      -- RFC 6238 key, encrypted under the key passphrase (certs/keys/secret-box)
  confirmed_at timestamptz,                   -- null: shown, not yet proven to work; not asked for
  last_step bigint not null default 0         -- a code counts once: later steps only
);

create table recovery_codes (
  person uuid not null references users (id),
  hash bytea not null,                        -- SHA-256 of the 80-bit random code
  used_at timestamptz,
  primary key (person, hash)
);

create table sessions (
  id uuid primary key,                        -- what its owner sees; opens nothing
  hash bytea not null unique,                 -- SHA-256 of the 256-bit random token in the cookie
  person uuid not null references users (id),
  state text not null check (state in ('second-factor', 'open')),
  method text not null check (method in ('password', 'totp', 'recovery', 'openid')),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,            -- its absolute end; the idle end follows from last_seen_at
  address text not null,
  agent text not null
);
create index sessions_person on sessions (person, created_at desc);

-- Browsers somebody signed in from: guesses by strangers do not keep them out (gateway/identity/sign-in-limits.ts).
create table known_browsers (
  hash bytea not null,                        -- SHA-256 of the 256-bit random token in the cookie
  person uuid not null references users (id),
  last_used_at timestamptz not null,
  primary key (hash, person)
);

-- Attempts counted in fixed windows.
create table sign_in_attempts (
  bucket text primary key,
  attempts int not null,
  until timestamptz not null
);
create index sign_in_attempts_until on sign_in_attempts (until);

-- Who looked at what of a document. Changes are events.
create table document_views (
  id bigint generated always as identity primary key,
  document uuid not null references documents (id),
  person uuid not null references users (id),
  agency text references agencies (code),     -- null: an auditor
  part text not null,                         -- what was looked at: document, container, file/1, …
  address text not null,
  viewed_at timestamptz not null
);
create index document_views_document on document_views (document, id);
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are only ever added', tg_table_name;
end $$;
create trigger document_views_append_only before update or delete on document_views
  for each statement execute function refuse_change();
