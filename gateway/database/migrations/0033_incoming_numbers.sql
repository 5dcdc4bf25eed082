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
