/** How a document ends that was never sealed: cancelled with its number, in one statement guarded by state and sealing attempt. */
import type { Queryable } from '../database/database.js';

export interface CancelledRow {
  id: string;
  documentId: string;
  fromAgency: string;
  number: string;
}

/**
 * Cancels one document that will not be sealed, or all abandoned for `abandonSeconds` (at most 500): the number stays
 * visible as cancelled, a number that was reserved by hand is free again for its reservation.
 */
export async function cancelUnsealed(
  tx: Queryable,
  which: { readonly id: string; readonly attempt: number } | { readonly abandonSeconds: number },
  reason: string,
): Promise<CancelledRow[]> {
  const [condition, values] =
    'id' in which
      ? ['id = $2 and sealing_attempt = $3', [which.id, which.attempt]]
      : ['sealing_until < now() - make_interval(secs => $2)', [which.abandonSeconds]];
  const { rows } = await tx.query<CancelledRow>(
    `with due as (
       select id from documents where state = 'sealing' and ${condition} limit 500 for update skip locked),
     cancelled as (
       update documents set state = 'cancelled', idempotency_key = null, sealing_until = null
       where id in (select id from due) and state = 'sealing'
       returning id, document_id, from_agency, number),
     freed as (
       update register_entries set
         document = case when entry ? 'reservation' then null else document end,
         notation = coalesce(entry->>'reservedNotation', notation),
         entry = entry - 'reservedNotation',
         cancelled_at = case when entry ? 'reservation' then null else now() end,
         cancelled_reason = case when entry ? 'reservation' then null else $1 end,
         state = case when entry ? 'reservation' then 'reserved' else 'cancelled' end
       where document in (select id from cancelled) and state = 'reserved')
     select id, document_id as "documentId", from_agency as "fromAgency", number from cancelled`,
    [reason, ...values],
  );
  return rows;
}
