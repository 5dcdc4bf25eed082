/** What a mail says that reminds an agency of a document it has not answered. Pure: sends nothing. */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { dayMonthYear } from '../../schemas/words/vietnam-time.js';
import { type Block, paragraph } from '../mail/mail-body.js';
import {
  documentFacts,
  documentIdFact,
  type MailedDocument,
  nameAndCode,
  type Party,
  subjectLine,
} from '../mail/mail-words.js';

export interface Reminder {
  readonly from: Party;
  readonly to: Party;
  readonly document: MailedDocument & {
    /** YYYY-MM-DD */
    readonly dueDate: string | null;
  };
}

export function composeReminder({ from, to, document }: Reminder): {
  readonly subject: string;
  readonly blocks: readonly Block[];
} {
  const rows: (readonly [Bilingual, string])[] = [
    ...documentFacts(document),
    [say('Nơi gửi', 'From'), nameAndCode(from)],
    [say('Nơi nhận', 'To'), nameAndCode(to)],
    ...(document.dueDate === null ? [] : [[say('Hạn trả lời', 'Answer due'), dayMonthYear(document.dueDate)] as const]),
    documentIdFact(document),
  ];
  return {
    subject: subjectLine('Nhắc', document),
    blocks: [
      paragraph(
        say(
          `Kính gửi ${to.name}: ${from.name} chưa nhận được trả lời của Quý cơ quan về văn bản dưới đây.`,
          `To ${to.name}: ${from.name} has no answer from you yet to the document below.`,
        ),
      ),
      { kind: 'facts', rows },
      paragraph(
        say(
          'Xin mở thư đã mang văn bản này tới và trả lời bằng một trong các cách ghi trong đó. Nếu Quý cơ quan vừa trả lời, xin bỏ qua thư này. Mỗi văn bản chỉ nhắc nhiều nhất một lần trong ngày.',
          'Please open the mail that brought it, and answer in one of the ways it names. If you have just answered, ignore this mail. There is at most one reminder of a document a day.',
        ),
      ),
    ],
  };
}
