-- Mails that come in, what became of each, and the mails that answer them. Originals lie in the blob store under their digest.
create table mailboxes (
  account text primary key,                   -- user@host, as the operator sees it
  uid_validity bigint not null default 0,     -- RFC 3501 section 2.3.1.1
  last_uid bigint not null default 0,         -- up to here every mail is in mails_in
  read_at timestamptz,                        -- when its reader last found it in order; null: never
  holder uuid,                                -- the process that reads it, and how long it may
  holder_until timestamptz,
  fault text                                  -- why it cannot be read; null when it can
);

create table mails_in (
  id uuid primary key,                        -- UUIDv7: the order in which they were taken in
  account text not null,
  sha256 text not null,                       -- of the original, hex
  size bigint not null,
  received_at timestamptz not null,           -- when the mail server took it
  taken_at timestamptz not null default now(),
  state text not null default 'new' check (state in ('new', 'done', 'quarantined', 'awaiting', 'discarded')),
  attempt int not null default 0,             -- fencing token: raised by every claim
  deferrals int not null default 0,
  next_at timestamptz not null default now(),
  lease_until timestamptz,
  kind text,                                  -- what it is (schemas/mail), or `unreadable`
  message_id text,
  sender text,                                -- the address it claims to be from
  subject text not null default '',
  search text not null default '',            -- sender, subject; folded
  agency text references agencies (code),     -- whom it speaks for, once that is proven
  proof text check (proof in ('signature', 'token', 'confirmed', 'operator')),
  signature_sha256 text,                      -- of the S/MIME signature that was believed: it counts once
  result text,                                -- what was done, or why nothing was: a stable code
  detail text,
  document uuid references documents (id),
  delivery uuid references deliveries (id),
  vouched_by text,                            -- who released or confirmed it
  vouched text check (vouched in ('confirmed', 'operator')),
  vouched_at timestamptz,
  finished_at timestamptz,
  original_removed_at timestamptz,            -- removed on purpose (secrecy, CONGVAN_MAIL_KEEP_DAYS): its blob is not missed
  erase_due boolean not null default false,   -- a state secret: its original must go, and goes when this is seen
  unique (account, sha256)
);
create index mails_in_due on mails_in (next_at, id) where state = 'new';
create index mails_in_state on mails_in (state, id desc);
create index mails_in_sha256 on mails_in (sha256);
create index mails_in_finished on mails_in (finished_at) where state in ('done', 'discarded') and original_removed_at is null;
create index mails_in_delivery on mails_in (delivery) where delivery is not null;
create index mails_in_erase on mails_in (id) where erase_due;
-- A document is announced by one mail, also when the same mail comes in twice at the same time.
create unique index mails_in_submitted on mails_in (document) where result = 'submitted';
create index mails_in_sent_under on mails_in (agency, message_id) where result = 'submitted';
create unique index mails_in_signature on mails_in (signature_sha256) where signature_sha256 is not null;

create table mails_out (
  id uuid primary key,
  mail uuid not null references mails_in (id), -- the one it answers
  recipient text not null,                    -- address
  subject text not null,
  search text not null,                       -- recipient, subject; folded
  body jsonb not null,                        -- blocks (gateway/mail/mail-body.ts)
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed')),
  attempt int not null default 0,
  deferrals int not null default 0,
  next_at timestamptz not null default now(),
  lease_until timestamptz,
  reason_code text,
  reason text,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index mails_out_due on mails_out (next_at, id) where state = 'queued';
create index mails_out_state on mails_out (state, id desc);
create index mails_out_mail on mails_out (mail);
create index mails_out_recipient on mails_out (lower(recipient), created_at);

-- The list of mails that went out: deliveries by mail beside the answers above.
create index deliveries_mail on deliveries (id desc) where channel = 'email';
create index deliveries_mail_state on deliveries (state, id desc) where channel = 'email';

-- What a mail asks a person to confirm by a click; the token itself stands in the mail only.
create table mail_confirmations (
  token_sha256 text primary key,              -- hex
  mail uuid not null references mails_in (id),
  agency text not null references agencies (code),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index mail_confirmations_mail on mail_confirmations (mail);

-- By this a reply shows that its writer has our mail to this recipient.
create table answer_tokens (
  token_sha256 text primary key,              -- hex
  delivery uuid not null references deliveries (id),
  document uuid not null references documents (id),
  agency text not null references agencies (code),
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index answer_tokens_delivery on answer_tokens (delivery);

alter table agencies add column mail_policy text not null default 'signed' check (mail_policy in ('signed', 'confirmed'));
