-- Mails to agencies of the channel email: the key that signs them, and links in place of containers that are too large for a mail.
alter table certificates drop constraint certificates_kind_check;
alter table certificates add constraint certificates_kind_check
  check (kind in ('root', 'issuing', 'seal', 'personal', 'receipt', 'checkpoint', 'timestamp', 'ocsp', 'mail'));

create table mail_links (
  token_sha256 text primary key,              -- hex; the token itself stands in the mail only
  document uuid not null references documents (id),
  agency text not null references agencies (code),
  delivery uuid not null references deliveries (id),
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index mail_links_expiry on mail_links (expires_at);
