/**
 * Ends documents that were never sealed: their number stays in the register as cancelled, and an event says why.
 * Does not touch sealed documents; those are recalled.
 */
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { cancelUnsealed } from './cancel-documents.store.js';

/** Cancels one document, if it is still unsealed and this attempt is its newest. */
export async function cancelDocument(
  ctx: GatewayContext,
  which: { readonly id: string; readonly attempt: number },
  reason: string,
): Promise<void> {
  await cancel(ctx, which, reason);
}

/** Cancels what nobody came back for within the time set (`abandonSeconds`); returns how many. */
export async function cancelAbandoned(ctx: GatewayContext): Promise<number> {
  return cancel(ctx, { abandonSeconds: ctx.config.abandonSeconds }, 'The request was never repeated');
}

async function cancel(
  ctx: GatewayContext,
  which: Parameters<typeof cancelUnsealed>[1],
  reason: string,
): Promise<number> {
  return ctx.database.transaction(async (tx) => {
    const cancelled = await cancelUnsealed(tx, which, reason);
    if (cancelled.length === 0) return 0;
    await recordEvents(
      tx,
      cancelled.map(({ id, documentId, fromAgency, number }) => ({
        kind: 'document.cancelled',
        document: id,
        agencies: [fromAgency],
        payload: { documentId, number, reason },
      })),
    );
    tx.afterCommit(() => ctx.wake('events'));
    return cancelled.length;
  });
}
