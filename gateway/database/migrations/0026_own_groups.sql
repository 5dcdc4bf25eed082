-- Recipient groups of one agency beside those of everybody: a name is used once by each.
alter table groups add column agency text references agencies (code);   -- null: everybody's
alter table groups add column id uuid not null default gen_random_uuid();
alter table group_members add column group_id uuid;
update group_members m set group_id = g.id from groups g where g.name = m.group_name;
alter table group_members drop constraint group_members_pkey;
alter table group_members drop column group_name;
alter table groups drop constraint groups_pkey;
alter table groups add primary key (id);
alter table groups add constraint groups_name unique nulls not distinct (name, agency);
alter table group_members alter column group_id set not null;
alter table group_members add primary key (group_id, agency);
alter table group_members add foreign key (group_id) references groups (id) on delete cascade;
