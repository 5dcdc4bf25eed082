-- A channel that this gateway cannot use lets every delivery fail: those agencies read their inbox here until theirs exists.
update agencies a set channel = 'local', updated_at = now()
  where channel not in ('local', 'webhook')
    or (channel = 'webhook' and not exists (select from webhooks w where w.agency = a.code));
update deliveries d set channel = a.channel
  from agencies a where a.code = d.target and d.state = 'queued' and d.channel <> a.channel;
