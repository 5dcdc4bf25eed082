-- "Did this sender send it before?" is asked for every document, by content and by id. Plans are made while the tables are young and
-- kept: as long as one of these indexes began with the sender, such a plan could read all documents of the sender, each time.
drop index documents_document_id;
create index documents_document_id on documents (document_id, from_agency);
drop index documents_body;
create index documents_body on documents (body_sha256, from_agency);
