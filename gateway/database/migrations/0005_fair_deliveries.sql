-- Claiming is fair between sending agencies: each one's most urgent, oldest deliveries are looked at, so the index leads with the agency.
drop index deliveries_due;
create index deliveries_due on deliveries (from_agency, urgency desc, next_at, id) where state = 'queued';
create index deliveries_open_road on deliveries (document, recipient, target, id) where state in ('queued', 'sending');
drop index deliveries_road;
create index deliveries_expiry on deliveries (expires_at) where state = 'queued';
