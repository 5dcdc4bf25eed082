-- How many mails of a sender were explained in a day is asked before each one that would be.
create index mails_in_sender on mails_in (sender, id) where sender is not null;
