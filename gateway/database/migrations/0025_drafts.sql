-- Documents people are writing: what they typed, whom it is for, the files they uploaded. A draft that was sent stays for a day, to lead there.
create table drafts (
  id uuid primary key,
  agency text not null references agencies (code),
  person uuid not null references users (id),         -- who began it
  state text not null default 'editing' check (state in ('editing', 'sending', 'sent')),
  kind text check (kind in ('reply', 'forward', 'update', 'replace')),
  source uuid references documents (id),              -- the document it was begun from
  fields jsonb not null default '{}',                 -- as typed, by name (gateway/drafts/draft.ts)
  origins jsonb not null default '{}',                -- which of them were read from a PDF, and where
  answered jsonb,                                     -- the document that the field `answers` names
  recipients text[] not null default '{}',            -- codes of agencies and names of groups
  touched boolean not null default false,             -- false: opened only; nobody misses it
  confirmed_by uuid references users (id),
  confirmed_as text,                                  -- the actor then, and the role: a deputy confirms for somebody
  confirmed_role text,
  send_at timestamptz,                                -- not sent before: until then it can be taken back
  round int not null default 0,                       -- raised when it comes back: the next submission is another request
  attempt int not null default 0,                     -- fencing token: raised by every claim and when it comes back
  lease_until timestamptz,
  fault_code text,                                    -- why it came back, or is late
  fault_detail text,
  document uuid references documents (id),            -- what it became
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index drafts_agency on drafts (agency, updated_at desc) where state <> 'sent' and touched;
create index drafts_due on drafts (send_at) where state = 'sending';
create index drafts_updated on drafts (updated_at);
create index drafts_source on drafts (source) where source is not null;

create table draft_files (
  draft uuid not null references drafts (id) on delete cascade,
  id uuid not null,                                   -- chosen by the browser, so that a repeat begins nothing new
  name text not null,
  size bigint not null,
  received bigint not null default 0,                 -- so many of its first bytes are durable
  sha256 text,                                        -- hex, once it is whole and was looked at
  findings jsonb,                                     -- what was found in it (gateway/drafts/examine-file.ts)
  created_at timestamptz not null,
  primary key (draft, id)
);
create unique index draft_files_name on draft_files (draft, lower(name));
