/**
 * One mail of a mailbox of the demonstration: as text, never as its own HTML; its header, its attachments, and the form to answer it.
 * Everything in a mail was written by somebody: markup.ts shows it and obeys none of it. Pure.
 */
import { inline, paragraph } from '../../../certs/verdict/html/bilingual.js';
import { html, Markup, outside } from '../../../certs/verdict/html/markup.js';
import { displayedText } from '../../../schemas/mime/displayed-text.js';
import { decodeWords } from '../../../schemas/mime/encoded-words.js';
import { headerText, isFilePart, type Message, type MessagePart } from '../../../schemas/mime/message.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { vietnamTime } from '../../../schemas/words/vietnam-time.js';
import { arrivalOf } from '../../demonstration-mail/mail-folders.js';
import type { DemonstrationMailbox } from '../../demonstration-mail/mailboxes.js';
import type { AnswerAct } from '../../demonstration-mail/write-letter.js';
import { sizeInWords } from '../../mail/mail-words.js';
import { writePage } from './frame.js';

export interface ShownMail {
  readonly mailbox: DemonstrationMailbox;
  readonly id: string;
  /** Null when it is too broken to be read. */
  readonly message: Message | null;
  /** Who an answer goes to; null when nobody can be answered. */
  readonly answerTo: string | null;
  /** Why the answer was not sent. */
  readonly notice: Markup | null;
}

const maxLines = 2_000;
const maxFields = 200;

/** Line by line, so that a long text is cut visibly and its ends stay ends. */
function textPart(message: Message): Markup {
  const lines = displayedText(message).split('\n');
  const rest = lines.length - maxLines;
  return html`<pre>${lines.slice(0, maxLines).map((line) => [line.replaceAll('\t', '    '), new Markup('\n')])}${rest > 0 ? `… [+${rest}]` : null}</pre>`;
}

function headerPart({ entity }: Message): Markup {
  const rows = entity.fields.slice(0, maxFields);
  return html`<details><summary>${inline(say('Phần đầu thư', 'Header of the mail'))}</summary>
<table>${rows.map(({ name, value }) => html`<tr><th scope="row">${outside(name)}</th><td>${outside(decodeWords(value).replace(/\s+/g, ' '))}</td></tr>`)}</table></details>`;
}

function filesPart(message: Message, place: string): Markup | null {
  const files = message.parts.filter(isFilePart);
  if (files.length === 0) return null;
  const row = (part: MessagePart) =>
    html`<tr><td><a href="${place}/parts/${encodeURIComponent(part.place)}">${outside(part.name === '' ? part.type : part.name)}</a></td><td>${outside(part.type)}</td><td class="count">${sizeInWords(part.content().length)}</td></tr>`;
  return html`<h2>${inline(say('Tệp đính kèm', 'Attachments'))}</h2><table>${files.map(row)}</table>`;
}

const answers = [
  ['accept', say('Tiếp nhận', 'Accept')],
  ['refuse', say('Từ chối, với lý do ở trên', 'Refuse, for the reason above')],
  ['complete', say('Hoàn thành', 'Completed')],
  ['as-written', say('Gửi đúng như đã viết', 'Send as written')],
] as const satisfies readonly (readonly [AnswerAct, Bilingual])[];

function answerForm(place: string, to: string): Markup {
  const buttons = answers.map(
    ([act, text], index) =>
      html`<button${index === 0 ? new Markup(' class="main"') : null} name="act" value="${act}">${inline(text)}</button>`,
  );
  return html`<h2>${inline(say('Trả lời', 'Answer'))}</h2>
<form method="post" action="${place}/answer" enctype="multipart/form-data">
<p class="note">${outside(to)}</p>
<label for="text">${inline(say('Lời nhắn hoặc lý do từ chối', 'A message, or the reason for refusing'))}</label>
<textarea id="text" name="text" rows="5" maxlength="20000"></textarea>
${buttons}
</form>`;
}

const unreadable = paragraph(
  say(
    'Không đọc được thư này: cấu trúc của thư vượt giới hạn. Có thể tải thư gốc.',
    'This mail cannot be read: it is over the limits. The original can be downloaded.',
  ),
);

/** The page of one mail. */
export function writeMail({ mailbox, id, message, answerTo, notice }: ShownMail): string {
  const box = `/thu/${encodeURIComponent(mailbox.code)}`;
  const place = `${box}/${id}`;
  const subject = message === null ? '' : headerText(message.entity, 'subject');
  const from = message === null ? '' : headerText(message.entity, 'from');
  return writePage({
    heading: subject === '' ? '(không có tiêu đề / no subject)' : subject,
    way: [[box, mailbox.name]],
    content: [
      notice,
      html`<p>${outside(from)}<br/><span class="note">${vietnamTime(arrivalOf(id).toISOString())}</span></p>`,
      message === null ? unreadable : [textPart(message), filesPart(message, place), headerPart(message)],
      html`<p><a href="${place}/original">${inline(say('Tải thư gốc (.eml)', 'Download the original (.eml)'))}</a></p>`,
      answerTo === null ? null : answerForm(place, answerTo),
    ],
  });
}
