-- Somebody wished that it is sent again, and since then no mail server has taken it: that an earlier copy arrived does not end it. Its
-- reason cannot say so: an attempt that is put off writes one.
alter table deliveries add column wished_again boolean not null default false;
update deliveries set wished_again = true where state = 'queued' and attempt > 0 and reason_code is null;
