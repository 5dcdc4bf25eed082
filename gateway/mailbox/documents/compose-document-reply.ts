/**
 * What a sender reads whose mail became a document, or becomes one once it is confirmed: to whom, under which number, which files.
 * Why nothing was sent is in compose-refusal-reply.ts. Pure.
 * Source: issue "The e-mail gateway", part 2.
 */
import { documentTypeByCode } from '../../../schemas/directory/document-types.js';
import type { Metadata } from '../../../schemas/directory/metadata.js';
import { urgencies } from '../../../schemas/directory/urgency.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { dayMonthYear, vietnamTime } from '../../../schemas/words/vietnam-time.js';
import { type Block, paragraph } from '../../mail/mail-body.js';
import {
  documentFacts,
  documentIdFact,
  type MailedDocument,
  nameAndCode,
  type Party,
  sizeInWords,
  subjectLine,
} from '../../mail/mail-words.js';
import type { Letter } from '../incoming-mail.js';

export interface RepliedFile {
  readonly name: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

type Row = readonly [Bilingual, string];

const recipientRows = (recipients: readonly Party[]): Row[] =>
  recipients.map((one) => [say('Nơi nhận', 'To'), nameAndCode(one)]);

const fileRows = (files: readonly RepliedFile[]): Row[] =>
  files.flatMap(({ name, size, sha256 }, index): Row[] => [
    [say(`Tệp ${index + 1}`, `File ${index + 1}`), `${name} (${sizeInWords(size)})`],
    [say('SHA-256', 'SHA-256'), sha256],
  ]);

export interface SentDocument {
  readonly from: Party;
  readonly to: readonly Party[];
  readonly document: MailedDocument;
  readonly files: readonly RepliedFile[];
  /** What a clerk should look at. */
  readonly warnings: readonly string[];
  /** Of the container, hex. */
  readonly sha256: string;
  /** The page on which it can be followed. */
  readonly href: string;
}

const warningBlock = (warnings: readonly string[]): Block[] =>
  warnings.length === 0
    ? []
    : [{ kind: 'facts', rows: warnings.map((text) => [say('Lưu ý', 'Please note'), text] as const) }];

export function composeSent({ from, to, document, files, warnings, sha256, href }: SentDocument): Letter {
  const facts: Row[] = [
    ...documentFacts(document),
    documentIdFact(document),
    [say('Nơi gửi', 'From'), nameAndCode(from)],
    ...recipientRows(to),
  ];
  return {
    subject: subjectLine('đã gửi', document),
    blocks: [
      paragraph(
        say(
          `Văn bản của ${from.name} đã được tiếp nhận, ký số và đang được gửi tới các nơi nhận dưới đây.`,
          `The document of ${from.name} was taken, sealed, and is on its way to the recipients below.`,
        ),
      ),
      { kind: 'facts', rows: facts },
      { kind: 'facts', rows: [...fileRows(files), [say('SHA-256 của gói', 'SHA-256 of the container'), sha256]] },
      ...warningBlock(warnings),
      { kind: 'link', text: say('Theo dõi văn bản', 'Follow the document'), href },
    ],
  };
}

/** An earlier document, and what a new one does to it. */
export interface ChangedDocument {
  readonly kind: 'update' | 'replace';
  /** edXML DocumentId */
  readonly documentId: string;
}

export interface DocumentToConfirm {
  readonly from: Party;
  readonly to: readonly Party[];
  readonly metadata: Metadata;
  readonly files: readonly RepliedFile[];
  /** True when the mail did not say everything, and something of it was guessed. */
  readonly isProposal: boolean;
  /** Null for one that changes none. */
  readonly changes: ChangedDocument | null;
  readonly href: string;
  readonly expiresAt: Date;
}

const changeNames: Readonly<Record<ChangedDocument['kind'], Bilingual>> = {
  update: say('Cập nhật văn bản', 'Updates the document'),
  replace: say('Thay thế văn bản', 'Replaces the document'),
};

const changeRows = (changes: ChangedDocument | null): Row[] =>
  changes === null ? [] : [[changeNames[changes.kind], changes.documentId]];

function factsToConfirm({ from, to, metadata, changes }: DocumentToConfirm): Row[] {
  const { type, number, notation, subject, promulgation, urgency, dueDate, note } = metadata;
  const level = urgencies.find(({ code }) => code === urgency);
  return [
    [say('Loại văn bản', 'Type'), documentTypeByCode(type)?.name ?? type],
    [say('Số', 'Number'), number ?? 'cổng cấp số kế tiếp / the register gives the next one'],
    [say('Ký hiệu', 'Notation'), notation],
    [say('Ngày ban hành', 'Date'), dayMonthYear(promulgation.date)],
    [say('Trích yếu', 'Subject'), subject],
    [say('Độ khẩn', 'Urgency'), level === undefined ? urgency : `${level.vi} / ${level.en}`],
    ...(dueDate === null ? [] : [[say('Hạn trả lời', 'Answer due'), dayMonthYear(dueDate)] as const]),
    ...(note === '' ? [] : [[say('Ghi chú', 'Note'), note] as const]),
    ...changeRows(changes),
    [say('Nơi gửi', 'From'), nameAndCode(from)],
    ...recipientRows(to),
  ];
}

export function composeConfirmation(asked: DocumentToConfirm): Letter {
  const { from, metadata, files, isProposal, href, expiresAt } = asked;
  const until = vietnamTime(expiresAt.toISOString());
  const guessed = say(
    'Một phần thông tin không có trong thư và được lấy từ tiêu đề thư hoặc từ tệp: xin kiểm tra kỹ.',
    'Some of it was not in the mail and was taken from its subject or its files: please check it well.',
  );
  return {
    subject: subjectLine('cần xác nhận', { ...metadata, number: metadata.number ?? '…' }),
    blocks: [
      paragraph(
        say(
          `Cổng đã nhận một thư gửi từ hộp thư của ${from.name}, yêu cầu gửi văn bản dưới đây. Chưa có gì được gửi.`,
          `A mail from the mailbox of ${from.name} asks to send the document below. Nothing has been sent yet.`,
        ),
      ),
      { kind: 'facts', rows: factsToConfirm(asked) },
      { kind: 'facts', rows: fileRows(files) },
      ...(isProposal ? [paragraph(guessed)] : []),
      paragraph(
        say(
          `Nếu đúng, mở liên kết dưới đây và bấm xác nhận trước ${until}. Nếu Quý cơ quan không gửi thư này, xin bỏ qua và báo cho đơn vị vận hành cổng.`,
          `If that is right, open the link and confirm before ${until}. If you did not send this mail, ignore it and tell the gateway's operator.`,
        ),
      ),
      { kind: 'link', text: say('Xem và xác nhận', 'See and confirm'), href },
    ],
  };
}
