-- What must not be tidied away meanwhile: one document, or what an agency sent and received on some days. Rows are never deleted.
create table holds (
  id uuid primary key,
  document uuid references documents (id),
  agency text references agencies (code),
  from_day date,                              -- in Vietnam, both included
  to_day date,
  reason text not null check (length(reason) between 1 and 500),
  placed_by text not null,
  placed_at timestamptz not null,
  lifted_by text,
  lifted_at timestamptz,
  lifted_reason text check (length(lifted_reason) between 1 and 500),
  check ((document is null) <> (agency is null)),
  check ((agency is null) = (from_day is null) and (agency is null) = (to_day is null)),
  check (from_day <= to_day),
  check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lifted_reason is null))
);
create unique index holds_document on holds (document) where lifted_at is null and document is not null;
create unique index holds_agency on holds (agency, from_day, to_day) where lifted_at is null and agency is not null;

-- An auditor asks for a number in all years and agencies; `7` and `07` are one number.
create index documents_number on documents (ltrim(lower(number), '0'), id desc);
