/** Keeps the report's figures small and right: changes folded into counts now and then, everything counted anew when they differ. */
import type { GatewayContext } from '../context.js';
import { countDifferences, foldChanges, recountAll } from './report-counts.store.js';

const atOnce = 20_000;

/** One round of folding; true when more may be waiting. */
export async function foldReportCounts({ database }: Pick<GatewayContext, 'database'>): Promise<boolean> {
  return (await database.transaction((tx) => foldChanges(tx, atOnce))) === atOnce;
}

/** Counts everything anew. @returns how many counts were wrong */
export function recountReport({ database }: Pick<GatewayContext, 'database'>): Promise<number> {
  return database.transaction(async (tx) => {
    const wrong = await countDifferences(tx);
    await recountAll(tx);
    return wrong;
  });
}
