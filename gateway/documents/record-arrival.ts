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
  const to = { status: '01', request: row.request } as const;
  return prepareMove(ctx, signer, { row, codes: ['01'], reason: null, staff: null, actor: 'system:gateway', to });
}

/** Writes the arrival; false when it was written before (a repeated delivery changes nothing). */
export async function recordArrival(
  ctx: GatewayContext,
  tx: Transaction,
  arrival: PreparedMove | null,
): Promise<boolean> {
  if (arrival === null) return false;
  return (await writeMove(ctx, tx, arrival)) !== undefined;
}
