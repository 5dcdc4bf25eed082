-- The embedded authority signs timestamps and revocation answers, each with a key of its own.
alter table certificates drop constraint certificates_kind_check;
alter table certificates add constraint certificates_kind_check
  check (kind in ('root', 'issuing', 'seal', 'receipt', 'checkpoint', 'timestamp', 'ocsp'));
