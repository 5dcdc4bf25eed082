/** The demonstration's mailboxes, and the mails in one of them. Pure: reads no folder (routes/demonstration-mail.ts does). */
import { inline, paragraph } from '../../../certs/verdict/html/bilingual.js';
import { html, type Markup, outside } from '../../../certs/verdict/html/markup.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { vietnamTime } from '../../../schemas/words/vietnam-time.js';
import { arrivalOf } from '../../demonstration-mail/mail-folders.js';
import type { DemonstrationMailbox } from '../../demonstration-mail/mailboxes.js';
import type { ListedMail, MailPage } from '../../demonstration-mail/read-mails.js';
import { writePage } from './frame.js';

export interface MailboxCount {
  readonly mailbox: DemonstrationMailbox;
  readonly unread: number;
  readonly total: number;
}

const placeOf = ({ code }: DemonstrationMailbox) => `/thu/${encodeURIComponent(code)}`;

function mailboxRow({ mailbox, unread, total }: MailboxCount): Markup {
  const { code, name, address } = mailbox;
  return html`<tr class="${unread > 0 ? 'unread' : 'read'}"><td><a class="subject" href="${placeOf(mailbox)}">${name}</a> (${code})<br/><span class="note">${address}</span></td><td class="count">${unread}</td><td class="count">${total}</td></tr>
`;
}

const heads = (labels: readonly Bilingual[]) =>
  html`<thead><tr>${labels.map((label) => html`<th scope="col">${inline(label)}</th>`)}</tr></thead>`;

function mailboxTable(title: Bilingual, counts: readonly MailboxCount[]): Markup {
  return html`<h2>${inline(title)}</h2>
<table>${heads([say('Hộp thư', 'Mailbox'), say('Chưa đọc', 'Unread'), say('Tất cả', 'All')])}
<tbody>${counts.map(mailboxRow)}</tbody></table>`;
}

/** All mailboxes; those that get their documents here first. */
export function writeMailboxList(counts: readonly MailboxCount[]): string {
  const unread = counts.reduce((sum, one) => sum + one.unread, 0);
  const [byMail, others] = [true, false].map((wanted) =>
    counts.filter(({ mailbox }) => mailbox.receivesDocuments === wanted),
  );
  return writePage({
    heading:
      unread === 0
        ? say('Không có thư chưa đọc.', 'No unread mail.')
        : say(`${unread} thư chưa đọc.`, `${unread} unread mail${unread === 1 ? '' : 's'}.`),
    way: [],
    content: [
      mailboxTable(say('Nhận văn bản bằng thư', 'Documents reach them by mail'), byMail ?? []),
      mailboxTable(
        say('Đọc văn bản tại cổng, vẫn có hộp thư', 'They read documents at the gateway, and have a mailbox too'),
        others ?? [],
      ),
    ],
  });
}

export interface ShownList extends MailPage {
  readonly mailbox: DemonstrationMailbox;
  /** What was done a moment ago. */
  readonly notice: Markup | null;
}

function mailRow(mailbox: DemonstrationMailbox, { id, isUnread, from, subject }: ListedMail): Markup {
  const mark = isUnread ? html`<span aria-hidden="true">● </span><span class="note">Chưa đọc</span> ` : null;
  const shown = subject === '' ? '(không có tiêu đề)' : subject;
  return html`<tr class="${isUnread ? 'unread' : 'read'}"><td>${mark}<a class="subject" href="${placeOf(mailbox)}/${id}">${outside(shown)}</a><br/><span class="note">${outside(from)}</span></td><td class="count">${vietnamTime(arrivalOf(id).toISOString())}</td></tr>
`;
}

const emptyBox = (mailbox: DemonstrationMailbox) => [
  paragraph(
    mailbox.receivesDocuments
      ? say(
          `Chưa có thư nào. Gửi một văn bản đến ${mailbox.code} (lệnh “congvan send” mà npm start đã in): thư mang văn bản sẽ hiện ở đây.`,
          `No mail yet. Send a document to ${mailbox.code} (the command “congvan send” that npm start printed): the mail that brings it shows up here.`,
        )
      : say(
          'Chưa có thư nào. Cơ quan này đọc văn bản tại cổng; thử gửi một văn bản bằng thư, câu trả lời của cổng sẽ hiện ở đây.',
          'No mail yet. This agency reads its documents at the gateway; send a document by mail, and the gateway’s answer shows up here.',
        ),
  ),
];

function pageLinks({ mailbox, page, pages }: ShownList): Markup | null {
  const link = (to: number, text: Bilingual) =>
    to < 1 || to > pages ? null : html`<a href="${placeOf(mailbox)}?page=${to}">${inline(text)}</a> `;
  return pages < 2
    ? null
    : html`<p>${link(page - 1, say('Mới hơn', 'Newer'))}${page} / ${pages} ${link(page + 1, say('Cũ hơn', 'Older'))}</p>`;
}

/** One page of a mailbox. */
export function writeMailList(shown: ShownList): string {
  const { mailbox, mails, total } = shown;
  return writePage({
    heading: say(`${mailbox.name}: ${total} thư.`, `${total} mail${total === 1 ? '' : 's'} of ${mailbox.address}.`),
    way: [[placeOf(mailbox), mailbox.name]],
    content: [
      shown.notice,
      html`<p><a href="${placeOf(mailbox)}/new">${inline(say('Viết thư, gửi văn bản', 'Write a mail, send a document'))}</a></p>`,
      mails.length === 0
        ? emptyBox(mailbox)
        : html`<table>${heads([say('Thư', 'Mail'), say('Đến lúc', 'Arrived')])}<tbody>${mails.map((mail) => mailRow(mailbox, mail))}</tbody></table>`,
      pageLinks(shown),
    ],
  });
}
