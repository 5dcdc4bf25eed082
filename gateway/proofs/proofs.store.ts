/**
 * Rows of `proofs` and `evidence`: how far each seal's proof has come, and of what it consists.
 * Obtains nothing (advance-proof.ts) and composes nothing (augmented-container.ts).
 */
import type { EvidenceItem } from '../../certs/xades/augment-seal.js';
import type { Queryable, Transaction } from '../database/database.js';

/**
 * `pending` without a timestamp; `timestamped`; `complete` with what is needed to validate it offline; `limited` when a signature can never
 * be more than timestamped; `unsupported` when nothing can be added to the container's signatures.
 */
export type ProofState = 'pending' | 'timestamped' | 'complete' | 'limited' | 'unsupported';

export interface ProofRow {
  readonly state: ProofState;
  readonly reason: string | null;
  /** ISO 8601 UTC; null until there is a timestamp. */
  readonly provenAt: string | null;
}

export interface ClaimedProof {
  document: string;
  containerSha256: string;
  state: Exclude<ProofState, 'unsupported'>;
  /** Fencing token: only the holder of the newest attempt may write. */
  attempt: number;
  failures: number;
  /** Since when it is due, ISO 8601 UTC. */
  dueAt: string;
}

/** What the next step of a proof needs: a timestamp authority, or only certificates and revocation data. */
export type ProofNeed = 'timestamp' | 'validation-data';

const statesThatNeed: Readonly<Record<ProofNeed, string>> = {
  timestamp: `state in ('pending', 'complete', 'limited')`,
  'validation-data': `state = 'timestamped'`,
};

export interface ProofClaim {
  readonly need: ProofNeed;
  readonly limit: number;
  readonly now: Date;
  /** A proof that nobody finishes until then is due again. */
  readonly leaseUntil: Date;
}

/** Claims due proofs, those that are due longest first. */
export async function claimProofs(
  db: Queryable,
  { need, limit, now, leaseUntil }: ProofClaim,
): Promise<ClaimedProof[]> {
  if (limit < 1) return [];
  const { rows } = await db.query<ClaimedProof>(
    `with due as (
       select document, next_at from proofs where next_at <= $1 and ${statesThatNeed[need]}
       order by next_at, document limit $2 for update skip locked)
     update proofs p set attempt = p.attempt + 1, next_at = $3
     from due, documents d where p.document = due.document and d.id = due.document
     returning p.document, d.container_sha256 as "containerSha256", p.state, p.attempt, p.failures, due.next_at as "dueAt"`,
    [now, limit, leaseUntil],
    `claim-proofs-${need}`,
  );
  return rows.sort((one, other) => Date.parse(one.dueAt) - Date.parse(other.dueAt));
}

/** A piece of evidence for one of the container's signatures. */
export interface SealEvidence extends EvidenceItem {
  /** Which of its signature files, in the order in which they lie in the container, from 0. */
  readonly seal: number;
}

export interface ProofStep {
  readonly state: ProofState;
  readonly reason: string | null;
  readonly provenAt: Date | null;
  /** When to look at it again. */
  readonly nextAt: Date;
  readonly items: readonly SealEvidence[];
}

/** Writes a step that succeeded, with what it obtained; false when the claim was lost, and nothing was written. */
export async function writeProofStep(tx: Transaction, claimed: ClaimedProof, step: ProofStep): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update proofs set state = $3, failures = 0, reason = $4, proven_at = coalesce(proven_at, $5), next_at = $6, updated_at = now()
     where document = $1 and attempt = $2`,
    [claimed.document, claimed.attempt, step.state, step.reason, step.provenAt, step.nextAt],
    'write-proof-step',
  );
  if (rowCount !== 1) return false;
  await insertEvidence(tx, claimed.document, step.items);
  return true;
}

async function insertEvidence(tx: Transaction, document: string, items: readonly SealEvidence[]): Promise<void> {
  if (items.length === 0) return;
  await tx.query(
    `with items as (
       select ordinality as n, kind, der, sha256(der) as sha256, seal
       from unnest($2::text[], $3::bytea[], $4::int[]) with ordinality as i(kind, der, seal, ordinality)),
     kept as (
       insert into evidence (sha256, kind, der) select distinct on (sha256) sha256, kind, der from items on conflict do nothing)
     insert into proof_evidence (document, ordinal, evidence, seal)
     select $1, n + (select coalesce(max(ordinal), 0) from proof_evidence where document = $1), sha256, seal from items`,
    [document, items.map(({ kind }) => kind), items.map(({ der }) => der), items.map(({ seal }) => seal)],
    'insert-evidence',
  );
}

/** Gives a claim back: the proof keeps its place among those that wait, for the fault is not its own. */
export async function returnProof(
  db: Queryable,
  { document, attempt, dueAt }: ClaimedProof,
  reason: string,
): Promise<void> {
  await db.query(
    `update proofs set reason = $3, next_at = $4, updated_at = now() where document = $1 and attempt = $2`,
    [document, attempt, reason, dueAt],
  );
}

/** Notes a failed step; false when the claim was lost. */
export async function postponeProof(
  db: Queryable,
  { document, attempt }: ClaimedProof,
  reason: string,
  nextAt: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update proofs set failures = failures + 1, reason = $3, next_at = $4, updated_at = now() where document = $1 and attempt = $2`,
    [document, attempt, reason, nextAt],
  );
  return rowCount === 1;
}

/** What was obtained so far, in the order in which it is added. */
export async function selectEvidence(db: Queryable, document: string): Promise<SealEvidence[]> {
  const { rows } = await db.query<SealEvidence>(
    `select p.seal, e.kind, e.der from proof_evidence p join evidence e on e.sha256 = p.evidence where p.document = $1 order by p.ordinal`,
    [document],
    'proof-evidence',
  );
  return rows;
}

/**
 * A proof that nobody has tried yet waits for what those before it were refused: the timestamp authorities' last failure is looked for among
 * the first in the queue, where the one is that finds out whether they answer again.
 */
export async function selectProof(db: Queryable, document: string): Promise<ProofRow | undefined> {
  const { rows } = await db.query<ProofRow>(
    `select state, proven_at as "provenAt", case when state = 'pending' and reason is null then (
         select reason from (
           select reason, updated_at from proofs where state in ('pending', 'complete', 'limited')
           order by next_at, document limit 64) as first
         where reason like 'timestamp_unavailable:%' order by updated_at desc limit 1)
       else reason end as reason
     from proofs where document = $1`,
    [document],
  );
  return rows[0];
}

export interface OpenProofs {
  readonly state: 'pending' | 'timestamped';
  readonly count: number;
  readonly oldestSeconds: number;
}

/** How many proofs hold a signature that can never be more than timestamped. */
export async function countLimitedProofs(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from proofs where state = 'limited'`,
  );
  return rows[0]?.count ?? 0;
}

/** Proofs that still miss something, for metrics and the doctor. */
export async function countOpenProofs(db: Queryable): Promise<OpenProofs[]> {
  const { rows } = await db.query<OpenProofs>(
    `select p.state, count(*)::int as count, extract(epoch from now() - min(d.sealed_at))::float8 as "oldestSeconds"
     from proofs p join documents d on d.id = p.document where p.state in ('pending', 'timestamped') group by p.state`,
  );
  return rows;
}
