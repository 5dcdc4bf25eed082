-- One address, whatever the case of its letters, is one account: whoever signs in with it must not land in somebody else's.
do $$
declare
  twice text := (select string_agg(emails, '; ') from (
    select string_agg(email, ', ' order by email) as emails from users group by lower(email) having count(*) > 1) doubled);
begin
  if twice is not null then
    raise exception 'accounts differ only in the case of their address: %. Change all but one of each (update users set email = …)', twice;
  end if;
end $$;
drop index users_email_folded;
alter table users drop constraint users_email_key;
create unique index users_email on users (lower(email));
