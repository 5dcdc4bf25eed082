/** When the machine is told of as being in trouble: by `doctor` and by the operator's page alike. */
import { statfs } from 'node:fs/promises';
import type { GatewayContext } from '../context.js';

export const leastFreeBytes = 1024 ** 3;
export const leastFreeShare = 0.05;
/** Between this machine's clock and the database's. */
export const mostDriftMs = 2_000;

export interface FreeDisk {
  readonly freeBytes: number;
  /** Of the whole disk, 0 to 1. */
  readonly freeShare: number;
}

/** The disk that holds the documents. */
export async function readFreeDisk({ config }: Pick<GatewayContext, 'config'>): Promise<FreeDisk> {
  const { bavail, blocks, bsize } = await statfs(config.data);
  return { freeBytes: bavail * bsize, freeShare: bavail / blocks };
}

/** @param asked what our clock said before and after the database told the time @returns milliseconds by which theirs is ahead */
export const driftOf = (theirs: string, asked: readonly [before: Date, after: Date]): number =>
  Math.round(Date.parse(theirs) - (asked[0].getTime() + asked[1].getTime()) / 2);
