-- What a sender calls dealt with is the trouble it saw, so each trouble needs its time. A refusal has recipients.status_at; a document's
-- delivery has it here: when it was first put off since it was last queued anew or came back, or when it failed. Another attempt in vain
-- changes nothing. Written by a trigger: whatever moves a delivery keeps it right.
alter table deliveries add column troubled_at timestamptz;

update deliveries y set troubled_at = case
    when y.state = 'failed' then coalesce(y.finished_at, y.created_at)
    else coalesce((select min(a.finished_at) from delivery_attempts a
      where a.delivery = y.id and a.outcome in ('deferred', 'lost')), y.created_at) end
  where y.kind = 'document' and (y.state = 'failed' or (y.state in ('queued', 'sending', 'sent') and y.deferrals > 0));

create function note_trouble() returns trigger language plpgsql as $$
begin
  new.troubled_at = case
    when new.state = 'failed' and old.state <> 'failed' then now()
    when new.state = 'queued' and new.deferrals > 0 and old.state in ('sent', 'delivered') then now()
    when new.state = 'failed' or (new.deferrals > 0 and old.deferrals > 0) then coalesce(old.troubled_at, now())
    when new.deferrals > 0 then now() end;
  return new;
end $$;
create trigger deliveries_trouble before update of state, deferrals on deliveries for each row
  when (new.kind = 'document' and (new.state = 'failed' or new.deferrals > 0 or old.troubled_at is not null))
  execute function note_trouble();

-- A mark covers what was there before it: as the lists ask (documents/lists/outbox.store.ts).
drop index recipients_refused;
create index recipients_refused on recipients (from_agency, document desc)
  where status = '02' and (noted_at is null or noted_at < status_at) and request is distinct from 'agreed';
