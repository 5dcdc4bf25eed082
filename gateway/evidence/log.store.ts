/** The log's own tables: which events wait for a position, the tree's nodes, the checkpoints. */
import { Problem } from '../../schemas/problems/problem.js';
import type { Queryable, Transaction } from '../database/database.js';
import { canonicalJson } from './canonical-json.js';
import type { EventKind } from './events.js';
import { peaksOf, type TreeNode } from './merkle.js';

export interface LoggedFacts {
  readonly id: number;
  readonly at: string;
  readonly kind: EventKind;
  readonly document: string | null;
  readonly payload_sha256: Buffer;
}

export interface StoredCheckpoint {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
  readonly at: string;
}

/** Any number that no other advisory lock of the product uses. */
const sequencerLock = 0x6c6f6700;

/** What stands in the tree for an event: its facts and the digest of its payload. */
export function leafData({ id, at, kind, document, payload_sha256 }: LoggedFacts): Buffer {
  return Buffer.from(canonicalJson({ v: 1, id, at, kind, document, payload: payload_sha256.toString('hex') }));
}

/** True when this transaction is the one sequencer now. */
export async function becomeSequencer(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.query<{ yes: boolean }>(
    'select pg_try_advisory_xact_lock($1) as yes',
    [sequencerLock],
    'become-sequencer',
  );
  return rows[0]?.yes === true;
}

export async function unsequencedEvents(tx: Transaction, limit: number): Promise<LoggedFacts[]> {
  const { rows } = await tx.query<LoggedFacts>(
    'select id, at, kind, document, payload_sha256 from events where position is null order by id limit $1',
    [limit],
    'unsequenced-events',
  );
  return rows;
}

export async function newestCheckpoint(database: Queryable): Promise<StoredCheckpoint | undefined> {
  const { rows } = await database.query<StoredCheckpoint>(
    'select size, root, note, at from checkpoints order by size desc limit 1',
    [],
    'newest-checkpoint',
  );
  return rows[0];
}

/** The peaks of the tree of `size` leaves, left to right. @throws Problem `storage_damaged` when one is missing */
export async function readPeaks(database: Queryable, size: number): Promise<TreeNode[]> {
  const wanted = peaksOf(size);
  const { rows } = await database.query<TreeNode>(
    `select level, index, hash from log_nodes join unnest($1::smallint[], $2::bigint[]) as w(l, i) on level = l and index = i order by level desc`,
    [wanted.map(({ level }) => level), wanted.map(({ index }) => index)],
    'read-peaks',
  );
  if (rows.length !== wanted.length) throw new Problem('storage_damaged', { detail: 'Nodes of the log are missing' });
  return rows;
}

export async function readNode(database: Queryable, level: number, index: number): Promise<Buffer> {
  const { rows } = await database.query<{ hash: Buffer }>(
    'select hash from log_nodes where level = $1 and index = $2',
    [level, index],
    'read-node',
  );
  if (rows[0] === undefined)
    throw new Problem('storage_damaged', { detail: `Node ${level}/${index} of the log is missing` });
  return rows[0].hash;
}

export interface LogGrowth {
  /** Positions follow the order of this list, from `start`. */
  readonly ids: readonly number[];
  readonly start: number;
  readonly nodes: readonly TreeNode[];
  readonly checkpoint: { readonly size: number; readonly root: Buffer; readonly note: string };
}

/** Writes positions, nodes and the checkpoint in one statement. */
export async function growLog(tx: Transaction, { ids, start, nodes, checkpoint }: LogGrowth): Promise<void> {
  await tx.query(
    `with placed as (
       update events set position = p.position from unnest($1::bigint[], $2::bigint[]) as p(id, position)
       where events.id = p.id and events.position is null
     ), grown as (
       insert into log_nodes (level, index, hash) select * from unnest($3::smallint[], $4::bigint[], $5::bytea[])
     )
     insert into checkpoints (size, root, note) values ($6, $7, $8)`,
    [
      ids,
      ids.map((_, offset) => start + offset),
      nodes.map(({ level }) => level),
      nodes.map(({ index }) => index),
      nodes.map(({ hash }) => hash),
      checkpoint.size,
      checkpoint.root,
      checkpoint.note,
    ],
    'grow-log',
  );
}

/** Sequenced events from `position` on, for verification. */
export async function sequencedEvents(
  database: Queryable,
  from: number,
  limit: number,
): Promise<(LoggedFacts & { salt: Buffer; payload: unknown; position: number })[]> {
  const { rows } = await database.query<LoggedFacts & { salt: Buffer; payload: unknown; position: number }>(
    'select id, at, kind, document, payload_sha256, salt, payload, position from events where position >= $1 order by position limit $2',
    [from, limit],
  );
  return rows;
}

export interface SaltedEvent extends LoggedFacts {
  readonly salt: Buffer;
  readonly payload: unknown;
  /** Null until sequenced. */
  readonly position: number | null;
}

/** The events of a document that these agencies see (null: all), oldest first. */
export async function documentEvents(
  database: Queryable,
  document: string,
  agencies: readonly string[] | null,
): Promise<SaltedEvent[]> {
  const { rows } = await database.query<SaltedEvent>(
    `select id, at, kind, document, payload_sha256, salt, payload, position from events
     where document = $1 and ($2::text[] is null or agencies && $2) order by id`,
    [document, agencies],
    'document-events',
  );
  return rows;
}
