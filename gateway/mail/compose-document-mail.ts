/**
 * What the mail that brings a document says: what it is, from whom, until when, which files, whether the seal holds, how to answer.
 * Pure: does not read the document (prepare-mail.ts), attach or send anything.
 * Source: issue "The e-mail gateway", part 1; Decree 30/2020/NĐ-CP annex I (urgency).
 */

import { documentTypeByCode } from '../../schemas/directory/document-types.js';
import type { UrgencyLevel } from '../../schemas/directory/urgency.js';
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { dayMonthYear, vietnamTime } from '../../schemas/words/vietnam-time.js';
import { type Block, type MailBody, writeMailBody } from './mail-body.js';
import {
  documentFacts,
  documentIdFact,
  type MailedDocument,
  nameAndCode,
  type Party,
  sizeInWords,
  subjectLine,
} from './mail-words.js';

/** Instead of attachments that would be too large. */
export interface ContainerLink {
  readonly href: string;
  readonly size: number;
  /** Of the container, hex. */
  readonly sha256: string;
  /** ISO 8601 UTC. */
  readonly expiresAt: string;
}

export interface DocumentMail {
  readonly from: Party;
  readonly to: Party;
  readonly document: MailedDocument & {
    readonly type: string;
    readonly urgency: UrgencyLevel;
    /** YYYY-MM-DD */
    readonly dueDate: string | null;
  };
  readonly files: readonly { readonly name: string; readonly size: number }[];
  /** The verdict on the seal in one sentence. */
  readonly verdict: Bilingual;
  /** Null: everything is attached. */
  readonly link: ContainerLink | null;
  readonly answering: Answering;
}

/** How this recipient can answer. */
export interface Answering {
  /** Pages where one click more answers. */
  readonly links: readonly { readonly text: Bilingual; readonly href: string }[];
  /** What ties a reply to this mail. */
  readonly code: string;
  /** Of links and code, ISO 8601 UTC. */
  readonly expiresAt: string;
  /** Whether replies are read. */
  readonly byReply: boolean;
}

const greeting = ({ from, to }: DocumentMail): Block => ({
  kind: 'paragraph',
  text: say(
    `Kính gửi ${to.name}: ${from.name} gửi Quý cơ quan văn bản điện tử dưới đây.`,
    `To ${to.name}: ${from.name} sends you the official document below.`,
  ),
});

function factsOf({ from, to, document }: DocumentMail): Block {
  const { type, urgency, dueDate } = document;
  const rows: (readonly [Bilingual, string])[] = [
    [say('Loại văn bản', 'Type'), documentTypeByCode(type)?.name ?? type],
    ...documentFacts(document),
    [say('Nơi gửi', 'From'), nameAndCode(from)],
    [say('Nơi nhận', 'To'), nameAndCode(to)],
    [say('Độ khẩn', 'Urgency'), `${urgency.vi} / ${urgency.en}`],
  ];
  if (dueDate !== null) rows.push([say('Hạn trả lời', 'Answer due'), dayMonthYear(dueDate)]);
  return { kind: 'facts', rows: [...rows, documentIdFact(document)] };
}

const filesOf = ({ files }: DocumentMail): Block => ({
  kind: 'facts',
  rows: files.map(({ name, size }, index) => [
    say(`Tệp ${index + 1}`, `File ${index + 1}`),
    `${name} (${sizeInWords(size)})`,
  ]),
});

/** How the reader gets what was signed. */
function bringing({ link }: DocumentMail): Block[] {
  if (link === null)
    return [
      {
        kind: 'paragraph',
        text: say(
          'Các tệp được đính kèm. Gói .asice là bản gốc có con dấu điện tử: lưu gói này để chứng minh về sau.',
          'The files are attached. The .asice container is the sealed original: keep it as proof.',
        ),
      },
    ];
  return [
    {
      kind: 'paragraph',
      text: say(
        `Gói văn bản (${sizeInWords(link.size)}) quá lớn để gửi kèm thư. Liên kết dưới đây chỉ dẫn đến văn bản này, hết hạn ${vietnamTime(link.expiresAt)}; ai có thư này đều tải được.`,
        `The container (${sizeInWords(link.size)}) is too large for a mail. The link leads to this document only and ends ${vietnamTime(link.expiresAt)}; whoever has this mail can follow it.`,
      ),
    },
    { kind: 'link', text: say('Tải gói văn bản', 'Download the container'), href: link.href },
    { kind: 'facts', rows: [[say('SHA-256 của gói', 'SHA-256 of the container'), link.sha256]] },
  ];
}

/** The forms of a reply that are understood (schemas/mail/answer.ts). */
const replying: Block = {
  kind: 'paragraph',
  text: say(
    'Hoặc trả lời thư này với dòng đầu là một trong ba câu: “Tiếp nhận”, “Từ chối: lý do”, “Hoàn thành”. Giữ nguyên phần trích thư bên dưới. Trả lời có chữ ký S/MIME của cơ quan có hiệu lực ngay; trả lời không ký thì từ chối và hoàn thành còn phải xác nhận.',
    'Or reply to this mail, with the first line “accept”, “refuse: reason” or “done”. Leave the quoted mail below it. A reply with your agency’s S/MIME signature acts at once; without one, refusing and completing are to be confirmed.',
  ),
};

function howToAnswer({ answering: { links, code, expiresAt, byReply } }: DocumentMail): Block[] {
  return [
    {
      kind: 'paragraph',
      text: say(
        `Để trả lời, mở một liên kết dưới đây rồi xác nhận trên trang hiện ra, trước ${vietnamTime(expiresAt)}. Ai có thư này đều trả lời được thay Quý cơ quan: không chuyển tiếp ra ngoài.`,
        `To answer, follow a link and confirm on the page it opens, before ${vietnamTime(expiresAt)}. Whoever has this mail can answer for you: do not pass it on.`,
      ),
    },
    ...links.map(({ text, href }): Block => ({ kind: 'link', text, href })),
    ...(byReply ? [replying] : []),
    { kind: 'facts', rows: [[say('Mã trả lời', 'Answer code'), code]] },
  ];
}

/** Subject and body. */
export function composeDocumentMail(mail: DocumentMail): MailBody & { readonly subject: string } {
  const { urgency } = mail.document;
  const blocks: Block[] = [
    greeting(mail),
    factsOf(mail),
    filesOf(mail),
    ...bringing(mail),
    { kind: 'paragraph', text: mail.verdict },
    ...howToAnswer(mail),
  ];
  return { subject: subjectLine(urgency.priority === 0 ? null : urgency.vi, mail.document), ...writeMailBody(blocks) };
}
