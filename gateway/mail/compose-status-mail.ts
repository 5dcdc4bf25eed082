/**
 * What the mail says that tells one side what the other did with a document: arrived, accepted, refused, taken back …
 * Pure: does not read the status (prepare-mail.ts), attach or send anything.
 * Source: issue "The e-mail gateway", part 1; QCVN 102:2016/BTTTT status messages.
 */

import { type StatusCode, statusKind } from '../../schemas/directory/statuses.js';
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { vietnamTime } from '../../schemas/words/vietnam-time.js';
import { type Block, type MailBody, writeMailBody } from './mail-body.js';
import {
  documentFacts,
  documentIdFact,
  type MailedDocument,
  nameAndCode,
  type Party,
  subjectLine,
} from './mail-words.js';

export interface StatusMail {
  readonly document: MailedDocument;
  /** Who declared it. */
  readonly author: Party;
  readonly code: StatusCode;
  readonly reason: string | null;
  /** ISO 8601 UTC. */
  readonly at: string;
}

function factsOf({ document, author, code, reason, at }: StatusMail, words: Bilingual): Block {
  const rows: (readonly [Bilingual, string])[] = [
    [say('Trạng thái', 'Status'), `${code} ${words.vi} / ${words.en}`],
    [say('Cơ quan', 'Agency'), nameAndCode(author)],
    [say('Lúc', 'At'), vietnamTime(at)],
  ];
  if (reason !== null) rows.push([say('Lý do', 'Reason'), reason]);
  return { kind: 'facts', rows: [...rows, ...documentFacts(document), documentIdFact(document)] };
}

/** Subject and body. */
export function composeStatusMail(mail: StatusMail): MailBody & { readonly subject: string } {
  const words = statusKind(mail.code) ?? say(mail.code, mail.code);
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: say(`Trạng thái của văn bản dưới đây: ${words.vi}.`, `The status of the document below: ${words.en}.`),
    },
    factsOf(mail, words),
    {
      kind: 'paragraph',
      text: say(
        'Gói .asice đính kèm là thông báo trạng thái có con dấu điện tử. Thư này được gửi tự động.',
        'The attached .asice container is the sealed status message. This mail was sent automatically.',
      ),
    },
  ];
  return { subject: subjectLine(words.vi, mail.document), ...writeMailBody(blocks) };
}
