/** Rows behind the view of one mail: everything known of it, and what belongs to it. */
import type { Queryable } from '../../database/database.js';
import type { DeliveryState } from '../../documents/lifecycle.js';
import type { Block } from '../../mail/mail-body.js';
import type { ClaimedMail } from '../incoming-mail.js';
import { deliveryAsMail, type MailIn, type MailOut, mailInColumns, replyAsMail } from './list-mails.store.js';

export interface MailInRow extends MailIn {
  /** Of the original, hex. */
  sha256: string;
  /** Without angle brackets. */
  messageId: string | null;
  /** Of the S/MIME signature that was believed, hex. */
  signatureSha256: string | null;
  /** edXML DocumentId of `document`. */
  documentId: string | null;
  deliveryState: DeliveryState | null;
  /** Code of the agency the delivery goes to. */
  deliveryTarget: string | null;
  attempt: number;
  deferrals: number;
  nextAt: string;
  vouched: ClaimedMail['vouched'];
  vouchedBy: string | null;
  vouchedAt: string | null;
  originalRemovedAt: string | null;
}

/** @param reads whether the reader reads documents, here and below */
export async function selectMailIn(db: Queryable, id: string, reads: boolean): Promise<MailInRow | undefined> {
  const { rows } = await db.query<MailInRow>(
    `select ${mailInColumns('$2')}, m.sha256, m.message_id as "messageId", m.signature_sha256 as "signatureSha256",
       o.document_id as "documentId", d.state as "deliveryState", d.target as "deliveryTarget", m.attempt, m.deferrals,
       m.next_at as "nextAt", m.vouched, m.vouched_by as "vouchedBy", m.vouched_at as "vouchedAt",
       m.original_removed_at as "originalRemovedAt"
     from mails_in m left join documents o on o.id = m.document left join deliveries d on d.id = m.delivery where m.id = $1`,
    [id, reads],
  );
  return rows[0];
}

/** The mails that answer one, oldest first. */
export async function selectRepliesTo(db: Queryable, mail: string, reads: boolean): Promise<MailOut[]> {
  const { rows } = await db.query<MailOut & { search: string }>(
    `${replyAsMail('$2')} where d.mail = $1 order by d.id`,
    [mail, reads],
  );
  return rows.map(withoutSearch);
}

/** A delivery by mail, or an answer. */
export async function selectMailOut(db: Queryable, id: string, reads: boolean): Promise<MailOut | undefined> {
  const { rows } = await db.query<MailOut & { search: string }>(
    `${deliveryAsMail('$2')} where d.id = $1 and d.channel = 'email' union all ${replyAsMail('$2')} where d.id = $1`,
    [id, reads],
  );
  return rows.map(withoutSearch)[0];
}

const withoutSearch = ({ search: _search, ...row }: MailOut & { search: string }): MailOut => row;

export async function selectReplyBody(db: Queryable, id: string): Promise<readonly Block[]> {
  const { rows } = await db.query<{ body: readonly Block[] }>('select body from mails_out where id = $1', [id]);
  return rows[0]?.body ?? [];
}

export interface MailAttempt {
  attempt: number;
  startedAt: string;
  finishedAt: string;
  outcome: 'accepted' | 'deferred' | 'refused' | 'lost';
  detail: string | null;
}

/** Attempts of a delivery, oldest first. */
export async function selectAttempts(db: Queryable, delivery: string): Promise<MailAttempt[]> {
  const { rows } = await db.query<MailAttempt>(
    `select attempt, started_at as "startedAt", finished_at as "finishedAt", outcome, detail from delivery_attempts
     where delivery = $1 order by attempt`,
    [delivery],
  );
  return rows;
}

/** The mails that came in about a delivery, oldest first. */
export async function selectMailsAbout(db: Queryable, delivery: string, reads: boolean): Promise<MailIn[]> {
  const { rows } = await db.query<MailIn>(
    `select ${mailInColumns('$2')} from mails_in m where m.delivery = $1 order by m.id`,
    [delivery, reads],
  );
  return rows;
}
