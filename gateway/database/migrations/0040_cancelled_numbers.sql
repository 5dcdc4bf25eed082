-- A number that stands in a book as cancelled is not given again. The counter steps over all of them. Nobody types one either, except
-- what an agency had typed itself and what reached nobody: a paper document entered by hand, a document with a number of the agency's
-- own that was never sealed. That is the same document entered once more.

-- A place the counter stepped over was never given: the entry it stepped over stands for the number.
update register_entries set number_shared = true
where state = 'cancelled' and cancelled_reason = 'Số này đã dùng cho văn bản khác cùng ký hiệu (in use by another entry)';

create index register_cancelled on register_entries (agency, book, year, ltrim(lower(number), '0')) where state = 'cancelled';

-- What was reserved with its notation left open would have fitted any notation, in its own series.
create function is_cancelled_number(
  of_agency text, of_book text, of_year int, of_series text, of_number text, of_notation text, by_counter boolean
) returns boolean language sql stable as $$
  select exists (
    select from register_entries e
    where e.agency = of_agency and e.book = of_book and e.year = of_year
      and ltrim(lower(e.number), '0') = ltrim(lower(of_number), '0') and e.state = 'cancelled' and not e.number_shared
      and case when e.book = 'in' or (e.notation = '' and e.entry ? 'reservation') then e.series = of_series
        else lower(e.notation) = lower(of_notation) end
      and (by_counter or e.ordinal is not null or (e.book = 'in' and e.document is not null)))
$$;

-- True for a number the counter of an outgoing series cannot give with this notation.
create function stands_in_outgoing_book(of_agency text, of_year int, of_series text, n int, of_notation text)
returns boolean language sql stable as $$
  select exists (
    select from register_entries e
    where e.agency = of_agency and e.book = 'out' and e.year = of_year and lower(e.notation) = lower(of_notation)
      and ltrim(lower(e.number), '0') = n::text and e.state <> 'cancelled'
      and not (e.state = 'reserved' and e.document is null and e.notation = ''))
    or is_cancelled_number(of_agency, 'out', of_year, of_series, n::text, of_notation, true)
$$;

-- The first number behind `last` that does not stand in the book. Volatile on purpose, as before: it sees what was written while its
-- caller waited.
create or replace function next_incoming_number(of_agency text, of_year int, of_series text, last int) returns int language sql as $$
  with recursive step (n) as (
    select last + 1
    union all
    select n + 1 from step where exists (
      select from register_entries
      where agency = of_agency and year = of_year and series = of_series and ltrim(lower(number), '0') = n::text
        and book = 'in' and state <> 'cancelled' and not number_shared)
      or is_cancelled_number(of_agency, 'in', of_year, of_series, n::text, '', true))
  select max(n) from step
$$;

-- Asked after the row is written. Whoever cancels the number at the same moment holds its entry, so the unique index has let the writer
-- wait for that, and the question sees how it ended. A reservation that gets its notation from a document was typed, not counted.
create function refuse_cancelled_number() returns trigger language plpgsql as $$
begin
  if is_cancelled_number(new.agency, new.book, new.year, new.series, new.number, new.notation,
    tg_op = 'INSERT' and new.ordinal is not null) then
    raise exception 'The number % stands in the book as cancelled', new.number
      using errcode = 'unique_violation', constraint = 'register_cancelled_number';
  end if;
  return null;
end $$;
create trigger register_entries_insert_number after insert on register_entries
  for each row when (new.state <> 'cancelled' and not (new.state = 'reserved' and new.document is null and new.notation = ''))
  execute function refuse_cancelled_number();
create trigger register_entries_update_number after update of notation on register_entries
  for each row when (new.notation <> old.notation and new.state <> 'cancelled'
    and not (new.state = 'reserved' and new.document is null and new.notation = ''))
  execute function refuse_cancelled_number();
