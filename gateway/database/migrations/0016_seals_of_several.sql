-- A container may hold the seals of several agencies; each gets evidence of its own.
alter table proof_evidence add column seal int not null default 0; -- which signature file, in the order they lie in the container, from 0
alter table proof_evidence alter column seal drop default;

-- A limited proof may hold a seal beside the limited one that is archived on and on: how far one is from being due is told by next_at alone.
update proofs set next_at = '9999-12-31T00:00:00Z' where state = 'limited';
drop index proofs_to_stamp;
create index proofs_to_stamp on proofs (next_at, document) where state in ('pending', 'complete', 'limited');

-- Limited ones are counted: somebody should know of each.
drop index proofs_open;
create index proofs_open on proofs (state) where state in ('pending', 'timestamped', 'limited');

-- What could not be raised for having several seals is looked at again.
update proofs set state = 'pending', reason = null, next_at = now() where state = 'unsupported';
