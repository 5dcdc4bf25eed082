-- The same mail taken in twice, also at the same time, is one answer to one delivery, and is answered once.
create unique index mails_in_answered on mails_in (delivery, message_id, result)
  where result in ('accepted', 'refused', 'completed', 'confirmation_asked');
