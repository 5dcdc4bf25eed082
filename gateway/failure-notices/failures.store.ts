/** Documents whose deliveries failed for good, and whose senders take what they are told by mail. */
import type { Transaction } from '../database/database.js';
import { isNotTakenBack, isUnanswered } from '../documents/lists/outbox.store.js';
import type { MailedDocument, Party } from '../mail/mail-words.js';
import type { Unreached } from './compose-failure.js';

export interface MailedFailure {
  /** documents.id */
  readonly id: string;
  readonly document: MailedDocument;
  readonly from: Party;
  /** The sender's mailbox. */
  readonly address: string;
  /** deliveries.id: the first of those that failed. */
  readonly delivery: string;
  /** At least one, in the order of their codes. */
  readonly unreached: readonly Unreached[];
}

/** A push (channel webhook) that failed after the arrival: the recipient has the document in its inbox here, and needs it no other way. */
const isInInboxHere = `d.channel = 'webhook' and r.status is not null`;

/**
 * One for each document with recipients that are without it for all anybody knows: not of those that answered it, gave it back, or were
 * pushed what lies in their inbox here. Statuses are notices themselves: of one that failed nobody is told.
 * @param deliveries deliveries.id; of these only those that have failed count
 */
export async function selectMailedFailures(tx: Transaction, deliveries: readonly string[]): Promise<MailedFailure[]> {
  const { rows } = await tx.query<MailedFailure>(
    `select o.id, s.email as address, jsonb_build_object('code', s.code, 'name', s.name) as "from",
       jsonb_build_object('documentId', o.document_id, 'number', o.number, 'notation', o.notation, 'subject', o.subject,
         'date', o.promulgation_date) as document,
       (array_agg(d.id order by d.id))[1] as delivery,
       jsonb_agg(jsonb_build_object('code', t.code, 'name', t.name, 'reasonCode', d.reason_code) order by t.code) as unreached
     from deliveries d join documents o on o.id = d.document
     join agencies s on s.code = o.from_agency and s.channel = 'email' and s.email is not null
     join agencies t on t.code = d.target join recipients r on r.document = d.document and r.agency = d.recipient
     where d.id = any ($1::uuid[]) and d.state = 'failed' and d.kind = 'document'
       and ${isUnanswered} and ${isNotTakenBack} and not (${isInInboxHere}) group by o.id, s.code order by o.id`,
    [deliveries],
    'select-mailed-failures',
  );
  return rows;
}
