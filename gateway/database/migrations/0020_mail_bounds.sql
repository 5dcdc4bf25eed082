-- A confirmation counts only while the agency has the mailbox it was sent to. Null: it was asked for before this was kept.
alter table mail_confirmations add column address text;
-- How often a process went away while it handled the mail: one that ends every process must not be tried for ever.
alter table mails_in add column deaths int not null default 0;
-- Answers to mails of which nothing shows that their sender has the address: forged ones must not use up what the agency is told.
alter table mails_out add column unproven boolean not null default false;
