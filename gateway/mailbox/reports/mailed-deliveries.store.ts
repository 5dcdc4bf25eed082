/** Deliveries of the channel email, as what comes back about them finds them. Does not decide what a report means (handle-report.ts). */
import type { Queryable, Transaction } from '../../database/database.js';
import type { DeliveryState } from '../../documents/lifecycle.js';

export interface MailedDelivery {
  readonly id: string;
  readonly kind: 'document' | 'status';
  readonly state: DeliveryState;
  readonly document: string;
  /** edXML DocumentId */
  readonly documentId: string;
  readonly fromAgency: string;
  /** Who was written to. */
  readonly target: string;
  /** Its mailbox as the directory has it now, lower case. */
  readonly address: string | null;
  readonly deferrals: number;
  /** ISO 8601 UTC; after it nothing is tried again. */
  readonly expiresAt: string;
}

/** Those of these deliveries that went, or go, by mail; in the order of `ids`. @param ids UUIDs */
export async function selectMailed(db: Queryable, ids: readonly string[]): Promise<MailedDelivery[]> {
  const { rows } = await db.query<MailedDelivery>(
    `select d.id, d.kind, d.state, d.document, o.document_id as "documentId", d.from_agency as "fromAgency", d.target,
       lower(a.email) as address, d.deferrals, d.expires_at as "expiresAt"
     from unnest($1::uuid[]) with ordinality as w(id, n) join deliveries d on d.id = w.id
     join documents o on o.id = d.document join agencies a on a.code = d.target
     where d.attempt > 0 and d.channel = 'email' order by w.n`,
    [ids],
    'select-mailed',
  );
  return rows;
}

/**
 * A copy of the mail arrived, whatever became of others: one that failed did not fail, and one that was to be sent again need not be, unless
 * somebody wished it. What an absence notice said stays.
 * @returns the state it was in; null when the arrival is known, or changes nothing in the state it is in by now
 */
export async function endArrived(tx: Transaction, id: string): Promise<DeliveryState | null> {
  const { rows } = await tx.query<{ state: DeliveryState }>(
    `with was as (select id, state from deliveries where id = $1 for update)
     update deliveries d set state = 'delivered', finished_at = now(),
       reason_code = case when reason_code = 'absence' then reason_code end,
       reason = case when reason_code = 'absence' then reason end
     from was where d.id = was.id
       and (was.state in ('sent', 'failed') or (was.state = 'queued' and d.attempt > 0 and not d.wished_again))
     returning was.state`,
    [id],
    'end-arrived',
  );
  return rows[0]?.state ?? null;
}

/** Fails a delivery that was sent; false when it is in another state by now: what arrived stays so. */
export async function failSent(
  tx: Transaction,
  id: string,
  { reasonCode, reason }: { readonly reasonCode: string; readonly reason: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update deliveries set state = 'failed', reason_code = $2, reason = $3, finished_at = now() where id = $1 and state = 'sent'`,
    [id, reasonCode, reason],
    'fail-sent',
  );
  return rowCount === 1;
}

/** Sends a mail again that came back for now; false when it is in another state by now. */
export async function requeueSent(
  tx: Transaction,
  id: string,
  { nextAt, reasonCode, reason }: { readonly nextAt: Date; readonly reasonCode: string; readonly reason: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update deliveries set state = 'queued', next_at = $2, deferrals = deferrals + 1, reason_code = $3, reason = $4
     where id = $1 and state = 'sent'`,
    [id, nextAt, reasonCode, reason],
  );
  return rowCount === 1;
}

/** Shows something on a delivery that is, or may be, with its receiver. */
export async function noteOnDelivery(tx: Transaction, id: string, code: string, text: string): Promise<void> {
  await tx.query(
    `update deliveries set reason_code = $2, reason = $3 where id = $1 and state in ('sent', 'delivered')`,
    [id, code, text],
    'note-on-delivery',
  );
}
