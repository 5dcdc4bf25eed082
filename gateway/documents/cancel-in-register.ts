/** What a recall does in the registers of recipients that give the document back. Source: Decree 30/2020/NĐ-CP article 18.4. */
import type { Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { cancelIncoming } from '../registers/registers.store.js';

const reason = 'Văn bản bị thu hồi (recalled)';

/** Their numbers stay visible as cancelled; who never accepted the document has none. @param document its row's id */
export async function cancelInRegister(
  tx: Transaction,
  document: string,
  agencies: readonly string[],
  { actor, at }: { readonly actor: string; readonly at: Date },
): Promise<void> {
  const cancelled = await cancelIncoming(tx, document, agencies, reason, at);
  await recordEvents(
    tx,
    cancelled.map(({ id, number, agency }) => ({
      kind: 'register.cancelled',
      document,
      agencies: [agency],
      payload: { entry: id, number, book: 'in', reason, actor },
    })),
  );
}
