-- Documents and what happens to them. States and moves: gateway/documents/lifecycle.ts.

create table documents (
  id uuid primary key,                        -- UUIDv7: sorts by time of submission
  document_id text not null,                  -- edXML DocumentId: organ,yyyy/MM/dd,number/notation
  from_agency text not null references agencies (code),
  state text not null check (state in ('sealing', 'sealed', 'recalled', 'replaced', 'cancelled')),
  origin text not null check (origin in ('api', 'edxml', 'container', 'mail', 'web', 'cli')),
  business_type smallint not null default 0 check (business_type between 0 and 3),
  affects uuid references documents (id),     -- the document an update or replacement is about
  type text not null,
  number text not null,
  notation text not null,
  year int not null,
  subject text not null,
  search text not null,                       -- subject, code, type, signer, agencies; folded
  promulgation_date date not null,
  due_date date,
  urgency smallint not null,                  -- 0 normal … 4 express-timed (edXML Priority)
  metadata jsonb not null,
  idempotency_key text,
  body_sha256 bytea not null,                 -- over metadata and file digests: the same request again has the same
  sealing_attempt int not null default 1,     -- fencing token of the process that seals
  sealing_until timestamptz,                  -- after this another process may take the sealing over
  container_sha256 text,
  container_size bigint,
  dispatch_at timestamptz,                    -- end of the undo window
  submitted_by text not null,                 -- token or user
  created_at timestamptz not null default now(),
  sealed_at timestamptz
);
create unique index documents_idempotency on documents (from_agency, idempotency_key) where idempotency_key is not null;
create index documents_out on documents (from_agency, id desc) where state <> 'sealing';
create index documents_document_id on documents (document_id);
create index documents_body on documents (from_agency, body_sha256);
create index documents_sealing on documents (sealing_until) where state = 'sealing';
create index documents_container on documents (container_sha256);
create index documents_affects on documents (affects) where affects is not null;

create table files (
  document uuid not null references documents (id),
  n int not null,                             -- 1..
  name text not null,
  media_type text not null,                   -- sniffed
  size bigint not null,
  sha256 text not null,
  "offset" bigint not null,                   -- of the stored bytes inside the container
  primary key (document, n)
);

create table recipients (
  document uuid not null references documents (id),
  agency text not null references agencies (code),
  status text,                                -- edXML status; null until it arrived
  status_at timestamptz,
  request text check (request in ('pending', 'agreed', 'refused')),
  request_kind text check (request_kind in ('recall', 'update', 'replace')),
  request_at timestamptz,
  inbox_at timestamptz,                       -- when it became visible to the recipient
  from_agency text not null,
  urgency smallint not null,
  primary key (document, agency)
);
create index recipients_inbox on recipients (agency, document desc) where inbox_at is not null;
create index recipients_inbox_status on recipients (agency, status, document desc) where inbox_at is not null;

-- One row per move; the sealed message itself lives here because it is small.
create table statuses (
  id uuid primary key,
  document uuid not null references documents (id),
  agency text not null references agencies (code),   -- the recipient whose status it is about
  author text not null references agencies (code),   -- who declares it
  code text not null check (code in ('01', '02', '03', '04', '05', '06', '13', '15', '16')),
  reason text,
  staff jsonb,
  actor text not null,
  at timestamptz not null,
  message bytea not null,                     -- sealed ASiC-E
  message_sha256 text not null
);
create index statuses_document on statuses (document, at);

create table deliveries (
  id uuid primary key,                        -- UUIDv7: the order of the road to one recipient
  document uuid not null references documents (id),
  recipient text not null references agencies (code), -- the recipient row concerned
  kind text not null check (kind in ('document', 'status')),
  status uuid references statuses (id),
  target text not null references agencies (code),    -- who gets it: the recipient, or the sender for a status
  channel text not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'delivered', 'failed', 'cancelled')),
  attempt int not null default 0,             -- fencing token: raised by every claim
  deferrals int not null default 0,
  urgency smallint not null,
  from_agency text not null,                  -- for fairness
  next_at timestamptz not null default now(),
  lease_until timestamptz,
  expires_at timestamptz not null,
  reason_code text,
  reason text,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index deliveries_due on deliveries (urgency desc, next_at, id) where state = 'queued';
create index deliveries_leased on deliveries (lease_until) where state = 'sending';
create index deliveries_road on deliveries (document, recipient, target, id);
create index deliveries_state on deliveries (state, id desc) where state in ('failed', 'sending', 'sent', 'queued');

create table delivery_attempts (
  delivery uuid not null references deliveries (id),
  attempt int not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  outcome text not null check (outcome in ('accepted', 'deferred', 'refused', 'lost')),
  detail text,
  primary key (delivery, attempt)
);

-- The yearly books. A number is taken by raising the counter and writing its entry in one transaction: no gaps.
create table register_counters (
  agency text not null references agencies (code),
  book text not null check (book in ('out', 'in')),
  year int not null,
  series text not null default '',
  last int not null default 0,
  primary key (agency, book, year, series)
);
create table register_entries (
  id uuid primary key,
  agency text not null references agencies (code),
  book text not null check (book in ('out', 'in')),
  year int not null,
  series text not null default '',
  number text not null,
  ordinal int,                                -- position in the counter; null when the agency gives its own numbers
  notation text not null default '',
  state text not null check (state in ('reserved', 'issued', 'cancelled')),
  medium text not null default 'electronic' check (medium in ('electronic', 'paper', 'both')),
  document uuid references documents (id),
  entry jsonb not null default '{}',          -- columns of the decree not derived from the document
  created_by text not null,
  created_at timestamptz not null default now(),
  cancelled_at timestamptz,
  cancelled_reason text
);
create unique index register_ordinal on register_entries (agency, book, year, series, ordinal) where ordinal is not null;
create unique index register_number on register_entries (agency, year, lower(number), lower(notation))
  where book = 'out' and state <> 'cancelled';
create index register_document on register_entries (document);
create index register_list on register_entries (agency, book, year, id);
