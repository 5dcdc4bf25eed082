/**
 * How the whole gateway does, for the people who run it: every part as a row, troubles with their reason and their remedy. Reads figures
 * only; nothing outside is asked, and nothing is examined byte for byte: that is the doctor's.
 */
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { firstIdOf } from '../database/first-id.js';
import { deliveryGroups } from './delivery-rows.js';
import { selectGrowth } from './grounds.store.js';
import type { HealthGroup, HealthRow, HealthState } from './health-row.js';
import { machineGroup } from './machine-rows.js';
import { mailGroup } from './mail-rows.js';
import { proofGroups } from './proof-rows.js';
import { countDeliveredSince, type OldestWaiting, selectOldestWaiting } from './work.store.js';

type Asked = Pick<GatewayContext, 'database' | 'config' | 'now'>;

const dayMs = 86_400_000;
const growthDays = 30;
/** Beyond it, only that there are more is told. */
export const mostCounted = 20_000;

export interface HealthOverview {
  readonly at: Date;
  readonly groups: readonly HealthGroup[];
  readonly counts: Readonly<Record<HealthState, number>>;
  /** Whether documents are carried on at all. */
  readonly flows: boolean;
  /** Documents brought today, up to `mostCounted`. */
  readonly deliveredToday: number;
  readonly oldestWaiting: OldestWaiting | null;
}

/** Everything at once, cheap enough for every few seconds. @param bytesPerDay as `bytesPerDayOf` found it; null while nobody has asked */
export async function healthOverview(ctx: Asked, bytesPerDay: number | null): Promise<HealthOverview> {
  const at = ctx.now();
  const midnight = new Date(`${vietnamDay(at)}T00:00:00+07:00`);
  const [deliveries, mails, proofs, machine, deliveredToday, oldestWaiting] = await Promise.all([
    deliveryGroups(ctx),
    mailGroup(ctx),
    proofGroups(ctx),
    machineGroup(ctx, bytesPerDay),
    countDeliveredSince(ctx.database, firstIdOf(midnight), mostCounted),
    selectOldestWaiting(ctx.database),
  ]);
  const groups = [...deliveries, mails, ...proofs, machine];
  const rows = groups.flatMap((group) => group.rows);
  return { at, groups, counts: countStates(rows), flows: flowsOn(rows), deliveredToday, oldestWaiting };
}

function countStates(rows: readonly HealthRow[]): HealthOverview['counts'] {
  const of = (state: HealthState) => rows.filter((row) => row.state === state).length;
  return { normal: of('normal'), attention: of('attention'), broken: of('broken'), stopped: of('stopped') };
}

const carrying: readonly string[] = ['workers', 'queue.urgent', 'queue.normal', 'database'];

const flowsOn = (rows: readonly HealthRow[]) =>
  !rows.some(({ id, state }) => state === 'broken' && carrying.includes(id));

/** Bytes of containers that come in on a day, by the last 30. Reads a row for each document of that time: not for every look. */
export async function bytesPerDayOf({ database, now }: Pick<Asked, 'database' | 'now'>): Promise<number> {
  const since = firstIdOf(new Date(now().getTime() - growthDays * dayMs));
  return (await selectGrowth(database, since)) / growthDays;
}

const growthEveryMs = 15 * 60_000;

/** The overview, always of this moment; only the growth of the disk is kept for a while. */
export function watchHealth(ctx: Asked): () => Promise<HealthOverview> {
  const growth = keptFor(growthEveryMs, () => bytesPerDayOf(ctx));
  return async () => healthOverview(ctx, await growth());
}

/** The last answer while it is younger than that; those who ask meanwhile get the same. A failure is not kept. */
function keptFor<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let kept: { readonly untilMs: number; readonly answer: Promise<T> } | null = null;
  return () => {
    if (kept !== null && Date.now() < kept.untilMs) return kept.answer;
    const answer = ask();
    kept = { untilMs: Date.now() + ms, answer };
    answer.catch(() => {
      kept = null;
    });
    return answer;
  };
}
