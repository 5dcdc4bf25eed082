/**
 * A document reaches a recipient's inbox: it becomes visible there, and the receipt (status 01), sealed with the gateway's
 * receipt key and naming the agency, starts its way back. Does not bring anything anywhere (gateway/channels).
 * Source: architecture, "Who signs what"; Decision 28/2018/QĐ-TTg article 7 (receipt).
 */
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { selectAddressed } from './statuses.store.js';
import { type PreparedMove, prepareMove, writeMove } from './write-statuses.js';

/**
 * Seals the receipt of a document for a recipient; null when it arrived before, so that nothing is left to write.
 * Call it before opening the transaction that finishes the delivery.
 */
export async function prepareArrival(
  ctx: GatewayContext,
  document: string,
  agency: string,
): Promise<PreparedMove | null> {
  const row = await selectAddressed(ctx.database, document, agency);
  if (row === undefined || row.status !== null) return null;
  const signer = await ctx.keys.receiptSigner();
  const change = { field: 'status', from: null, to: '01' } as const;
  return prepareMove(ctx, signer, { row, codes: ['01'], reason: null, staff: null, actor: 'system:gateway', change });
}

/**
 * Writes the arrival.
 * @throws Problem `conflict` when the document does not get into the inbox by it: then nothing that says so may be written
 */
export async function recordArrival(ctx: GatewayContext, tx: Transaction, arrival: PreparedMove): Promise<void> {
  await writeMove(ctx, tx, arrival);
}
