-- What was confirmed is what is sent: the day and the agencies, whatever the clock or a group's members say when a worker hands the draft in.
alter table drafts add column confirmed jsonb;          -- {date: YYYY-MM-DD, to: codes of agencies}; null while it is being written
