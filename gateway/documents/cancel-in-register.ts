/** What a recall does in the register of a recipient that gives the document back. Source: Decree 30/2020/NĐ-CP article 18.4. */
import type { Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { cancelIncoming } from '../registers/registers.store.js';

const reason = 'Văn bản bị thu hồi (recalled)';

/** The number stays visible as cancelled; a document that was never accepted has none. @param document its row's id */
export async function cancelInRegister(
  tx: Transaction,
  document: string,
  agency: string,
  { actor, at }: { readonly actor: string; readonly at: Date },
): Promise<void> {
  const cancelled = await cancelIncoming(tx, document, agency, reason, at);
  if (cancelled === undefined) return;
  await recordEvents(tx, [
    {
      kind: 'register.cancelled',
      document,
      agencies: [agency],
      payload: { entry: cancelled.id, number: cancelled.number, book: 'in', reason, actor },
    },
  ]);
}
