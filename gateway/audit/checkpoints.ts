/**
 * The log's checkpoints as an auditor reads them: each with its signature and its timestamp looked at, and whether one log holds all of
 * an earlier one, followed step by step.
 * Source: C2SP tlog-checkpoint; RFC 3161; RFC 9162 section 2.1.4.
 */
import { hash } from 'node:crypto';
import { type ConsistencyStep, followConsistency } from '../../certs/log/consistency.js';
import { checkToken } from '../../certs/timestamp/check-token.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { openCheckpoint } from '../evidence/checkpoint.js';
import {
  type PublishedCheckpoint,
  selectCheckpoint,
  selectCheckpointsBefore,
} from '../evidence/checkpoint-stamps.store.js';
import { proveConsistency } from '../evidence/log-proofs.js';

export interface CheckpointStamp {
  /** Time in the token, ISO 8601; null when it cannot be read. */
  readonly at: string | null;
  /** Subject of the authority that signed it; null when its certificate is not inside. */
  readonly authority: string | null;
  /** Whether the token is signed by that certificate and over this very note; trust in it is for the verdict on a proof file. */
  readonly isOverNote: boolean;
}

export interface ReadCheckpoint {
  readonly size: number;
  readonly at: string;
  /** Hex, as the note says; null for a note that the log's key did not sign. */
  readonly root: string | null;
  readonly stamp: CheckpointStamp | null;
}

export interface CheckpointPage {
  readonly items: readonly ReadCheckpoint[];
  /** `before` of the next page; null at the end. */
  readonly next: number | null;
}

export interface LogKey {
  readonly name: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Buffer;
}

const pageRows = 25;

async function readStamp({ note, token }: PublishedCheckpoint): Promise<CheckpointStamp | null> {
  if (token === null) return null;
  const { genTime, certificate, findings } = await checkToken(token, async (algorithm) =>
    hash(algorithm, note, 'buffer'),
  );
  return {
    at: genTime?.toISOString() ?? null,
    authority: certificate === null ? null : readCertificate(certificate).subject,
    isOverNote: findings.length === 0,
  };
}

async function readCheckpoint(row: PublishedCheckpoint, { name, publicKey }: LogKey): Promise<ReadCheckpoint> {
  const opened = openCheckpoint(row.note, name, publicKey);
  const isRight = opened?.size === row.size;
  return {
    size: row.size,
    at: row.at,
    root: isRight ? opened.root.toString('hex') : null,
    stamp: await readStamp(row),
  };
}

/** The newest of all; null while nothing has been logged. */
export async function readNewestCheckpoint(ctx: GatewayContext): Promise<ReadCheckpoint | null> {
  const [row] = await selectCheckpointsBefore(ctx.database, null, 1);
  return row === undefined ? null : readCheckpoint(row, await ctx.keys.checkpointSigner());
}

/** The largest first. @param before size of the last one of the page before; null for the first page */
export async function listCheckpoints(ctx: GatewayContext, before: number | null): Promise<CheckpointPage> {
  const key = await ctx.keys.checkpointSigner();
  const rows = await selectCheckpointsBefore(ctx.database, before, pageRows + 1);
  const items = await Promise.all(rows.slice(0, pageRows).map((row) => readCheckpoint(row, key)));
  return { items, next: rows.length > pageRows ? (items.at(-1)?.size ?? null) : null };
}

export interface FollowedConsistency {
  readonly from: ReadCheckpoint;
  readonly to: ReadCheckpoint;
  /** Null when the proof does not fit the sizes, or a checkpoint is not signed. */
  readonly steps: readonly ConsistencyStep[] | null;
  /** Whether both roots come out as the checkpoints say. */
  readonly holds: boolean;
}

async function requireCheckpoint(ctx: GatewayContext, size: number, field: string): Promise<ReadCheckpoint> {
  const row = Number.isSafeInteger(size) && size > 0 ? await selectCheckpoint(ctx.database, size) : undefined;
  if (row === undefined) throw new Problem('not_found', { detail: `No checkpoint has this size`, field });
  return readCheckpoint(row, await ctx.keys.checkpointSigner());
}

/** Between the checkpoints of these sizes. @throws Problem `not_found` with field `from` or `to`; `invalid_request` when `from` is larger */
export async function compareCheckpoints(
  ctx: GatewayContext,
  earlier: number,
  later: number,
): Promise<FollowedConsistency> {
  const [from, to] = [await requireCheckpoint(ctx, earlier, 'from'), await requireCheckpoint(ctx, later, 'to')];
  const { proof } = await proveConsistency(ctx.database, earlier, later);
  if (from.root === null || to.root === null) return { from, to, steps: null, holds: false };
  const path = proof.map((text) => Buffer.from(text, 'base64'));
  const steps = followConsistency({ earlier, later, earlierRoot: Buffer.from(from.root, 'hex'), path });
  const last = steps?.at(-1);
  const holds =
    last !== undefined && last.earlier.toString('hex') === from.root && last.later.toString('hex') === to.root;
  return { from, to, steps, holds };
}
