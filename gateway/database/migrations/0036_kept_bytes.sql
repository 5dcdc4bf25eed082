-- How much of an agency's documents may be kept here, beside what it may send in a day and a month (0028).
alter table agencies add column quota_total bigint check (quota_total > 0);
-- Bytes of its containers up to an id, so that asking for all of them reads the newest documents only; renewed by who asks.
create table agency_storage (
  agency text primary key references agencies (code),
  through uuid not null,
  bytes bigint not null
);
