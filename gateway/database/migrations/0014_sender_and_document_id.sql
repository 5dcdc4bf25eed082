-- "Did this sender send it before?" is asked for every document. With two indexes to choose from, a plan made before the first
-- statistics read all documents of the sender; with both columns in one there is nothing to choose.
drop index documents_document_id;
create index documents_document_id on documents (document_id, from_agency);
