/** Deliveries as answers name them: by the Message-ID of the mail that brought the document, or of our answer to an answer about it. */
import type { Queryable } from '../../database/database.js';

/** A document mail to one recipient. */
export interface AnsweredDelivery {
  /** deliveries.id */
  readonly id: string;
  /** documents.id */
  readonly document: string;
  /** edXML DocumentId */
  readonly documentId: string;
  /** Code of the agency it was brought to. */
  readonly agency: string;
  /** When the first mail of it was written, ISO 8601 UTC. */
  readonly writtenAt: string;
}

const columns = `d.id, d.document, o.document_id as "documentId", d.target as agency,
  coalesce((select min(t.created_at) from answer_tokens t where t.delivery = d.id), d.created_at) as "writtenAt"`;

/** A mail of ours that is answered: of a delivery, a reply to a mail that came in, or a reminder. */
export interface OwnMailName {
  readonly kind: 'delivery' | 'reply';
  /** UUID */
  readonly id: string;
}

/**
 * The delivery of the first of these mails that is about a document brought to somebody. One that tells a sender of a failure is none: its
 * reader is not whom the document was brought to.
 * @param names nearest first
 */
export async function selectNamedDelivery(
  db: Queryable,
  names: readonly OwnMailName[],
): Promise<AnsweredDelivery | undefined> {
  const { rows } = await db.query<AnsweredDelivery>(
    `select ${columns} from unnest($1::text[], $2::uuid[]) with ordinality as n(kind, id, place)
     left join mails_out r on n.kind = 'reply' and r.id = n.id and not r.about_failure
     left join mails_in m on m.id = r.mail
     join deliveries d on d.kind = 'document' and d.id = case n.kind when 'reply' then coalesce(r.delivery, m.delivery) else n.id end
     join documents o on o.id = d.document order by n.place limit 1`,
    [names.map(({ kind }) => kind), names.map(({ id }) => id)],
    'named-delivery',
  );
  return rows[0];
}

/** Answers that were explained, and not recorded. */
export interface Explained {
  /** The address they came from. */
  readonly sender: string;
  readonly result: string;
  /** deliveries.id of what they are about; null: about nothing of ours. */
  readonly delivery: string | null;
}

/** @param since a UUIDv7: ids are times (RFC 9562 section 5.7) */
export async function countExplained(
  db: Queryable,
  { sender, result, delivery }: Explained,
  since: string,
): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from mails_in
     where id >= $1 and sender = $2 and result = $3 and kind <> 'document' and delivery is not distinct from $4::uuid`,
    [since, sender, result, delivery],
    'count-explained',
  );
  return rows[0]?.n ?? 0;
}

export async function selectAnsweredDelivery(db: Queryable, id: string): Promise<AnsweredDelivery | undefined> {
  const { rows } = await db.query<AnsweredDelivery>(
    `select ${columns} from deliveries d join documents o on o.id = d.document where d.id = $1 and d.kind = 'document'`,
    [id],
  );
  return rows[0];
}
