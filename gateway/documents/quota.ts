/**
 * How much an agency may send in a day and in a month, where its operator has set that. Counted in bytes of containers; asked before a
 * number is taken. Submissions that end at the same moment may together go beyond it once: nobody waits for a count.
 */
import { Problem } from '../../schemas/problems/problem.js';
import { type Agency, vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { firstIdOf } from '../database/first-id.js';
import { selectSentBytes } from './quota.store.js';

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

/** @param bytes about to be sent @throws Problem `quota_exceeded` naming the limit */
export async function requireQuota(
  ctx: Asked,
  { code, quotaDay, quotaMonth }: Pick<Agency, 'code' | 'quotaDay' | 'quotaMonth'>,
  bytes: number,
): Promise<void> {
  if (quotaDay === null && quotaMonth === null) return;
  const sent = await sentBytesOf(ctx, code);
  const refuse = (limit: number, used: number, period: string, field: string) => {
    const detail = `${code} may send ${limit} bytes ${period}, has sent ${used} and would send ${bytes} more`;
    throw new Problem('quota_exceeded', { detail, field });
  };
  if (quotaDay !== null && sent.day + bytes > quotaDay) refuse(quotaDay, sent.day, 'a day', 'quotaDay');
  if (quotaMonth !== null && sent.month + bytes > quotaMonth) refuse(quotaMonth, sent.month, 'a month', 'quotaMonth');
}
