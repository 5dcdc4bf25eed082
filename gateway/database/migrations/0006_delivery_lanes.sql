-- Each channel is claimed by itself, and in it lanes take turns: one for each sender where agencies read here, one for each
-- receiver where deliveries are pushed. A paused channel, or a lane that is busy enough, is not looked at.
alter table deliveries add column lane text not null
  generated always as (case when channel = 'local' then from_agency else target end) stored;
drop index deliveries_due;
create index deliveries_due on deliveries (channel, lane, urgency desc, next_at, id) where state = 'queued';
drop index deliveries_expiry;
create index deliveries_expiry on deliveries (channel, expires_at) where state = 'queued';
