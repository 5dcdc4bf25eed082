/** What `show` and the lists tell people about documents. Names of statuses from the table; dates as in Vietnam. */
import type { DocumentPage } from '../../gateway/documents/find-documents.js';
import type { DocumentView } from '../../gateway/documents/view-document.js';
import { statusKind } from '../../schemas/directory/statuses.js';

type ListedDocument = DocumentPage['items'][number];

const inVietnam = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  dateStyle: 'short',
  timeStyle: 'short',
});

const describeTime = (instant: string | null | undefined): string =>
  instant === null || instant === undefined ? '' : inVietnam.format(new Date(instant));

function describeStatus(code: string | null | undefined): string {
  if (code === null || code === undefined) return '-';
  const kind = statusKind(code);
  return kind === undefined ? code : `${code} ${kind.vi} / ${kind.en}`;
}

export const inboxTitles = ['ID', 'SỐ', 'TRÍCH YẾU', 'NƠI GỬI', 'ĐỘ KHẨN', 'TRẠNG THÁI', 'ĐẾN LÚC'];

export const inboxRow = (row: ListedDocument) => [
  row.id,
  `${row.number}/${row.notation}`,
  row.subject,
  row.fromName,
  row.urgency,
  describeStatus(row.status),
  describeTime(row.arrivedAt),
];

export const outboxTitles = ['ID', 'SỐ', 'TRÍCH YẾU', 'ĐỘ KHẨN', 'NƠI NHẬN', 'GỬI LÚC'];

export const outboxRow = (row: ListedDocument) => [
  row.id,
  `${row.number}/${row.notation}`,
  row.subject,
  row.urgency,
  Object.entries(row.statuses ?? {})
    .map(([status, count]) => `${status}: ${count}`)
    .join(', '),
  describeTime(row.sentAt),
];

/** One document as text: what it is, its files, who has it and what they did. */
export function describeDocument(view: DocumentView): string {
  const lines = [
    `${view.type} ${view.number}/${view.notation}  ${view.subject}`,
    `  id             ${view.id}`,
    `  mã / code      ${view.documentId}`,
    `  nơi gửi / from ${view.fromName} (${view.from})`,
    `  gửi lúc / sent ${describeTime(view.sentAt)}   ${view.state}   ${view.urgency}`,
    `  SHA-256        ${view.sha256} (${view.size} byte)`,
    'tệp / files',
    ...view.files.map((file) => `  ${file.n}  ${file.name}  ${file.mediaType}  ${file.size} byte`),
    'nơi nhận / recipients',
    ...view.recipients.map(describeRecipient),
  ];
  return `${lines.join('\n')}\n`;
}

function describeRecipient(row: DocumentView['recipients'][number]): string {
  // Another recipient's dealings are not shown to a recipient.
  if (row.delivery === undefined) return `  ${row.agency}  ${row.name}`;
  const request = row.request === null || row.request === undefined ? '' : `  ${row.requestKind}: ${row.request}`;
  const trouble = row.deliveryReason ? `  (${row.deliveryReason})` : '';
  return `  ${row.agency}  ${row.name}  ${describeStatus(row.status)}  ${describeTime(row.statusAt)}  ${row.delivery}${trouble}${request}`;
}
