/** Documents whose deliveries failed for good, and whose senders take what they are told by mail; mails to them that have not gone out. */
import type { Transaction } from '../database/database.js';
import { isNotTakenBack, isUnanswered } from '../documents/lists/outbox.store.js';
import type { Block } from '../mail/mail-body.js';
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

export interface WaitingNotice {
  /** mails_out.id */
  readonly id: string;
  /** deliveries.id: those it tells of that still have failed. */
  readonly deliveries: readonly string[];
}

/**
 * Locks the mails about a document's failures that have not gone out and that nobody sends at this moment. What a mail tells of failed in
 * the transaction that wrote it, and has its time.
 * @param document documents.id
 */
export async function lockWaitingNotices(tx: Transaction, document: string): Promise<WaitingNotice[]> {
  const { rows } = await tx.query<WaitingNotice>(
    `select m.id, array(select y.id from deliveries y where y.document = $1 and y.kind = 'document' and y.state = 'failed'
       and y.finished_at = m.created_at) as deliveries
     from mails_out m join deliveries d on d.id = m.delivery
     where d.document = $1 and m.about_failure and m.state = 'queued' and (m.lease_until is null or m.lease_until < now())
     for update of m`,
    [document],
    'lock-waiting-notices',
  );
  return rows;
}

/** Changes what a locked notice says. */
export async function rewriteNotice(tx: Transaction, id: string, blocks: readonly Block[]): Promise<void> {
  await tx.query('update mails_out set body = $2 where id = $1', [id, JSON.stringify(blocks)]);
}

/** Deletes a locked notice: nobody read it. */
export async function deleteNotice(tx: Transaction, id: string): Promise<void> {
  await tx.query('delete from mails_out where id = $1', [id]);
}
