/** Which recipients of a document have not answered yet, and were not reminded of it lately. */
import type { Transaction } from '../database/database.js';

export interface Awaited {
  readonly agency: string;
  readonly name: string;
  /** Of the document there. */
  readonly delivery: string;
  /** Where the mail that brought it goes; null where it came by no mail. */
  readonly mailAddress: string | null;
}

/**
 * Recipients that have the document and neither accepted nor refused it, or still owe an answer to a request; held until the end of the
 * transaction. What is taken back there is nobody's to answer any more.
 * @param day on which they were not reminded yet, YYYY-MM-DD in Vietnam
 */
export async function lockAwaited(tx: Transaction, document: string, day: string): Promise<Awaited[]> {
  const { rows } = await tx.query<Awaited>(
    `select r.agency, a.name, y.id as delivery, case when y.channel = 'email' then a.email end as "mailAddress"
     from recipients r join agencies a on a.code = r.agency
     join deliveries y on y.document = r.document and y.recipient = r.agency and y.target = r.agency and y.kind = 'document'
     where r.document = $1
       and (r.status = '01' or (r.status is null and y.state in ('sent', 'delivered')) or r.request = 'pending')
       and not (r.request is not distinct from 'agreed' and r.request_kind in ('recall', 'replace'))
       and not exists (
         select from events e where e.document = r.document and e.kind = 'document.reminded' and e.payload ->> 'agency' = r.agency
           and e.at >= $2::timestamp at time zone 'Asia/Ho_Chi_Minh')
     order by r.agency for update of r`,
    [document, day],
  );
  return rows;
}
