-- Mails that answer none are reminders, or tell a sender that its document did not reach somebody; `delivery` is (one of) those that failed.
alter table mails_out add column about_failure boolean not null default false;
