/**
 * Can this process do its work now: does the database answer, does the disk take containers, do workers run, here or elsewhere?
 * A gateway whose workers run elsewhere is ready without them: what it accepts is safe and waits. It says so all the same.
 */
import { isProblem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { pingDatabase } from '../database/ping.store.js';
import { selectWorkers } from './heartbeats.store.js';

/** How often a worker process says that it is alive. */
export const beatEveryMs = 5_000;
/** Several signs of life missed: the process is dead or cut off. */
export const patienceSeconds = 30;
/** The disk is really written to, but not at every look of every load balancer. */
const diskEveryMs = 10_000;

/** How the workers inside this process are; null when it runs none. */
export type OwnWorkers = (() => boolean) | null;

export interface Readiness {
  readonly ready: boolean;
  readonly checks: { readonly database: boolean; readonly blobs: boolean; readonly workers: boolean };
  /** Where the workers run in other processes: how many are well, and when the last one was heard of. */
  readonly workers?: {
    readonly where: 'elsewhere';
    readonly alive: number;
    readonly secondsSinceBeat: number | null;
  };
}

/** A look at this process, to be taken as often as one likes. */
export function watchReadiness(ctx: GatewayContext, ownWorkers: OwnWorkers): () => Promise<Readiness> {
  const diskIsFine = nowAndThen(diskEveryMs, () => isFine(() => ctx.blobs.probe()));
  return async () => {
    const [database, blobs] = await Promise.all([isFine(() => pingDatabase(ctx.database)), diskIsFine()]);
    if (ownWorkers !== null) {
      const checks = { database, blobs, workers: ownWorkers() };
      return { ready: Object.values(checks).every(Boolean), checks };
    }
    const { alive, secondsSinceBeat } = await workersElsewhere(ctx, database);
    return {
      ready: database && blobs,
      checks: { database, blobs, workers: alive > 0 },
      workers: { where: 'elsewhere', alive, secondsSinceBeat },
    };
  };
}

async function workersElsewhere({ database }: GatewayContext, answers: boolean) {
  const unknown = { alive: 0, secondsSinceBeat: null };
  return answers ? selectWorkers(database, patienceSeconds).catch(() => unknown) : unknown;
}

async function isFine(check: () => Promise<unknown>): Promise<boolean> {
  try {
    await check();
    return true;
  } catch (error) {
    if (isProblem(error) || error instanceof Error) return false;
    throw error;
  }
}

/** The result of the last look while it is younger than that; a failure is looked at again at once. */
function nowAndThen(everyMs: number, look: () => Promise<boolean>): () => Promise<boolean> {
  let goodUntilMs = 0;
  return async () => {
    if (Date.now() < goodUntilMs) return true;
    const isGood = await look();
    if (isGood) goodUntilMs = Date.now() + everyMs;
    return isGood;
  };
}
