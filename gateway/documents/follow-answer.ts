/**
 * What follows from a recipient's answer to a request (15 agrees, 16 refuses), in the transaction that writes it: its register,
 * what was on its way to it, the document's state. Does not decide what an answer means (lifecycle.ts).
 * Source: Decree 30/2020/NĐ-CP article 18.4 (recall: the incoming document is cancelled); architecture, "States".
 */
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { cancelInRegister } from './cancel-in-register.js';
import { type ChangeRequest, isWithdrawn, maySetOut } from './lifecycle.js';
import { settleDocument } from './open-requests.js';
import { resumeCancelledDeliveries } from './requests.store.js';
import type { RecipientView } from './statuses.store.js';

/** The caller holds the document's lock. @param answered the request as the recipient's answer leaves it */
export async function followAnswer(
  ctx: GatewayContext,
  tx: Transaction,
  row: RecipientView,
  answered: ChangeRequest,
  actor: string,
): Promise<void> {
  if (maySetOut(answered)) await resumeDeliveries(ctx, tx, row, actor);
  if (answered.kind === 'recall' && isWithdrawn(answered))
    await cancelInRegister(tx, row.id, [row.agency], { actor, at: ctx.now() });
  await settleDocument(tx, row.id, answered.kind);
}

/** Who refuses to give a document back keeps it: its delivery, if the request stopped one, goes on. */
async function resumeDeliveries(
  ctx: GatewayContext,
  tx: Transaction,
  row: RecipientView,
  actor: string,
): Promise<void> {
  const expiresAt = new Date(ctx.now().getTime() + ctx.config.deliveryExpiryHours * 3_600_000);
  const resumed = await resumeCancelledDeliveries(tx, row.id, row.agency, expiresAt);
  await recordEvents(
    tx,
    resumed.map((delivery) => ({
      kind: 'delivery.retried',
      document: row.id,
      agencies: [row.fromAgency, row.agency],
      payload: { delivery, documentId: row.documentId, was: 'cancelled', actor },
    })),
  );
  if (resumed.length > 0) tx.afterCommit(() => ctx.wake('deliveries'));
}
