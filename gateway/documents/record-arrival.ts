/**
 * A document reaches a recipient's inbox: it becomes visible there, and the receipt (status 01), sealed with the gateway's
 * receipt key and naming the agency, starts its way back. Does not bring anything anywhere (gateway/channels).
 * Source: architecture, "Who signs what"; Decision 28/2018/QĐ-TTg article 7 (receipt).
 */
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { maySetOut, type RequestKind } from './lifecycle.js';
import { selectAddressed } from './statuses.store.js';
import { type PreparedMove, prepareMove, writeMove } from './write-statuses.js';

/** What a document that sets out to a recipient finds there. */
export type Approach =
  /** It is new there: this is its arrival with the receipt, still to be written. */
  | { readonly kind: 'arriving'; readonly arrival: PreparedMove }
  /** It has arrived before. */
  | { readonly kind: 'arrived' }
  /** The sender wants it back or sent another one instead: it must not set out. */
  | { readonly kind: 'stopped'; readonly request: RequestKind };

/**
 * Looks before a delivery sets out, and seals the receipt where one is due.
 * Call it before opening the transaction that finishes the delivery.
 */
export async function approachRecipient(ctx: GatewayContext, document: string, agency: string): Promise<Approach> {
  const row = await selectAddressed(ctx.database, document, agency);
  if (row === undefined) throw new Error(`document ${document} is not addressed to ${agency}`);
  const { request: state, requestKind: kind } = row;
  if (kind !== null && !maySetOut({ kind, state })) return { kind: 'stopped', request: kind };
  if (row.status !== null) return { kind: 'arrived' };
  const signer = await ctx.keys.receiptSigner();
  const change = { field: 'status', from: null, to: '01' } as const;
  const receipt = { row, codes: ['01'], reason: null, staff: null, actor: 'system:gateway', change } as const;
  return { kind: 'arriving', arrival: await prepareMove(ctx, signer, receipt) };
}

/**
 * Writes the arrival.
 * @throws Problem `conflict` when the document does not get into the inbox by it: then nothing that says so may be written
 */
export async function recordArrival(ctx: GatewayContext, tx: Transaction, arrival: PreparedMove): Promise<void> {
  await writeMove(ctx, tx, arrival);
}
