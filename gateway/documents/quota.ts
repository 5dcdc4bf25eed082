/**
 * How much an agency may send in a day and in a month, and how much of it may be kept in all, where its operator has set that. Counted in
 * bytes of containers; asked before a
 * number is taken. Submissions that end at the same moment may together go beyond it once: nobody waits for a count.
 */
import { Problem } from '../../schemas/problems/problem.js';
import { type Agency, vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { firstIdOf } from '../database/first-id.js';
import { addSettledBytes, selectKeptBytes, selectSentBytes } from './quota.store.js';

type Asked = Pick<GatewayContext, 'database' | 'now'>;

export interface SentBytes {
  readonly day: number;
  readonly month: number;
}

/** What an agency has sent today and this month, in Vietnam. */
export function sentBytesOf({ database, now }: Asked, agency: string): Promise<SentBytes> {
  const today = vietnamDay(now());
  const begins = (day: string) => firstIdOf(new Date(`${day}T00:00:00+07:00`));
  return selectSentBytes(database, agency, { day: begins(today), month: begins(`${today.slice(0, 8)}01`) });
}

const dayMs = 86_400_000;
/** By then what was being sealed is sealed or given up (janitor.ts): its bytes do not change any more. */
const settledMs = 2 * dayMs;
/** So much is counted anew each time before what is settled is added to the sum that is kept. */
const renewedMs = 7 * dayMs;

/** Bytes of all documents an agency has sent: they are kept for good (retention.ts). */
export async function keptBytesOf({ database, now }: Asked, agency: string): Promise<number> {
  const at = now().getTime();
  const [settled, due] = [settledMs, renewedMs].map((ms) => firstIdOf(new Date(at - ms))) as [string, string];
  const { through, bytes } = await selectKeptBytes(database, agency);
  if (through === null || through < due) await addSettledBytes(database, agency, through, settled);
  return bytes;
}

/** @param bytes about to be sent @throws Problem `quota_exceeded` naming the limit */
export async function requireQuota(
  ctx: Asked,
  { code, quotaDay, quotaMonth, quotaTotal }: Pick<Agency, 'code' | 'quotaDay' | 'quotaMonth' | 'quotaTotal'>,
  bytes: number,
): Promise<void> {
  if (quotaTotal !== null) await requireRoom(ctx, code, quotaTotal, bytes);
  if (quotaDay === null && quotaMonth === null) return;
  const sent = await sentBytesOf(ctx, code);
  const refuse = (limit: number, used: number, period: string, field: string) => {
    const detail = `${code} may send ${limit} bytes ${period}, has sent ${used} and would send ${bytes} more`;
    throw new Problem('quota_exceeded', { detail, field });
  };
  if (quotaDay !== null && sent.day + bytes > quotaDay) refuse(quotaDay, sent.day, 'a day', 'quotaDay');
  if (quotaMonth !== null && sent.month + bytes > quotaMonth) refuse(quotaMonth, sent.month, 'a month', 'quotaMonth');
}

async function requireRoom(ctx: Asked, code: string, limit: number, bytes: number): Promise<void> {
  const kept = await keptBytesOf(ctx, code);
  if (kept + bytes <= limit) return;
  const detail = `${limit} bytes of ${code} may be kept, ${kept} are, and ${bytes} more would be`;
  throw new Problem('quota_exceeded', { detail, field: 'quotaTotal' });
}
