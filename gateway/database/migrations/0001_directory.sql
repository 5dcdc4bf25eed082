-- Who takes part: agencies, groups, keys, tokens, settings.

create table agencies (
  code text primary key check (length(code) between 1 and 35),
  name text not null check (length(name) between 1 and 200),
  search text not null,                       -- name and codes, folded: lower case, no diacritics
  parent text references agencies (code),
  email text,
  channel text not null default 'local' check (channel in ('local', 'email', 'webhook', 'peer', 'vxp')),
  numbering text not null default 'gateway' check (numbering in ('gateway', 'agency')),
  valid_from date,
  valid_to date,                              -- last day on which it takes part
  successor text references agencies (code),  -- set by a merger
  demonstration boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index agencies_parent on agencies (parent);

create table agency_aliases (
  alias text primary key check (length(alias) between 1 and 35),
  agency text not null references agencies (code),
  valid_from date,
  valid_to date
);
create index agency_aliases_agency on agency_aliases (agency);

create table groups (
  name text primary key,
  title text not null,
  created_at timestamptz not null default now()
);
create table group_members (
  group_name text not null references groups (name) on delete cascade,
  agency text not null references agencies (code),
  primary key (group_name, agency)
);

-- How a webhook agency is reached. Secrets are encrypted with the key passphrase (certs/keys).
create table webhooks (
  agency text primary key references agencies (code),
  url text not null,
  payload text not null default 'container' check (payload in ('container', 'notice')),
  secret bytea not null,
  previous_secret bytea,
  previous_secret_until timestamptz,
  updated_at timestamptz not null default now()
);

create table channel_pauses (
  channel text primary key,
  paused_by text not null,
  reason text,
  paused_at timestamptz not null default now()
);

create table tokens (
  id uuid primary key,
  name text not null,
  hash bytea not null unique,                 -- SHA-256 of the 256-bit random token
  scopes text[] not null,
  agencies text[] not null default '{}',      -- empty for operator and auditor tokens
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

create table users (
  id uuid primary key,
  name text not null,
  email text not null unique,
  role text not null check (role in ('clerk', 'leader', 'administrator', 'operator', 'auditor')),
  agency text references agencies (code),
  demonstration boolean not null default false,
  created_at timestamptz not null default now(),
  closed_at timestamptz
);

create table certificates (
  fingerprint text primary key,               -- SHA-256 of the DER, hex; also the name of the key file
  kind text not null check (kind in ('root', 'issuing', 'seal', 'receipt', 'checkpoint')),
  agency text references agencies (code),     -- for seals
  holder text not null check (holder in ('gateway', 'agency', 'token')),
  subject text not null,
  serial text not null,
  issuer text references certificates (fingerprint),
  not_before timestamptz not null,
  not_after timestamptz not null,
  der bytea not null,
  chain bytea[] not null default '{}',        -- issuers of an imported certificate, nearest first
  trusted boolean not null default false,     -- a trust anchor of this gateway
  revoked_at timestamptz,
  revocation_reason text,
  created_at timestamptz not null default now()
);
create index certificates_agency on certificates (agency, not_after desc) where kind = 'seal';
create index certificates_serial on certificates (issuer, serial);

create table crls (
  issuer text not null references certificates (fingerprint),
  number bigint not null,
  this_update timestamptz not null,
  next_update timestamptz not null,
  der bytea not null,
  primary key (issuer, number)
);

create table settings (
  name text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
