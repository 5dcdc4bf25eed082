-- Some proofs end at their timestamp: when it came, the seal's certificate had ended or was revoked, and no data can mend that.
alter table proofs drop constraint proofs_state_check;
alter table proofs add constraint proofs_state_check
  check (state in ('pending', 'timestamped', 'complete', 'limited', 'unsupported'));

-- What waits for a timestamp authority and what does not are claimed apart, oldest first.
drop index proofs_due;
create index proofs_to_stamp on proofs (next_at, document) where state in ('pending', 'complete');
create index proofs_to_validate on proofs (next_at, document) where state = 'timestamped';
