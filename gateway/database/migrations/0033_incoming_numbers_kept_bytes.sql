-- An incoming number is given once in a series of an agency's year, also by two people at the same moment. What was given twice before
-- this stays as the book shows it; only the first of them keeps others from taking the number.
alter table register_entries add column number_shared boolean not null default false;
update register_entries e set number_shared = true
where e.book = 'in' and e.state <> 'cancelled' and exists (
  select from register_entries o
  where o.book = 'in' and o.state <> 'cancelled' and o.agency = e.agency and o.year = e.year and o.series = e.series
    and ltrim(lower(o.number), '0') = ltrim(lower(e.number), '0') and (o.created_at, o.id) < (e.created_at, e.id));
create unique index register_incoming_number on register_entries (agency, year, series, ltrim(lower(number), '0'))
  where book = 'in' and state <> 'cancelled' and not number_shared;

-- The first number behind `last` that nobody has typed by hand. Volatile on purpose: it sees what was written while its caller waited.
create function next_incoming_number(of_agency text, of_year int, of_series text, last int) returns int language sql as $$
  with recursive step (n) as (
    select last + 1
    union all
    select n + 1 from step where exists (
      select from register_entries
      where agency = of_agency and year = of_year and series = of_series and ltrim(lower(number), '0') = n::text
        and book = 'in' and state <> 'cancelled' and not number_shared))
  select max(n) from step
$$;

-- How much of an agency's documents may be kept here, beside what it may send in a day and a month (0028).
alter table agencies add column quota_total bigint check (quota_total > 0);
-- Bytes of its containers up to an id, so that asking for all of them reads the newest documents only; renewed by who asks.
create table agency_storage (
  agency text primary key references agencies (code),
  through uuid not null,
  bytes bigint not null
);

-- An address that is another agency's account: whoever adds it for an agency must not learn that. The person stands in their list, and
-- cannot sign in: the address leads to the account that has it.
alter table users add column is_doubled boolean not null default false;
alter table users drop constraint users_email_key;
create unique index users_email on users (email) where not is_doubled;

-- How timestamp authorities and OCSP responders answered last.
create table authority_contacts (
  kind text not null check (kind in ('timestamp', 'ocsp')),
  address text not null,
  succeeded_at timestamptz,
  failed_at timestamptz,
  fault text,                                 -- of the last failure
  primary key (kind, address),
  check ((failed_at is null) = (fault is null) and coalesce(succeeded_at, failed_at) is not null)
);
