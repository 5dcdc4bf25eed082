/**
 * Where the log and the archive's proofs stand, and what does not add up, as far as that is seen without reading everything: the newest
 * checkpoint's signature, its root against the tree's own nodes, places against its size, what waits too long. Every payload and leaf is
 * read by `congvan doctor` (evidence/verify-log.ts).
 */
import { isProblem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { selectClockAndLag } from '../doctor/doctor.store.js';
import { openCheckpoint } from '../evidence/checkpoint.js';
import { selectUnstamped } from '../evidence/checkpoint-stamps.store.js';
import { newestCheckpoint, readPeaks, type StoredCheckpoint } from '../evidence/log.store.js';
import { GrowingTree } from '../evidence/merkle.js';
import { countLimitedProofs, countOpenProofs } from '../proofs/proofs.store.js';
import { selectLogRows } from './log-standing.store.js';

/** What does not add up (the first four), or waits too long. */
export type LogFault =
  | 'signature'
  | 'root'
  | 'nodes-missing'
  | 'places'
  | 'events-waiting'
  | 'stamps-waiting'
  | 'proofs-waiting'
  | 'proofs-limited';

export interface LogStanding {
  /** Leaves under the newest checkpoint. */
  readonly size: number;
  /** Null while nothing has been logged. */
  readonly checkpoint: { readonly at: string; readonly root: string; readonly ageSeconds: number } | null;
  readonly stamp: { readonly at: string; readonly size: number } | null;
  /** Documents whose seal waits for its timestamp or revocation data. */
  readonly proofsOpen: number;
  readonly faults: readonly LogFault[];
}

const hourMs = 3_600_000;
const daySeconds = 86_400;

export async function readLogStanding(ctx: GatewayContext): Promise<LogStanding> {
  const { database } = ctx;
  const now = ctx.now();
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const [checkpoint, rows, lag, open, limited, unstamped] = await Promise.all([
    newestCheckpoint(database),
    selectLogRows(database),
    selectClockAndLag(database),
    countOpenProofs(database),
    countLimitedProofs(database),
    selectUnstamped(database, { before: ago(hourMs), renewBefore: ago(31 * 24 * hourMs) }),
  ]);
  const isStampLate =
    unstamped !== undefined && checkpoint !== undefined && Date.parse(checkpoint.at) < ago(hourMs).getTime();
  const waiting: (readonly [LogFault, boolean])[] = [
    ['events-waiting', lag.waiting > 0],
    ['stamps-waiting', isStampLate],
    ['proofs-waiting', open.some(({ oldestSeconds }) => oldestSeconds > daySeconds)],
    ['proofs-limited', limited > 0],
  ];
  return {
    size: checkpoint?.size ?? 0,
    checkpoint: checkpoint === undefined ? null : standingOf(checkpoint, now),
    stamp:
      rows.lastStampAt === null || rows.lastStampSize === null
        ? null
        : { at: rows.lastStampAt, size: rows.lastStampSize },
    proofsOpen: open.reduce((sum, { count }) => sum + count, 0),
    faults: [
      ...(checkpoint === undefined ? [] : await faultsOf(ctx, checkpoint, rows.placed)),
      ...waiting.filter(([, isSo]) => isSo).map(([fault]) => fault),
    ],
  };
}

const standingOf = ({ at, root }: StoredCheckpoint, now: Date) => ({
  at,
  root: root.toString('hex'),
  ageSeconds: Math.max(0, (now.getTime() - Date.parse(at)) / 1000),
});

async function faultsOf(ctx: GatewayContext, checkpoint: StoredCheckpoint, placed: number): Promise<LogFault[]> {
  const { name, publicKey } = await ctx.keys.checkpointSigner();
  const signed = openCheckpoint(checkpoint.note, name, publicKey);
  const root = await rootOfNodes(ctx, checkpoint.size);
  const faults: (readonly [LogFault, boolean])[] = [
    ['signature', signed === undefined],
    ['nodes-missing', root === null],
    ['root', root !== null && !(signed?.root ?? checkpoint.root).equals(root)],
    // Events are placed while this is read: more than the checkpoint covers is no fault, fewer is one.
    ['places', placed < checkpoint.size],
  ];
  return faults.filter(([, isSo]) => isSo).map(([fault]) => fault);
}

/** Null when nodes of the tree are missing. */
async function rootOfNodes({ database }: GatewayContext, size: number): Promise<Buffer | null> {
  try {
    return new GrowingTree(size, await readPeaks(database, size)).root;
  } catch (error) {
    if (isProblem(error, 'storage_damaged')) return null;
    throw error;
  }
}
