/** What `mail list` and `mail show` tell people about mails. What strangers wrote is made visible, so that no terminal obeys it. */
import { visible } from '../../certs/verdict/html/markup.js';
import type { ListedMail } from '../../gateway/mailbox/operating/list-mails.js';
import type { ViewedMailIn, ViewedMailOut } from '../../gateway/mailbox/operating/view-mail.js';
import type { Bilingual } from '../../schemas/words/bilingual.js';
import { vietnamTime } from '../../schemas/words/vietnam-time.js';

export const mailTitles = ['ID', 'LÚC', 'TRẠNG THÁI', 'LOẠI', 'ĐỊA CHỈ', 'TIÊU ĐỀ', 'KẾT QUẢ'];

const longestSubject = 60;

const atOf = (mail: ListedMail) => (mail.direction === 'in' ? mail.receivedAt : mail.createdAt);
const addressOf = (mail: ListedMail) => (mail.direction === 'in' ? mail.sender : mail.recipient);

export const mailRow = (mail: ListedMail) => [
  mail.id,
  vietnamTime(atOf(mail)),
  mail.state,
  mail.kind,
  visible(addressOf(mail) ?? ''),
  visible([...(mail.subject ?? '')].slice(0, longestSubject).join('')),
  mail.words?.vi,
];

type Fact = readonly [label: string, value: string | number | null | undefined];

const write = (facts: readonly Fact[]): string =>
  facts
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([label, value]) => `  ${label}: ${visible(String(value))}\n`)
    .join('');

const both = (words: Bilingual | null) => (words === null ? '' : ` (${words.vi} / ${words.en})`);
const time = (iso: string | null) => (iso === null ? null : vietnamTime(iso));
const shortly = (mail: ListedMail) =>
  `  ${mail.id}  ${mail.kind ?? '-'}  ${mail.state}  ${mail.result ?? ''}${both(mail.words)}\n`;
const section = (title: string, mails: readonly ListedMail[]) =>
  mails.length === 0 ? '' : `${title}\n${mails.map(shortly).join('')}`;

const common = (mail: ListedMail): Fact[] => [
  ['id', mail.id],
  ['trạng thái / state', mail.state],
  ['loại / kind', mail.kind],
  ['kết quả / result', mail.result === null ? null : `${mail.result}${both(mail.words)}`],
  ['chi tiết / detail', mail.detail],
  ['cơ quan / agency', mail.agency],
  ['văn bản / document', mail.document],
];

function describeIn(mail: ViewedMailIn): string {
  const vouch = mail.vouchedBy === null ? null : `${mail.vouched} ${mail.vouchedBy} ${time(mail.vouchedAt) ?? ''}`;
  const facts: Fact[] = [
    ...common(mail),
    ['từ / from', mail.sender],
    ['hộp thư / mailbox', mail.account],
    ['nhận lúc / received', time(mail.receivedAt)],
    ['xử lý xong lúc / handled', time(mail.finishedAt)],
    ['số lần thử / attempts', mail.attempt],
    ['bằng chứng / proof', mail.proof],
    ['bảo đảm / vouched', vouch],
    [
      'lượt giao / delivery',
      mail.delivery === null ? null : `${mail.delivery} → ${mail.deliveryTarget}, ${mail.deliveryState}`,
    ],
    ['Message-ID', mail.messageId],
    ['SHA-256', `${mail.sha256} (${mail.size} byte)`],
    ['đã xóa bản gốc / original removed', time(mail.originalRemovedAt)],
  ];
  return `${write(facts)}${section('trả lời / answers', mail.replies)}`;
}

function describeOut(mail: ViewedMailOut): string {
  const facts: Fact[] = [
    ...common(mail),
    ['đến / to', mail.recipient],
    ['trả lời thư / answers', mail.answers],
    ['tạo lúc / made', time(mail.createdAt)],
    ['xong lúc / finished', time(mail.finishedAt)],
    ['Message-ID', mail.messageId],
    ...mail.attempts.map(
      (one): Fact => [`lần / attempt ${one.attempt}`, `${time(one.finishedAt)} ${one.outcome} ${one.detail ?? ''}`],
    ),
  ];
  const text = mail.text === null ? '' : `\n${mail.text.split('\n').map(visible).join('\n')}`;
  return `${write(facts)}${section('thư đến về thư này / mails about it', mail.about)}${text}`;
}

/** One mail as text: what it is, what became of it, and what belongs to it. */
export function describeMail(mail: ViewedMailIn | ViewedMailOut): string {
  return `${visible(mail.subject ?? '')}\n${mail.direction === 'in' ? describeIn(mail) : describeOut(mail)}`;
}
