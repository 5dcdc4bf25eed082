-- Which agencies get their mails encrypted, and the certificates they are encrypted for.
alter table agencies add column mail_protection text not null default 'signed' check (mail_protection in ('signed', 'encrypted'));
alter table certificates drop constraint certificates_kind_check;
alter table certificates add constraint certificates_kind_check
  check (kind in ('root', 'issuing', 'seal', 'personal', 'encryption', 'receipt', 'checkpoint', 'timestamp', 'ocsp', 'mail'));
