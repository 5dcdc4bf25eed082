-- What becomes of attached PDFs whose signatures are not valid, and what was found of them on entry.
alter table agencies add column pdf_policy text not null default 'warn' check (pdf_policy in ('off', 'warn', 'refuse'));
alter table files add column pdf_signatures jsonb;   -- null: no PDF, or not looked at; shape: gateway/documents/pdf-check.ts
