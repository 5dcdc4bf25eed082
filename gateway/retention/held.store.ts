/** Which originals of mails, and which drafts, a hold covers. Read by whatever removes them, in the statement that chooses what to remove. */
import type { Transaction } from '../database/database.js';

/** Any number that no other advisory lock of the product uses. */
const holdsLock = 0x686f6c64;

/**
 * Keeps holds as they are until the end of the transaction; taken before anything is chosen for removal. Whoever places a hold waits for
 * it, so that nothing of what is held goes after the hold stands.
 */
export async function keepHolds(tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared($1)', [holdsLock], 'keep-holds');
}

/** Waits for removals that are under way; lets none begin until the end of the transaction. */
export async function changeHolds(tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [holdsLock], 'change-holds');
}

/**
 * A condition: whether a row of `mails_in`, under this alias, is held. By its document; by the day it came on, where it speaks for the
 * held agency, claims to come from it, or led to a document of which that is sender or recipient.
 */
export const isHeld = (mail: string): string => `exists (
  select from holds h
  left join agencies held on held.code = h.agency
  left join documents about on about.id = coalesce(${mail}.document, (select y.document from deliveries y where y.id = ${mail}.delivery))
  where h.lifted_at is null and (h.document = about.id or (
    (${mail}.received_at at time zone 'Asia/Ho_Chi_Minh')::date between h.from_day and h.to_day
    and (h.agency in (${mail}.agency, about.from_agency) or lower(${mail}.sender) = lower(held.email)
      or exists (select from recipients r where r.document = about.id and r.agency = h.agency)))))`;

/** The same for a row of `drafts`: by the document it became or was begun from; by the days on which it was written, where the held agency wrote it. */
export const isDraftHeld = (draft: string): string => `exists (
  select from holds h where h.lifted_at is null and (h.document in (${draft}.document, ${draft}.source) or (
    h.agency = ${draft}.agency and (${draft}.created_at at time zone 'Asia/Ho_Chi_Minh')::date <= h.to_day
    and (${draft}.updated_at at time zone 'Asia/Ho_Chi_Minh')::date >= h.from_day)))`;

/** Whether a draft is held; asked under `keepHolds`. */
export async function isHeldDraft(tx: Transaction, id: string): Promise<boolean> {
  const { rows } = await tx.query(`select from drafts d where d.id = $1 and ${isDraftHeld('d')}`, [id]);
  return rows.length === 1;
}
