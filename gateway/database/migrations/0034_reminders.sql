-- Mails that answer none: a recipient is reminded of a document.
alter table mails_out alter column mail drop not null;
alter table mails_out add column delivery uuid references deliveries (id); -- that brought the document
alter table mails_out add constraint mails_out_about check ((mail is null) <> (delivery is null));
