-- How people are managed: first passwords, absence and who stands in, what is searched and listed.
alter table users add column last_sign_in_at timestamptz;
alter table users add column search text not null generated always as (
  lower(regexp_replace(normalize(replace(replace(name, 'đ', 'd'), 'Đ', 'D') || ' ' || email, NFD), '[\u0300-\u036f]', '', 'g'))
) stored;                                     -- name and address as schemas/directory/fold-text folds them

-- Given by somebody else: to be changed by its owner at the first sign-in, and good for nothing after this. Null: the owner's own.
alter table passwords add column first_until timestamptz;

create table absences (
  id uuid primary key,
  person uuid not null references users (id),
  deputy uuid not null references users (id),
  from_day date not null,                     -- in Vietnam, both days included
  to_day date not null,
  created_by text not null,
  created_at timestamptz not null,
  ended_by text,                              -- ended early
  ended_at timestamptz,
  check (person <> deputy),
  check (from_day <= to_day),
  check ((ended_by is null) = (ended_at is null))
);
create index absences_person on absences (person, to_day);
create index absences_deputy on absences (deputy, to_day) where ended_at is null;

alter table sessions drop constraint sessions_state_check;
alter table sessions add constraint sessions_state_check check (state in ('second-factor', 'new-password', 'open'));
alter table sessions add column absence uuid references absences (id);   -- under which its person acts for somebody else now
alter table sessions add column id_token text;                          -- to sign out at the OpenID provider (RP-Initiated Logout 1.0)

alter table document_views add column behalf uuid references users (id); -- for whom the person stood in

alter table tokens add column created_by text;                          -- null: before this was kept
