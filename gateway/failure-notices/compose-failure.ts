/** What a mail says that tells an agency whom its document did not reach, why, and what to do. Pure: sends nothing. */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { reasonWords } from '../deliveries/channel-names.js';
import { type Block, paragraph } from '../mail/mail-body.js';
import {
  documentFacts,
  documentIdFact,
  type MailedDocument,
  nameAndCode,
  type Party,
  subjectLine,
} from '../mail/mail-words.js';

export interface Unreached extends Party {
  /** Stable; null: nobody knows why. */
  readonly reasonCode: string | null;
}

export interface FailureNotice {
  readonly from: Party;
  readonly document: MailedDocument;
  /** At least one. */
  readonly unreached: readonly Unreached[];
  /** The document's page. */
  readonly href: string;
}

/** Of more only the number is said: the page names them all. */
const mostNamed = 50;

function rowsOf({ reasonCode, ...party }: Unreached): (readonly [Bilingual, string])[] {
  const why = reasonWords(reasonCode);
  return [
    [say('Chưa nhận được', 'Did not get it'), nameAndCode(party)],
    ...(why === null ? [] : [[say('Lý do', 'Why'), `${why.vi} / ${why.en}`] as const]),
  ];
}

function unreachedRows(unreached: readonly Unreached[]): (readonly [Bilingual, string])[] {
  const rows = unreached.slice(0, mostNamed).flatMap(rowsOf);
  const others = unreached.length - mostNamed;
  return others > 0 ? [...rows, [say('Nơi nhận khác', 'Other recipients'), String(others)]] : rows;
}

export function composeFailure({ from, document, unreached, href }: FailureNotice): {
  readonly subject: string;
  readonly blocks: readonly Block[];
} {
  return {
    subject: subjectLine('không gửi được', document),
    blocks: [
      paragraph(
        say(
          `Kính gửi ${from.name}: văn bản dưới đây của Quý cơ quan không chuyển được tới nơi nhận. Cổng không tự gửi lại nữa.`,
          `To ${from.name}: your document below could not be brought to its recipient. It is not tried again by itself.`,
        ),
      ),
      { kind: 'facts', rows: [...documentFacts(document), documentIdFact(document)] },
      { kind: 'facts', rows: unreachedRows(unreached) },
      paragraph(
        say(
          'Nếu địa chỉ của nơi nhận trong danh mục đã sai, xin báo đơn vị vận hành cổng sửa, rồi gửi lại từ trang của văn bản. Nếu không, xin chuyển văn bản tới nơi nhận bằng đường khác.',
          'If the recipient’s address in the directory is wrong, please have the gateway’s operator correct it, then send again from the document’s page. Otherwise please bring the document there another way.',
        ),
      ),
      { kind: 'link', text: say('Mở trang của văn bản', 'Open the document’s page'), href },
    ],
  };
}
