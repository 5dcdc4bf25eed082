-- Which documents answer this one: few documents answer any, and only those are in the index.
create index documents_response_for on documents using gin ((metadata -> 'responseFor') jsonb_path_ops)
  where metadata @? '$.responseFor[0]';
