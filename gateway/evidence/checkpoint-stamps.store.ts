/** Rows of `checkpoint_stamps`: which checkpoints carry a timestamp, the evidence kept with it, and what is published of both. */
import type { ReliedUpon } from '../../certs/verdict/judged-signature.js';
import type { Queryable, Transaction } from '../database/database.js';
import type { SaltedEvent } from './log.store.js';

export interface UnstampedCheckpoint {
  readonly size: number;
  readonly note: string;
  /** Size of the last checkpoint that has a stamp; 0 when none has. */
  readonly stampedSize: number;
}

/**
 * The newest checkpoint, when it has no stamp and none was made since `before`. A log that holds nothing new but the event of the last stamp
 * waits until that is older than `renewBefore`.
 */
export async function selectUnstamped(
  db: Queryable,
  { before, renewBefore }: { readonly before: Date; readonly renewBefore: Date },
): Promise<UnstampedCheckpoint | undefined> {
  const { rows } = await db.query<UnstampedCheckpoint>(
    `select c.size, c.note, coalesce(s.size, 0) as "stampedSize"
     from (select size, note from checkpoints order by size desc limit 1) c
     left join (select size, at from checkpoint_stamps order by size desc limit 1) s on true
     where s.size is null or (s.at <= $1 and c.size > s.size + 1) or (s.at <= $2 and c.size > s.size)`,
    [before, renewBefore],
    'unstamped-checkpoint',
  );
  return rows[0];
}

/** A certificate and the issuers it was imported with, DER. */
export interface MessageSealer {
  readonly certificate: Buffer;
  readonly chain: readonly Buffer[];
}

/** Who sealed messages whose events have positions from `from` up to, not including, `to`. */
export async function selectMessageSealers(db: Queryable, from: number, to: number): Promise<MessageSealer[]> {
  const { rows } = await db.query<MessageSealer>(
    `select der as certificate, chain from certificates where fingerprint in (
       select payload->>'sealedWith' from events
       where kind in ('status.declared', 'request.answered') and position >= $1 and position < $2)`,
    [from, to],
  );
  return rows;
}

export interface NewStamp {
  readonly size: number;
  /** TimeStampToken, DER. */
  readonly token: Buffer;
  readonly at: Date;
  readonly evidence: readonly ReliedUpon[];
}

/** False when another process has stamped this checkpoint meanwhile; nothing is written then. */
export async function insertStamp(tx: Transaction, { size, token, at, evidence }: NewStamp): Promise<boolean> {
  const { rowCount } = await tx.query(
    'insert into checkpoint_stamps (size, token, at) values ($1, $2, $3) on conflict do nothing',
    [size, token, at],
  );
  if (rowCount !== 1) return false;
  await tx.query(
    `with items as (
       select distinct on (sha256(der)) kind, der, sha256(der) as sha256 from unnest($2::text[], $3::bytea[]) as i(kind, der)),
     kept as (insert into evidence (sha256, kind, der) select sha256, kind, der from items on conflict do nothing)
     insert into checkpoint_evidence (size, evidence) select $1, sha256 from items`,
    [size, evidence.map(({ kind }) => kind), evidence.map(({ der }) => der)],
  );
  return true;
}

export interface StampedCheckpoint {
  readonly size: number;
  readonly note: string;
  readonly token: Buffer;
}

/** For each position the earliest stamped checkpoint that covers it; each once, in order of size. */
export async function selectStampsOver(db: Queryable, positions: readonly number[]): Promise<StampedCheckpoint[]> {
  const { rows } = await db.query<StampedCheckpoint>(
    `select c.size, c.note, s.token from checkpoint_stamps s join checkpoints c using (size)
     where s.size in (
       select (select size from checkpoint_stamps where size > p.position order by size limit 1)
       from unnest($1::bigint[]) as p(position))
     order by size`,
    [positions],
  );
  return rows;
}

/** The last stamp made until then. */
export async function selectLastStamp(db: Queryable, until: Date): Promise<StampedCheckpoint | undefined> {
  const { rows } = await db.query<StampedCheckpoint>(
    `select c.size, c.note, s.token from checkpoint_stamps s join checkpoints c using (size)
     where s.at <= $1 order by s.at desc, s.size desc limit 1`,
    [until],
  );
  return rows[0];
}

/** The event that tells of a stamp. @param token SHA-256 of its token, hex */
export async function selectStampEvent(db: Queryable, token: string): Promise<SaltedEvent | undefined> {
  const { rows } = await db.query<SaltedEvent>(
    `select id, at, kind, document, payload_sha256, salt, payload, position from events
     where kind = 'log.stamped' and payload->>'token' = $1`,
    [token],
  );
  return rows[0];
}

/** The evidence kept with these stamps, each piece once. */
export async function selectStampEvidence(db: Queryable, sizes: readonly number[]): Promise<ReliedUpon[]> {
  const { rows } = await db.query<ReliedUpon>(
    `select kind, der from evidence where sha256 in (select evidence from checkpoint_evidence where size = any ($1))`,
    [sizes],
  );
  return rows;
}

export interface PublishedCheckpoint {
  readonly size: number;
  readonly note: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly token: Buffer | null;
}

/** Checkpoints of more leaves than `after`, smallest first. */
export async function selectCheckpoints(db: Queryable, after: number, limit: number): Promise<PublishedCheckpoint[]> {
  const { rows } = await db.query<PublishedCheckpoint>(
    `select c.size, c.note, c.at, s.token from checkpoints c left join checkpoint_stamps s using (size)
     where c.size > $1 order by c.size limit $2`,
    [after, limit],
    'select-checkpoints',
  );
  return rows;
}

/** Checkpoints of fewer leaves than `before` (null: all), largest first. */
export async function selectCheckpointsBefore(
  db: Queryable,
  before: number | null,
  limit: number,
): Promise<PublishedCheckpoint[]> {
  const { rows } = await db.query<PublishedCheckpoint>(
    `select c.size, c.note, c.at, s.token from checkpoints c left join checkpoint_stamps s using (size)
     where $1::bigint is null or c.size < $1 order by c.size desc limit $2`,
    [before, limit],
  );
  return rows;
}

/** The checkpoint of exactly so many leaves. */
export async function selectCheckpoint(db: Queryable, size: number): Promise<PublishedCheckpoint | undefined> {
  const { rows } = await db.query<PublishedCheckpoint>(
    `select c.size, c.note, c.at, s.token from checkpoints c left join checkpoint_stamps s using (size) where c.size = $1`,
    [size],
  );
  return rows[0];
}

/** The first checkpoint that was stamped at that time or later. */
export async function selectFirstStamp(db: Queryable, since: Date): Promise<StampedCheckpoint | undefined> {
  const { rows } = await db.query<StampedCheckpoint>(
    `select c.size, c.note, s.token from checkpoint_stamps s join checkpoints c using (size)
     where s.at >= $1 order by s.at, s.size limit 1`,
    [since],
  );
  return rows[0];
}
