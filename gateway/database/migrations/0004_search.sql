-- Lists, search and books at a province's size: every list walks an index, newest first, urgent unanswered ones before.

-- What still waits for the clerk and is urgent stands before everything else in the inbox.
alter table recipients add column attention smallint not null
  generated always as (case when status = '01' and urgency > 0 then urgency else 0 end) stored;

drop index recipients_inbox;
drop index recipients_inbox_status;
create index recipients_inbox on recipients (agency, attention desc, document desc) where inbox_at is not null;
create index recipients_inbox_status on recipients (agency, status, attention desc, document desc) where inbox_at is not null;
create index recipients_inbox_urgent on recipients (agency, urgency, attention desc, document desc)
  where inbox_at is not null and urgency > 0;
create index recipients_sent_status on recipients (from_agency, status, document desc);
create index recipients_waiting on recipients (document) where request = 'pending';

drop index documents_out;
create index documents_out on documents (from_agency, id desc) where state not in ('sealing', 'cancelled');
create index documents_out_urgent on documents (from_agency, urgency, id desc)
  where state not in ('sealing', 'cancelled') and urgency > 0;
create index documents_keyed on documents (id) where idempotency_key is not null;

-- Entries of a ready container may be compressed: then their content has no place of its own in it.
alter table files alter column "offset" drop not null;

-- `7` and `07` are one number.
drop index register_number;
create unique index register_number on register_entries (agency, year, ltrim(lower(number), '0'), lower(notation))
  where book = 'out' and state <> 'cancelled';
drop index register_list;
create index register_list on register_entries (agency, book, year, series, coalesce(ordinal, -1), id);
