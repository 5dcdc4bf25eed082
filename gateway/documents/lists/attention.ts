/** What waits for an agency's people today: what the home page opens with, and the figure beside its name in the navigation. */
import { vietnamDay } from '../../agencies/agency.js';
import type { GatewayContext } from '../../context.js';
import {
  type AttentionCounts,
  type AttentionDetails,
  selectAttention,
  selectAttentionDetails,
} from './attention.store.js';
import { mostCounted } from './list-filter.js';
import { countOutbox } from './outbox.store.js';

/** One statement over partial indexes; each count ends at `mostCounted`. @param agency its code */
export const attentionCounts = (
  { database, now }: Pick<GatewayContext, 'database' | 'now'>,
  agency: string,
): Promise<AttentionCounts> => selectAttention(database, agency, vietnamDay(now()), mostCounted);

/** How many things there are to do; a document counts once for its recipient. */
export const totalOf = (counts: AttentionCounts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

export interface Attention {
  readonly counts: AttentionCounts;
  readonly details: AttentionDetails;
  /** Sent documents whose seal waits for its timestamp: nothing to do. */
  readonly proofPending: number;
}

/** The counts with what the day's contents say beside them. */
export async function readAttention(
  ctx: Pick<GatewayContext, 'database' | 'now'>,
  agency: string,
  counts: AttentionCounts,
): Promise<Attention> {
  const [details, [proofPending = 0]] = await Promise.all([
    selectAttentionDetails(ctx.database, agency, vietnamDay(ctx.now()), mostCounted),
    countOutbox(ctx.database, agency, ['proof-pending'], mostCounted),
  ]);
  return { counts, details, proofPending };
}
